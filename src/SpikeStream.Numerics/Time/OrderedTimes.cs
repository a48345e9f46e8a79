namespace SpikeStream.Numerics.Time;

/// <summary>Times that do not decrease.</summary>
public static class OrderedTimes
{
    /// <summary>Index of the first time that is not below a bound.</summary>
    /// <param name="times">Times in s that do not decrease.</param>
    /// <param name="bound">The bound in s.</param>
    /// <returns>0 to the number of times; that number where all are below.</returns>
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
}
