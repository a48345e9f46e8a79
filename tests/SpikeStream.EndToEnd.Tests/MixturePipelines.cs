using System.Globalization;
using SpikeStream.Tests;

namespace SpikeStream.EndToEnd.Tests;

/// <summary>The pipelines of conditional mixtures, run by the real command.</summary>
public sealed class MixturePipelines
{
    private static readonly string[] Figures = ["fano-factor-scatter", "fisher-information", "log-likelihood-ascent", "noise-correlation-scatter", "tuning-curves", "weight-dependence"];

    [Fact]
    public void The_toy_experiment_is_fitted_as_well_as_its_truth_and_drawn()
    {
        using TemporaryFolder folder = new();
        CommandResult result = SpikeStreamCommand.Run(folder.Path, "run", Path.Combine(SharedData.RepositoryRoot, "pipelines", "mixtures-toy.json"), "--out", folder["run"]).ShouldSucceed();

        result.Output.ShouldContain("noise_correlation_r2");
        // The value of the truth was found with numpy; a fit with curves over the circle has 144 parameters and 20 shapes for 1600 trials.
        double truth = Score(folder, "true-scores.csv", "log_likelihood");
        truth.ShouldBe(-30.2238, 5e-5);
        Score(folder, "scores.csv", "log_likelihood").ShouldBeInRange(truth, truth + 0.12);
        Score(folder, "scores.csv", "log_posterior").ShouldBe(Score(folder, "true-scores.csv", "log_posterior"), 0.03);
        Rows(folder, "scores.csv").Where(row => row[0] == "fano_factor_r2").Average(row => double.Parse(row[2], CultureInfo.InvariantCulture)).ShouldBeGreaterThan(0.7);
        Rows(folder, "fano-factor-scatter.csv").Length.ShouldBe(1 + 8 * 20);
        Rows(folder, "noise-correlation-scatter.csv").Length.ShouldBe(1 + 8 * 190);
        Directory.GetFiles(folder["run"], "*.gp").Select(Path.GetFileNameWithoutExtension).ShouldBe(Figures, ignoreOrder: true);
    }

    private static double Score(TemporaryFolder folder, string file, string metric) =>
        double.Parse(Rows(folder, file).Single(row => row[0] == metric)[2], CultureInfo.InvariantCulture);

    private static string[][] Rows(TemporaryFolder folder, string file) => [.. File.ReadLines(folder["run", file]).Select(line => line.Split(','))];
}
