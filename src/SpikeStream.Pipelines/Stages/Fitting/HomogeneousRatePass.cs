using SpikeStream.Models.Metrics;

namespace SpikeStream.Pipelines.Stages.Fitting;

/// <summary>The log likelihood of an archive when each population fires at its mean rate throughout: what any model has to beat.</summary>
internal static class HomogeneousRatePass
{
    private const int PieceBins = 4096;

    /// <summary>Evaluates the baseline after the burn-in.</summary>
    /// <param name="archive">The counts, sealed.</param>
    /// <param name="neuronCounts">N of each population.</param>
    /// <param name="hasInputs">Whether the archive holds inputs; they are not used.</param>
    /// <param name="burnInBins">Bins at the start, and after each gap, that do not count.</param>
    /// <param name="isNormalised">Whether ln N! is included.</param>
    /// <returns>Log likelihood in nats; 0 for no bins.</returns>
    public static double LogLikelihood(CountArchive archive, int[] neuronCounts, bool hasInputs, long burnInBins, bool isNormalised)
    {
        long bins = archive.Stretches.CountedBins(burnInBins);
        if (bins <= 0) return 0;
        long[] sums = new long[neuronCounts.Length];
        int[] counts = new int[PieceBins * neuronCounts.Length];
        double[] inputs = hasInputs ? new double[counts.Length] : [];
        ForEachPiece(archive, burnInBins, counts, inputs, neuronCounts.Length, piece =>
        {
            for (int i = 0; i < piece; i++) sums[i % sums.Length] += counts[i];
        });
        double[] means = [.. sums.Select(sum => (double)sum / bins)];
        double total = 0;
        ForEachPiece(archive, burnInBins, counts, inputs, neuronCounts.Length, piece =>
            total += HomogeneousRateBaseline.LogLikelihood(counts.AsSpan(0, piece), neuronCounts, means));
        if (isNormalised) total += bins * neuronCounts.Sum(neurons => MathNet.Numerics.SpecialFunctions.GammaLn(neurons + 1.0));
        return total;
    }

    private static void ForEachPiece(CountArchive archive, long burnInBins, int[] counts, double[] inputs, int populations, Action<int> take)
    {
        foreach ((long first, long length) in archive.Stretches.Items)
        {
            for (long bin = first + burnInBins; bin < first + length; bin += PieceBins)
            {
                int values = (int)Math.Min(PieceBins, first + length - bin) * populations;
                archive.Read(bin, counts.AsSpan(0, values), inputs.Length == 0 ? default : inputs.AsSpan(0, values));
                take(values);
            }
        }
    }
}
