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
            (double half, double halfDeviation) = Coverage(ranks, draws + 1, 0.5);
            (double most, double mostDeviation) = Coverage(ranks, draws + 1, 0.9);
            Add("coverage_50", half, halfDeviation / Math.Sqrt(ranks.Length));
            Add("coverage_90", most, mostDeviation / Math.Sqrt(ranks.Length));
            Add("mean_z", scores.Average(), 1 / Math.Sqrt(Math.Max(1, scores.Length)));
        }

        rows.Add(new("simulations", "all", whole.Length, double.NaN));
        rows.Add(new("failed", "all", results.Count - whole.Length, double.NaN));
        rows.Add(new("divergences", "all", whole.Sum(result => result.Divergences), double.NaN));
        return rows;
    }

    /// <summary>Part of the truths within the central interval of their draws, and the deviation of one truth's part where ranks are uniform.</summary>
    /// <remarks>
    /// A rank stands for a whole cell of the unit interval, which an end of the central interval may cut: the part of it that lies within
    /// counts, so that uniform ranks give the nominal coverage exactly whatever the number of draws.
    /// </remarks>
    internal static (double Coverage, double Deviation) Coverage(IReadOnlyList<int> ranks, int cells, double part)
    {
        double first = (1 - part) / 2 * cells, last = (1 + part) / 2 * cells;
        double Within(int rank) => Math.Max(0, Math.Min(rank + 1, last) - Math.Max(rank, first));
        double square = Enumerable.Range(0, cells).Sum(rank => Within(rank) * Within(rank)) / cells;
        return (ranks.Average(Within), Math.Sqrt(square - part * part));
    }
}
