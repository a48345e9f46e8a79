using System.Globalization;
using System.Text;

namespace SpikeStream.Pipelines.Plots;

/// <summary>Text and numbers as gnuplot scripts and CSV files need them.</summary>
internal static class GnuplotText
{
    /// <summary>A single-quoted gnuplot string, in which nothing but the quote is special.</summary>
    public static string Quote(string text) => "'" + OneLine(text).Replace("'", "''", StringComparison.Ordinal) + "'";

    /// <summary>The text with control characters, line ends among them, turned to spaces.</summary>
    public static string OneLine(string text)
    {
        StringBuilder line = new(text.Length);
        foreach (char c in text) line.Append(char.IsControl(c) ? ' ' : c);
        return line.ToString();
    }

    /// <summary>A CSV field: quoted where it must be, on one line (gnuplot reads no field across lines).</summary>
    public static string Field(string text)
    {
        text = OneLine(text);
        return text.AsSpan().IndexOfAny(',', '"') < 0 ? text : "\"" + text.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"";
    }

    /// <summary>The shortest text that reads back as the same number; NaN, which breaks a line, for infinities too.</summary>
    public static string Number(double value) =>
        double.IsFinite(value) ? value.ToString("R", CultureInfo.InvariantCulture) : "NaN";

    /// <summary>A name as an axis has room for it: a long one is cut, and ends in dots.</summary>
    public static string Name(string name, int characters) => name.Length > characters ? string.Concat(name.AsSpan(0, characters - 1).TrimEnd(), "…") : name;

    /// <summary>Names as an axis has room for them: long ones are cut at the end, or in the middle where only their ends differ.</summary>
    public static string[] Names(IEnumerable<string> names, int characters = 20)
    {
        string[] all = [.. names], cut = [.. all.Select(name => Name(name, characters))];
        if (cut.Distinct().Count() == all.Distinct().Count()) return cut;
        int half = (characters - 1) / 2;
        return [.. all.Select(name => name.Length > characters ? string.Concat(name.AsSpan(0, half).TrimEnd(), "…", name.AsSpan(name.Length - half).TrimStart()) : name)];
    }

    /// <summary>The heading of a unit: its name, with "unit" before a bare number, or those of a pair; very long ones are cut.</summary>
    public static string Unit(string name)
    {
        const int Room = 36;
        const string Arrow = " → ";
        if (name.Length > 0 && name.All(char.IsAsciiDigit)) return "unit " + name;
        return name.Length > Room && name.Split(Arrow) is [var first, var second] ? string.Join(Arrow, Names([first, second], (Room - Arrow.Length) / 2)) : Name(name, Room);
    }

    /// <summary>A number of things in words: "1 unit", "2 units".</summary>
    public static string Many(int count, string one) => string.Create(CultureInfo.InvariantCulture, $"{count} {one}{(count == 1 ? "" : "s")}");

    /// <summary>A number for people: up to <paramref name="digits"/> significant digits.</summary>
    public static string Short(double value, int digits = 4) =>
        value.ToString("G" + digits.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    /// <summary>A duration for people, with the unit that suits it.</summary>
    /// <param name="seconds">The duration in seconds.</param>
    public static string Duration(double seconds) => seconds switch
    {
        >= 1 => Short(seconds) + " s",
        >= 1e-3 => Short(seconds * 1e3) + " ms",
        _ => Short(seconds * 1e6) + " µs",
    };
}
