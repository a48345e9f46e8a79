namespace SpikeStream.Models.Metrics;

/// <summary>What a model that knows only mean rates scores: each population's counts are binomial with one constant probability.</summary>
public static class HomogeneousRateBaseline
{
    /// <summary>The log likelihood at the best constant probabilities, the convention of the mesoscopic model: without the constant ln N!.</summary>
    /// <param name="counts">Spike counts, [bin, population].</param>
    /// <param name="neuronCounts">N of each population; counts are 0 to N.</param>
    /// <returns>Log likelihood of all bins in nats; 0 for no bins.</returns>
    /// <exception cref="ArgumentException">The counts are no whole number of bins, or one is above N or negative.</exception>
    public static double LogLikelihood(ReadOnlySpan<int> counts, ReadOnlySpan<int> neuronCounts)
    {
        double[] rates = MeanCounts(counts, neuronCounts);
        return LogLikelihood(counts, neuronCounts, rates);
    }

    /// <summary>The log likelihood at given constant rates, such as those of training data.</summary>
    /// <param name="counts">Spike counts, [bin, population].</param>
    /// <param name="neuronCounts">N of each population.</param>
    /// <param name="meanCounts">Expected count per bin of each population; the probability count/N is clipped to [1e-8, 1 - 1e-8].</param>
    /// <returns>Log likelihood of all bins in nats, without ln N!.</returns>
    /// <exception cref="ArgumentException">The counts are no whole number of bins, or one is above N or negative.</exception>
    public static double LogLikelihood(ReadOnlySpan<int> counts, ReadOnlySpan<int> neuronCounts, ReadOnlySpan<double> meanCounts)
    {
        Check(counts, neuronCounts);
        if (meanCounts.Length != neuronCounts.Length)
            throw new ArgumentException($"found {meanCounts.Length} mean counts, expected {neuronCounts.Length}", nameof(meanCounts));
        int populations = neuronCounts.Length;
        double sum = 0;
        for (int a = 0; a < populations; a++)
        {
            int n = neuronCounts[a];
            double p = Math.Clamp(meanCounts[a] / n, 1e-8, 1 - 1e-8), logP = Math.Log(p), logQ = double.LogP1(-p);
            // Equal counts give equal terms: each is computed once.
            Dictionary<int, long> histogram = [];
            for (int i = a; i < counts.Length; i += populations)
                histogram[counts[i]] = histogram.GetValueOrDefault(counts[i]) + 1;
            foreach ((int count, long bins) in histogram.OrderBy(pair => pair.Key))
            {
                sum += bins * (count * logP + (n - count) * logQ
                    - MathNet.Numerics.SpecialFunctions.GammaLn(count + 1.0) - MathNet.Numerics.SpecialFunctions.GammaLn(n - count + 1.0));
            }
        }

        return sum;
    }

    /// <summary>The mean count per bin of each population.</summary>
    /// <param name="counts">Spike counts, [bin, population].</param>
    /// <param name="neuronCounts">N of each population.</param>
    /// <returns>One mean per population; NaN for no bins.</returns>
    /// <exception cref="ArgumentException">The counts are no whole number of bins, or one is above N or negative.</exception>
    public static double[] MeanCounts(ReadOnlySpan<int> counts, ReadOnlySpan<int> neuronCounts)
    {
        Check(counts, neuronCounts);
        long[] sums = new long[neuronCounts.Length];
        for (int i = 0; i < counts.Length; i++) sums[i % sums.Length] += counts[i];
        double bins = (double)counts.Length / neuronCounts.Length;
        return [.. sums.Select(sum => sum / bins)];
    }

    private static void Check(ReadOnlySpan<int> counts, ReadOnlySpan<int> neuronCounts)
    {
        if (neuronCounts.IsEmpty || counts.Length % neuronCounts.Length != 0)
            throw new ArgumentException($"found {counts.Length} counts, expected a whole number of bins of {neuronCounts.Length} populations", nameof(counts));
        for (int i = 0; i < counts.Length; i++)
        {
            int population = i % neuronCounts.Length;
            if (counts[i] < 0 || counts[i] > neuronCounts[population])
                throw new ArgumentException($"bin {i / neuronCounts.Length}, population {population}: found {counts[i]} spikes, expected 0 to its {neuronCounts[population]} neurons", nameof(counts));
        }
    }
}
