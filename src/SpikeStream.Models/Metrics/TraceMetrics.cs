namespace SpikeStream.Models.Metrics;

/// <summary>Agreement of two traces of one population (Rene, Longtin and Macke 2020, section 4.7).</summary>
public static class TraceMetrics
{
    /// <summary>Pearson correlation of two traces.</summary>
    /// <param name="first">A trace.</param>
    /// <param name="second">Another one of the same length.</param>
    /// <returns>-1 to 1; NaN where a trace is constant or shorter than two.</returns>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static double Correlation(ReadOnlySpan<double> first, ReadOnlySpan<double> second)
    {
        RequireSameLength(first, second);
        double meanFirst = Mean(first), meanSecond = Mean(second), square1 = 0, square2 = 0, product = 0;
        for (int i = 0; i < first.Length; i++)
        {
            double x = first[i] - meanFirst, y = second[i] - meanSecond;
            square1 += x * x;
            square2 += y * y;
            product += x * y;
        }

        double scale = Math.Sqrt(square1) * Math.Sqrt(square2);
        return scale > 0 ? Math.Clamp(product / scale, -1, 1) : double.NaN;
    }

    /// <summary>Root mean squared difference of two traces.</summary>
    /// <param name="first">A trace.</param>
    /// <param name="second">Another one of the same length.</param>
    /// <returns>0 or more, in the unit of the traces; NaN for empty ones.</returns>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static double RootMeanSquaredError(ReadOnlySpan<double> first, ReadOnlySpan<double> second)
    {
        RequireSameLength(first, second);
        double sum = 0;
        for (int i = 0; i < first.Length; i++) sum += (first[i] - second[i]) * (first[i] - second[i]);
        return Math.Sqrt(sum / first.Length);
    }

    private static double Mean(ReadOnlySpan<double> values)
    {
        double sum = 0;
        foreach (double value in values) sum += value;
        return sum / values.Length;
    }

    private static void RequireSameLength(ReadOnlySpan<double> first, ReadOnlySpan<double> second)
    {
        if (first.Length != second.Length) throw new ArgumentException($"found traces of {first.Length} and {second.Length} bins, expected the same length");
    }
}
