namespace SpikeStream.Recordings;

/// <summary>The half-open stretch of time that is asked for.</summary>
/// <param name="Start">Start in s; negative infinity where none is stated.</param>
/// <param name="Stop">Stop in s; infinity where none is stated.</param>
internal readonly record struct TimeWindow(double Start, double Stop)
{
    /// <summary>Whether anything is left out.</summary>
    public bool IsRestricted => Start > double.NegativeInfinity || Stop < double.PositiveInfinity;

    /// <summary>The window of some options.</summary>
    /// <exception cref="InvalidInputException">A bound is not finite, or the stop is not after the start.</exception>
    public static TimeWindow From(ReadOptions options)
    {
        Check("start", options.Start);
        Check("stop", options.Stop);
        TimeWindow window = new(options.Start ?? double.NegativeInfinity, options.Stop ?? double.PositiveInfinity);
        return window.Start < window.Stop
            ? window
            : throw new InvalidInputException(FormattableString.Invariant($"stop: found {window.Stop} s, expected a time after start, which is {window.Start} s."));
    }

    /// <summary>Index of the first of some ordered times that is not before a bound.</summary>
    public static int LowerBound(ReadOnlySpan<double> times, double bound)
    {
        int low = 0, high = times.Length;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (times[middle] < bound) low = middle + 1;
            else high = middle;
        }

        return low;
    }

    private static void Check(string name, double? value)
    {
        if (value is { } bound && !double.IsFinite(bound)) throw new InvalidInputException(FormattableString.Invariant($"{name}: found {bound}, expected a time in s."));
    }
}
