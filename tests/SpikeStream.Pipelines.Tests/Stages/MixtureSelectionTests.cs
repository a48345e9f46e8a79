using System.Globalization;
using SpikeStream.Pipelines.Definition;
using SpikeStream.Pipelines.Execution;
using SpikeStream.Pipelines.Tests.Execution;
using SpikeStream.Tests;

namespace SpikeStream.Pipelines.Tests.Stages;

public sealed class MixtureSelectionTests
{
    [Fact]
    public async Task The_pipeline_prefers_five_components_to_independent_neurons_factors_and_shuffled_trials_and_draws_them()
    {
        using TestRun run = new();
        // Cut short: two folds, few components, one start.
        LoadSettings settings = new()
        {
            Overrides =
            [
                "variables.components=[1, 5]", "variables.shuffled=[1, 5]", "variables.factors=[0, 2]", "variables.folds=2",
                "stages.mixture.epochs=60", "stages.mixture.starts=1", "stages.shuffled.epochs=60", "stages.shuffled.starts=1",
            ],
        };

        RunResult result = await run.RunAsync(PipelineFile.Load(Path.Combine(SharedData.RepositoryRoot, "pipelines", "mixtures-selection.json"), settings));

        result.Outcome.ShouldBe(RunOutcome.Completed);
        foreach (string name in new[] { "log-likelihood.plot.csv", "log-posterior.plot.csv", "log-likelihood.gp", "mixture-folds.csv" }) result.Files.Select(Path.GetFileName).ShouldContain(name);
        double mixture = Score(run, "mixture", 5), independent = Score(run, "mixture", 1);
        mixture.ShouldBeGreaterThan(independent + 0.5);
        mixture.ShouldBeGreaterThan(Score(run, "factors", 2));
        // Neurons that are independent do not know of the shuffle, but for how the trials fall into folds.
        Score(run, "shuffled", 1).ShouldBe(independent, 0.1);
        Score(run, "shuffled", 5).ShouldBeLessThan(mixture - 0.3);
        Score(run, "factors", 2).ShouldBeGreaterThan(Score(run, "factors", 0));
    }

    private static double Score(TestRun run, string model, int components) => double.Parse(
        run.Output($"{model}-scores.csv").Split('\n').Select(line => line.Split(',')).Single(cells => cells[0] == "log_likelihood" && cells[2] == components.ToString(CultureInfo.InvariantCulture))[3],
        CultureInfo.InvariantCulture);
}
