namespace SpikeStream.Pipelines.Plots;

/// <summary>Checks on what a figure is given.</summary>
internal static class FigureArgument
{
    /// <summary>Refuses arrays of different lengths.</summary>
    public static void SameLength(string figure, string what, int found, string other, int expected)
    {
        if (found != expected)
            throw new ArgumentException($"{figure}: found {found} values of {what}, expected {expected}, one for each of {other}.");
    }

    /// <summary>Refuses a time window that is empty or not a number.</summary>
    public static void Window(string figure, double? start, double? stop)
    {
        if (start is { } a && !double.IsFinite(a)) throw new ArgumentException($"{figure}: found window start {a}, expected a time in seconds.");
        if (stop is { } b && !double.IsFinite(b)) throw new ArgumentException($"{figure}: found window stop {b}, expected a time in seconds.");
        if (start is { } from && stop is { } to && to <= from)
            throw new ArgumentException($"{figure}: found a window from {GnuplotText.Number(from)} s to {GnuplotText.Number(to)} s, expected a stop after the start.");
    }

    /// <summary>Refuses a number that is not positive and finite.</summary>
    public static void Positive(string figure, string what, double value)
    {
        if (!(value > 0) || !double.IsFinite(value))
            throw new ArgumentException($"{figure}: found {what} {GnuplotText.Short(value)}, expected a positive number.");
    }
}
