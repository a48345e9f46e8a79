using System.Globalization;
using SpikeStream.Models.Fitting;
using SpikeStream.Numerics.Diagnostics;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Stages.Sampling;

/// <summary>What draws say: parameters with their uncertainty, and whether the chains can be trusted.</summary>
internal static class PosteriorScores
{
    private const double LargestRHat = 1.01, SmallestEnergyFraction = 0.3;
    private const int SmallestSizePerChain = 100;

    /// <summary>All scores: per parameter first, then per chain.</summary>
    /// <param name="space">The free parameters.</param>
    /// <param name="chains">The chains, of equal numbers of draws.</param>
    public static List<ScoresSchema.Row> Of(ParameterSpace space, IReadOnlyList<ChainRecord> chains)
    {
        List<ScoresSchema.Row> rows = [];
        for (int i = 0; i < space.Count; i++) AddQuantity(rows, space.Parameters[i].Name, [.. chains.Select(chain => chain.Parameter(i))]);
        AddQuantity(rows, "log posterior", [.. chains.Select(LogPosteriors)]);
        for (int c = 0; c < chains.Count; c++)
        {
            ChainRecord chain = chains[c];
            string name = string.Create(CultureInfo.InvariantCulture, $"chain {c + 1}");
            void Add(string metric, double value) => rows.Add(new(metric, name, value, double.NaN));
            Add("draws", chain.Draws);
            Add("acceptance", chain.AcceptanceSum / chain.Draws);
            Add("divergences", chain.Divergences);
            Add("step_size", chain.StepSize);
            Add("leapfrog_steps", chain.LeapfrogSteps);
            Add("warm_up_leapfrog_steps", chain.WarmUpSteps);
            Add("mean_tree_depth", (double)chain.DepthSum / chain.Draws);
            Add("cut_trajectories", chain.CutTrajectories);
            Add("ebfmi", chain.EnergyFraction);
        }

        return rows;
    }

    /// <summary>Rows of one quantity: moments, quantiles and what its chains are worth.</summary>
    public static void AddQuantity(List<ScoresSchema.Row> rows, string name, IReadOnlyList<double[]> chains)
    {
        double[] sorted = [.. chains.SelectMany(chain => chain).Order()];
        double mean = sorted.Average();
        double deviation = Math.Sqrt(sorted.Sum(x => (x - mean) * (x - mean)) / (sorted.Length - 1));
        rows.Add(new("mean", name, mean, ChainDiagnostics.StandardErrorOfMean(chains)));
        rows.Add(new("sd", name, deviation, double.NaN));
        rows.Add(new("q2.5", name, Quantile.OfSorted(sorted, 0.025), double.NaN));
        rows.Add(new("median", name, Quantile.OfSorted(sorted, 0.5), double.NaN));
        rows.Add(new("q97.5", name, Quantile.OfSorted(sorted, 0.975), double.NaN));
        rows.Add(new("rhat", name, ChainDiagnostics.RankNormalisedSplitRHat(chains), double.NaN));
        rows.Add(new("split_rhat", name, ChainDiagnostics.SplitRHat(chains), double.NaN));
        rows.Add(new("ess_bulk", name, ChainDiagnostics.BulkEffectiveSampleSize(chains), double.NaN));
        rows.Add(new("ess_tail", name, ChainDiagnostics.TailEffectiveSampleSize(chains), double.NaN));
        rows.Add(new("mcse", name, ChainDiagnostics.StandardErrorOfMean(chains), double.NaN));
    }

    /// <summary>Reasons not to trust the draws, one line each.</summary>
    /// <param name="scores">What <see cref="Of"/> gave.</param>
    public static IEnumerable<string> Warnings(IReadOnlyList<ScoresSchema.Row> scores)
    {
        int chains = scores.Count(row => row.Metric == "ebfmi");
        ScoresSchema.Row? rHat = scores.Where(row => row.Metric == "rhat").MaxBy(row => row.Value);
        if (rHat is { Value: > LargestRHat })
            yield return Text($"R-hat of {rHat.Target} is {rHat.Value:F3}, expected at most {LargestRHat}: the chains have not mixed; draw more, or warm up longer");
        ScoresSchema.Row? size = scores.Where(row => row.Metric is "ess_bulk" or "ess_tail").MinBy(row => row.Value);
        if (size is not null && size.Value < SmallestSizePerChain * chains)
            yield return Text($"the effective sample size of {size.Target} is {size.Value:F0} ({(size.Metric == "ess_bulk" ? "bulk" : "tail")}), expected {SmallestSizePerChain * chains} or more ({SmallestSizePerChain} per chain): draw more");
        double divergences = scores.Where(row => row.Metric == "divergences").Sum(row => row.Value);
        if (divergences > 0)
            yield return Text($"{divergences:F0} divergent transitions, expected none: the posterior bends more sharply than the step size resolves there, and draws may avoid it; raise \"targetAcceptance\"");
        double cut = scores.Where(row => row.Metric == "cut_trajectories").Sum(row => row.Value);
        if (cut > 0)
            yield return Text($"{cut:F0} trajectories were ended by the limit of their length: draws are right but slow to mix; raise \"maximumTreeDepth\" or warm up longer");
        ScoresSchema.Row? energy = scores.Where(row => row.Metric == "ebfmi").MinBy(row => row.Value);
        if (energy is { Value: < SmallestEnergyFraction })
            yield return Text($"the energy fraction (E-BFMI) of {energy.Target} is {energy.Value:F2}, expected {SmallestEnergyFraction} or more: the tails are hard to reach");
    }

    private static double[] LogPosteriors(ChainRecord chain) => [.. Enumerable.Range(0, chain.Draws).Select(chain.LogPosterior)];

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
