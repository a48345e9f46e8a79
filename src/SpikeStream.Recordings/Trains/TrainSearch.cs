namespace SpikeStream.Recordings;

/// <summary>Finds times in trains that are in order, reading a few of them only.</summary>
internal static class TrainSearch
{
    /// <summary>The time at an entry.</summary>
    public static double At(ISpikeTimes train, long entry)
    {
        double time = 0;
        train.Read(entry, new Span<double>(ref time));
        return time;
    }

    /// <summary>First entry of a stretch that is not before a time, by halving.</summary>
    /// <param name="train">The times.</param>
    /// <param name="low">First entry of the stretch.</param>
    /// <param name="high">Entry after its last.</param>
    /// <param name="time">The time in s; may be infinite.</param>
    public static long LowerBound(ISpikeTimes train, long low, long high, double time)
    {
        if (double.IsNegativeInfinity(time)) return low;
        if (double.IsPositiveInfinity(time)) return high;
        while (low < high)
        {
            long middle = low + ((high - low) / 2);
            if (At(train, middle) < time) low = middle + 1;
            else high = middle;
        }

        return low;
    }
}
