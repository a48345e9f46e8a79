namespace SpikeStream.Numerics.Diagnostics;

/// <summary>Quantiles of a sample, linear between order statistics (type 7 of Hyndman and Fan 1996).</summary>
public static class Quantile
{
    /// <summary>A quantile of values in any order.</summary>
    /// <param name="values">The values; they stay as they are.</param>
    /// <param name="probability">0 to 1.</param>
    /// <returns>The quantile; not-a-number for no values.</returns>
    public static double OfUnsorted(ReadOnlySpan<double> values, double probability)
    {
        double[] sorted = values.ToArray();
        Array.Sort(sorted);
        return OfSorted(sorted, probability);
    }

    /// <summary>A quantile of values in ascending order.</summary>
    /// <param name="sorted">The values.</param>
    /// <param name="probability">0 to 1.</param>
    /// <returns>The quantile; not-a-number for no values.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The probability is not one.</exception>
    public static double OfSorted(ReadOnlySpan<double> sorted, double probability)
    {
        if (!(probability >= 0 && probability <= 1)) throw new ArgumentOutOfRangeException(nameof(probability), probability, "expected 0 to 1");
        if (sorted.IsEmpty) return double.NaN;
        double position = probability * (sorted.Length - 1);
        int below = (int)Math.Floor(position);
        int above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
    }
}
