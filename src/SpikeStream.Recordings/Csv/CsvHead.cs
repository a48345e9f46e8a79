using System.Text;

namespace SpikeStream.Recordings;

/// <summary>What the first line of a text table says: delimiter, and names of columns where it is a header.</summary>
/// <param name="Delimiter">The character between fields.</param>
/// <param name="Names">Names of the columns; empty where there is no header.</param>
/// <param name="ColumnCount">Number of columns.</param>
/// <param name="Lines">Lines before the first row: blank ones and the header.</param>
internal sealed record CsvHead(char Delimiter, IReadOnlyList<string> Names, int ColumnCount, long Lines)
{
    /// <summary>Reads the head of a file.</summary>
    public static CsvHead Read(string path, char? delimiter)
    {
        char separator = delimiter ?? Guess(path);
        var fields = new CsvFields(path, separator);
        using var lines = new CsvRecords(path, fields);
        if (!lines.TryRead(out ReadOnlySpan<byte> line)) return new CsvHead(separator, [], 0, lines.Lines);
        string[] texts = new string[fields.Count];
        bool isHeader = false;
        for (int i = 0; i < texts.Length; i++)
        {
            texts[i] = fields.Text(line, i);
            isHeader |= texts[i].Length > 0 && (char.IsLetter(texts[i][0]) || texts[i][0] == '_') && !IsNumberWord(texts[i]);
        }

        return isHeader ? new CsvHead(separator, texts, texts.Length, lines.Lines) : new CsvHead(separator, [], texts.Length, lines.Number - 1);
    }

    /// <summary>Index of the first column with one of some names, case aside; -1 where there is none.</summary>
    public int IndexOf(params ReadOnlySpan<string> names)
    {
        for (int i = 0; i < Names.Count; i++)
        {
            foreach (string name in names)
            {
                if (string.Equals(Names[i], name, StringComparison.OrdinalIgnoreCase)) return i;
            }
        }

        return -1;
    }

    /// <summary>Index of the column that the options name for a role; -1 where they name none.</summary>
    public int IndexFor(string path, ReadOptions options, string role)
    {
        string? name = options.ColumnFor(role);
        if (name is null) return -1;
        int index = IndexOf(name);
        if (index < 0 && int.TryParse(name, out int position) && position >= 0 && position < ColumnCount) index = position;
        return index >= 0
            ? index
            : throw new InvalidInputException($"{path}: found no column \"{name}\" for {role}, expected one of {Describe()}.");
    }

    /// <summary>The columns in words.</summary>
    public string Describe() => Names.Count > 0 ? string.Join(", ", Names.Take(20)) : $"{ColumnCount} columns without a header";

    private static bool IsNumberWord(string text) =>
        text.Equals("nan", StringComparison.OrdinalIgnoreCase) || text.Equals("inf", StringComparison.OrdinalIgnoreCase) || text.Equals("infinity", StringComparison.OrdinalIgnoreCase);

    private static char Guess(string path)
    {
        using var lines = new TextLines(path);
        if (!lines.TryReadFilled(out ReadOnlySpan<byte> line)) return ',';
        if (line.Contains((byte)'\t')) return '\t';
        if (line.Contains((byte)';')) return ';';
        bool hasBlanks = line.Trim((byte)' ').Contains((byte)' ');
        if (line.Contains((byte)',') && !(hasBlanks && HasDecimalCommas(line))) return ',';
        return hasBlanks ? ' ' : ',';
    }

    // Commas between digits alone, with blanks between numbers: the commas are not what divides fields.
    private static bool HasDecimalCommas(ReadOnlySpan<byte> line)
    {
        for (int at = 0; at < line.Length; at++)
        {
            if (line[at] != (byte)',') continue;
            if (at == 0 || at == line.Length - 1 || !char.IsAsciiDigit((char)line[at - 1]) || !char.IsAsciiDigit((char)line[at + 1])) return false;
        }

        return true;
    }

    /// <summary>Whether the start of a file looks like text.</summary>
    public static bool IsText(ReadOnlySpan<byte> start)
    {
        if (start.IsEmpty) return false;
        if (start.IndexOfAnyInRange((byte)0, (byte)8) >= 0 || start.IndexOfAnyInRange((byte)14, (byte)31) >= 0) return false;
        int whole = start.Length;
        for (int back = 1; back <= Math.Min(3, whole); back++)
        {
            // A sequence may be cut by the end of the sample.
            if (start[whole - back] >= 0xC0)
            {
                whole -= back;
                break;
            }
        }

        try
        {
            new UTF8Encoding(false, throwOnInvalidBytes: true).GetCharCount(start[..whole]);
            return true;
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
    }
}
