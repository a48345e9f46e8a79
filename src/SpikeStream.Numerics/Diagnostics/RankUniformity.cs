using MathNet.Numerics.Distributions;

namespace SpikeStream.Numerics.Diagnostics;

/// <summary>Tests whether ranks are uniform.</summary>
public sealed class RankUniformity
{
    /// <summary>Tests ranks.</summary>
    /// <param name="ranks">Ranks, each from 0 to below <paramref name="values"/>; at least one.</param>
    /// <param name="values">Number of values that a rank can have, 2 or more.</param>
    /// <param name="bins">Bins of the histogram, at most <paramref name="values"/>.</param>
    /// <exception cref="ArgumentException">There is no rank, or one is out of range.</exception>
    public RankUniformity(ReadOnlySpan<int> ranks, int values, int bins)
    {
        if (ranks.IsEmpty) throw new ArgumentException("found no ranks, expected at least one", nameof(ranks));
        ArgumentOutOfRangeException.ThrowIfLessThan(values, 2);
        if (bins < 2 || bins > values) throw new ArgumentOutOfRangeException(nameof(bins), bins, $"expected 2 to {values}");
        int[] histogram = new int[bins];
        double[] sizes = new double[bins];
        for (int value = 0; value < values; value++) sizes[(long)value * bins / values]++;
        int[] cumulative = new int[values];
        foreach (int rank in ranks)
        {
            if (rank < 0 || rank >= values) throw new ArgumentException($"found rank {rank}, expected 0 to {values - 1}", nameof(ranks));
            histogram[(long)rank * bins / values]++;
            cumulative[rank]++;
        }

        for (int bin = 0; bin < bins; bin++)
        {
            double expected = ranks.Length * sizes[bin] / values;
            ChiSquare += (histogram[bin] - expected) * (histogram[bin] - expected) / expected;
        }

        int below = 0;
        for (int value = 0; value < values; value++)
        {
            below += cumulative[value];
            LargestDifference = Math.Max(LargestDifference, Math.Abs((double)below / ranks.Length - (value + 1.0) / values));
        }

        Histogram = histogram;
        ChiSquareProbability = 1 - ChiSquared.CDF(bins - 1, ChiSquare);
        LargestDifferenceProbability = KolmogorovTail(Math.Sqrt(ranks.Length) * LargestDifference);
    }

    /// <summary>Number of ranks in each bin.</summary>
    public IReadOnlyList<int> Histogram { get; }

    /// <summary>Pearson's statistic of the histogram.</summary>
    public double ChiSquare { get; }

    /// <summary>Probability of a larger statistic where ranks are uniform.</summary>
    public double ChiSquareProbability { get; }

    /// <summary>Largest difference of the cumulative distribution from the uniform one.</summary>
    public double LargestDifference { get; }

    /// <summary>Probability of a larger difference where ranks are uniform (Kolmogorov's limit; too large for few ranks or values).</summary>
    public double LargestDifferenceProbability { get; }

    private static double KolmogorovTail(double x)
    {
        if (x < 0.2) return 1;
        double sum = 0;
        for (int k = 1; k <= 100; k++) sum += (k % 2 == 1 ? 2 : -2) * Math.Exp(-2.0 * k * k * x * x);
        return Math.Clamp(sum, 0, 1);
    }
}
