namespace SpikeStream.Pipelines.Plots;

/// <summary>The median of a window that slides over noisy values.</summary>
internal static class RunningMedian
{
    /// <summary>The median of each value and its neighbours.</summary>
    /// <param name="values">The values; NaN is left out of every window.</param>
    /// <param name="window">Length of the centred window, an odd number; it is cut off at the ends.</param>
    /// <returns>One median per value; NaN where a window holds no number.</returns>
    public static double[] Of(ReadOnlySpan<double> values, int window)
    {
        int half = window / 2;
        double[] medians = new double[values.Length];
        List<double> sorted = new(window + 1);
        for (int i = 0; i < Math.Min(half, values.Length); i++) Add(sorted, values[i]);
        for (int i = 0; i < values.Length; i++)
        {
            if (i + half < values.Length) Add(sorted, values[i + half]);
            if (i - half - 1 >= 0) Remove(sorted, values[i - half - 1]);
            int n = sorted.Count;
            medians[i] = n == 0 ? double.NaN
                : n % 2 == 1 ? sorted[n / 2]
                : 0.5 * (sorted[n / 2 - 1] + sorted[n / 2]);
        }

        return medians;
    }

    /// <summary>A window of about a fortieth of the values: smooth enough to follow, short enough to show a change.</summary>
    public static int WindowFor(int count) => Math.Clamp(count / 40, 2, 250) * 2 + 1;

    private static void Add(List<double> sorted, double value)
    {
        if (double.IsNaN(value)) return;
        int place = sorted.BinarySearch(value);
        sorted.Insert(place < 0 ? ~place : place, value);
    }

    private static void Remove(List<double> sorted, double value)
    {
        if (!double.IsNaN(value)) sorted.RemoveAt(sorted.BinarySearch(value));
    }
}
