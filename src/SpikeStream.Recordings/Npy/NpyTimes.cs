namespace SpikeStream.Recordings;

/// <summary>The times of an array, in s.</summary>
/// <param name="Column">Times or sample indices, one per row.</param>
/// <param name="Scale">Makes seconds of them.</param>
internal sealed record NpyTimes(NpyColumn Column, TimeScale Scale)
{
    /// <summary>Number of times.</summary>
    public long Rows => Column.Header.Rows;

    /// <summary>Reads times from a row on.</summary>
    public void Read(long firstRow, Span<double> times)
    {
        Column.Read(firstRow, times);
        Scale.ToSeconds(times);
    }

    /// <summary>The time of a row.</summary>
    public double At(long row)
    {
        double time = 0;
        Read(row, new Span<double>(ref time));
        return time;
    }

    /// <summary>Index of the first time that is not before a bound, by halving; the times must be in order.</summary>
    public long LowerBound(double bound)
    {
        long low = 0, high = Rows;
        if (double.IsNegativeInfinity(bound)) return low;
        if (double.IsPositiveInfinity(bound)) return high;
        while (low < high)
        {
            long middle = low + ((high - low) / 2);
            if (At(middle) < bound) low = middle + 1;
            else high = middle;
        }

        return low;
    }
}
