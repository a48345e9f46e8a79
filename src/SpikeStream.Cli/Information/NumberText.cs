using System.Globalization;

namespace SpikeStream.Cli.Information;

/// <summary>Numbers as people read them.</summary>
internal static class NumberText
{
    /// <summary>A whole number in groups of three digits.</summary>
    public static string Whole(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>A number with up to five significant digits.</summary>
    public static string Short(double value) => value.ToString("G5", CultureInfo.InvariantCulture);

    /// <summary>A time in seconds, to the microsecond.</summary>
    public static string Seconds(double value) => value.ToString("0.######", CultureInfo.InvariantCulture) + " s";

    /// <summary>A size of a file.</summary>
    public static string Bytes(long bytes) => bytes switch
    {
        >= 1L << 30 => (bytes / (double)(1L << 30)).ToString("0.00", CultureInfo.InvariantCulture) + " GiB",
        >= 1L << 20 => (bytes / (double)(1L << 20)).ToString("0.0", CultureInfo.InvariantCulture) + " MiB",
        >= 1L << 10 => (bytes / (double)(1L << 10)).ToString("0.0", CultureInfo.InvariantCulture) + " KiB",
        _ => Whole(bytes) + " bytes",
    };

    /// <summary>Some names, not too many of them.</summary>
    public static string Names(IReadOnlyList<string> names) =>
        names.Count <= 8 ? string.Join(", ", names) : string.Join(", ", names.Take(6)) + $", ... ({Whole(names.Count)} in all)";

    /// <summary>The spread of some numbers.</summary>
    /// <param name="values">The numbers; they are sorted in place.</param>
    /// <param name="unit">Their unit.</param>
    public static string Spread(double[] values, string unit)
    {
        Array.Sort(values);
        double At(double part) => values[(int)Math.Round(part * (values.Length - 1))];
        return values.Length == 1
            ? $"{Short(values[0])} {unit}"
            : $"{Short(values.Average())} {unit} on average; from {Short(values[0])} to {Short(values[^1])}, median {Short(At(0.5))}, middle half {Short(At(0.25))} to {Short(At(0.75))}";
    }
}
