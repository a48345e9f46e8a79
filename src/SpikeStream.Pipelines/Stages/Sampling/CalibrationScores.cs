using SpikeStream.Models.Fitting;
using SpikeStream.Numerics.Diagnostics;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Stages.Sampling;

/// <summary>Whether ranks of truths among draws of their posteriors are uniform, as they are where model, likelihood and sampler agree.</summary>
/// <remarks>Talts, Betancourt, Simpson, Vehtari and Gelman (2018), Validating Bayesian inference algorithms with simulation-based calibration.</remarks>
internal static class CalibrationScores
{
    /// <summary>Scores per parameter.</summary>
    /// <param name="space">The free parameters.</param>
    /// <param name="results">The simulations.</param>
    /// <param name="draws">Draws that each truth was ranked among.</param>
    /// <param name="bins">Bins of the chi-square test.</param>
    public static List<ScoresSchema.Row> Of(ParameterSpace space, IReadOnlyList<CalibrationResult> results, int draws, int bins)
    {
        List<ScoresSchema.Row> rows = [];
        CalibrationResult[] whole = [.. results.Where(result => result.Failure.Length == 0)];
        for (int i = 0; i < space.Count && whole.Length > 0; i++)
        {
            int parameter = i;
            int[] ranks = [.. whole.Select(result => result.Ranks[parameter])];
            RankUniformity uniformity = new(ranks, draws + 1, bins);
            double[] scores = [.. whole.Select(result => (result.Means[parameter] - result.Truth[parameter]) / result.Deviations[parameter]).Where(double.IsFinite)];
            void Add(string metric, double value, double error = double.NaN) => rows.Add(new(metric, space.Parameters[parameter].Name, value, error));
            Add("chi_square", uniformity.ChiSquare);
            Add("chi_square_p", uniformity.ChiSquareProbability);
            Add("ks", uniformity.LargestDifference);
            Add("ks_p", uniformity.LargestDifferenceProbability);
            Add("mean_rank", ranks.Average() / draws, Math.Sqrt(1.0 / 12 / ranks.Length));
            Add("coverage_50", Coverage(ranks, draws, 0.5), Math.Sqrt(0.25 / ranks.Length));
            Add("coverage_90", Coverage(ranks, draws, 0.9), Math.Sqrt(0.09 / ranks.Length));
            Add("mean_z", scores.Average(), 1 / Math.Sqrt(Math.Max(1, scores.Length)));
        }

        rows.Add(new("simulations", "all", whole.Length, double.NaN));
        rows.Add(new("failed", "all", results.Count - whole.Length, double.NaN));
        rows.Add(new("divergences", "all", whole.Sum(result => result.Divergences), double.NaN));
        return rows;
    }

    // Part of the truths within the central interval of their draws.
    private static double Coverage(int[] ranks, int draws, double part) =>
        ranks.Count(rank => Math.Abs((rank + 0.5) / (draws + 1) - 0.5) < part / 2) / (double)ranks.Length;
}
