namespace SpikeStream.Numerics.Diagnostics;

/// <summary>
/// How well several chains agree on one quantity, and how many independent draws they are worth.
/// </summary>
/// <remarks>
/// Vehtari, Gelman, Simpson, Carpenter and Buerkner (2021), Rank-normalization, folding, and localization: an improved R-hat, Bayesian
/// Analysis 16(2). Chains are [chain][draw], of equal lengths; each is split into halves first (of an odd length the middle draw is left out).
/// Results are not-a-number for fewer than four draws per chain, draws that are not finite, and draws that are all the same.
/// </remarks>
public static class ChainDiagnostics
{
    private const int FewestDraws = 4;

    /// <summary>Potential scale reduction of the split chains: 1 where they agree.</summary>
    /// <param name="chains">Draws [chain][draw].</param>
    /// <returns>R-hat.</returns>
    /// <exception cref="ArgumentException">There is no chain, or their lengths differ.</exception>
    public static double SplitRHat(IReadOnlyList<double[]> chains) => IsFit(chains) ? RHat(Split(chains)) : double.NaN;

    /// <summary>The larger of the R-hats of the rank-normalised split chains and of their distances from the median: sees other scales and heavy tails too.</summary>
    /// <inheritdoc cref="SplitRHat"/>
    public static double RankNormalisedSplitRHat(IReadOnlyList<double[]> chains)
    {
        if (!IsFit(chains)) return double.NaN;
        List<double[]> split = Split(chains);
        double bulk = RHat(RankNormalisation.Of(split));
        double[] all = [.. split.SelectMany(chain => chain)];
        double median = Quantile.OfUnsorted(all, 0.5);
        double tail = RHat(RankNormalisation.Of([.. split.Select(chain => chain.Select(x => Math.Abs(x - median)).ToArray())]));
        return double.IsNaN(tail) ? bulk : Math.Max(bulk, tail);
    }

    /// <summary>Effective sample size of the rank-normalised draws: what counts for means and medians.</summary>
    /// <param name="chains">Draws [chain][draw].</param>
    /// <returns>Number of independent draws of the same worth.</returns>
    /// <exception cref="ArgumentException">There is no chain, or their lengths differ.</exception>
    public static double BulkEffectiveSampleSize(IReadOnlyList<double[]> chains) =>
        IsFit(chains) ? EffectiveSampleSize.Of(RankNormalisation.Of(Split(chains))) : double.NaN;

    /// <summary>The smaller of the effective sample sizes of the 5 and 95 percent quantiles.</summary>
    /// <inheritdoc cref="BulkEffectiveSampleSize"/>
    public static double TailEffectiveSampleSize(IReadOnlyList<double[]> chains)
    {
        if (!IsFit(chains)) return double.NaN;
        // Of draws with many ties a quantile may be the largest value: then that side says nothing.
        double lower = OfQuantile(chains, 0.05), upper = OfQuantile(chains, 0.95);
        return double.IsNaN(upper) ? lower : double.IsNaN(lower) ? upper : Math.Min(lower, upper);
    }

    /// <summary>Effective sample size of the draws themselves: what counts for the standard error of the mean.</summary>
    /// <inheritdoc cref="BulkEffectiveSampleSize"/>
    public static double MeanEffectiveSampleSize(IReadOnlyList<double[]> chains) => IsFit(chains) ? EffectiveSampleSize.Of(Split(chains)) : double.NaN;

    /// <summary>Monte Carlo standard error of the mean: standard deviation / sqrt(effective sample size).</summary>
    /// <param name="chains">Draws [chain][draw].</param>
    /// <returns>In the unit of the draws.</returns>
    /// <exception cref="ArgumentException">There is no chain, or their lengths differ.</exception>
    public static double StandardErrorOfMean(IReadOnlyList<double[]> chains)
    {
        if (!IsFit(chains)) return double.NaN;
        double[] all = [.. chains.SelectMany(chain => chain)];
        double mean = all.Average();
        double variance = all.Sum(x => (x - mean) * (x - mean)) / (all.Length - 1);
        return Math.Sqrt(variance / MeanEffectiveSampleSize(chains));
    }

    /// <summary>
    /// Energy fraction of missing information of one chain (E-BFMI, Betancourt 2016): below about 0.3 fresh momenta change the energy too
    /// little for the chain to reach the tails.
    /// </summary>
    /// <param name="energies">Energies of successive draws.</param>
    /// <returns>Mean squared change over variance; not-a-number for fewer than two draws.</returns>
    public static double EnergyFraction(ReadOnlySpan<double> energies)
    {
        if (energies.Length < 2) return double.NaN;
        double mean = 0;
        foreach (double energy in energies) mean += energy / energies.Length;
        double change = 0, spread = (energies[0] - mean) * (energies[0] - mean);
        for (int i = 1; i < energies.Length; i++)
        {
            change += (energies[i] - energies[i - 1]) * (energies[i] - energies[i - 1]);
            spread += (energies[i] - mean) * (energies[i] - mean);
        }

        return change / spread;
    }

    private static double OfQuantile(IReadOnlyList<double[]> chains, double probability)
    {
        double limit = Quantile.OfUnsorted([.. chains.SelectMany(chain => chain)], probability);
        return EffectiveSampleSize.Of(Split([.. chains.Select(chain => chain.Select(x => x <= limit ? 1.0 : 0.0).ToArray())]));
    }

    private static bool IsFit(IReadOnlyList<double[]> chains)
    {
        ArgumentNullException.ThrowIfNull(chains);
        if (chains.Count == 0) throw new ArgumentException("found no chain, expected at least one", nameof(chains));
        if (chains.Any(chain => chain.Length != chains[0].Length))
            throw new ArgumentException($"found chains of {string.Join(", ", chains.Select(chain => chain.Length))} draws, expected equal lengths", nameof(chains));
        double first = chains[0].Length > 0 ? chains[0][0] : double.NaN;
        return chains[0].Length >= FewestDraws && chains.All(chain => chain.All(double.IsFinite)) && chains.Any(chain => chain.Any(x => x != first));
    }

    private static List<double[]> Split(IReadOnlyList<double[]> chains)
    {
        int half = chains[0].Length / 2;
        return [.. chains.SelectMany(chain => (double[][])[chain[..half], chain[^half..]])];
    }

    private static double RHat(List<double[]> chains)
    {
        double draws = chains[0].Length;
        double[] means = [.. chains.Select(chain => chain.Average())];
        double mean = means.Average();
        double between = means.Sum(m => (m - mean) * (m - mean)) / (means.Length - 1);
        double within = chains.Select((chain, i) => chain.Sum(x => (x - means[i]) * (x - means[i])) / (draws - 1)).Average();
        return Math.Sqrt((within * (draws - 1) / draws + between) / within);
    }
}
