using SpikeStream.Pipelines.Definition;
using SpikeStream.Pipelines.Execution;
using SpikeStream.Pipelines.Tests.Execution;
using SpikeStream.Tests;

namespace SpikeStream.Pipelines.Tests.Stages;

public sealed class FitMyRecordingTests
{
    [Fact]
    public async Task The_pipeline_ends_with_tests_of_the_fit_and_their_pictures()
    {
        using TestRun run = new();
        // The fit is cut short at the true parameters: what follows it is tested here.
        LoadSettings settings = new()
        {
            Overrides =
            [
                "variables.iterations=1", "variables.starts=1", "variables.runs=4", "stages.fit.polish=0", "stages.fit.learningRate=1e-12", "stages.fit.parameters=two-populations",
            ],
        };

        RunResult result = await run.RunAsync(PipelineFile.Load(Path.Combine(SharedData.RepositoryRoot, "pipelines", "fit-my-recording.json"), settings));

        result.Outcome.ShouldBe(RunOutcome.Completed);
        foreach (string name in new[] { "goodness", "autocorrelation", "spectrum", "activity", "parameters", "comparison" }) result.Files.Select(Path.GetFileName).ShouldContain(name + ".csv");
        // The sample is of a network of neurons, of which the mesoscopic model at its parameters is a close description.
        FitRun.Score(run.Output("goodness-scores.csv"), "pit_mean", "I").ShouldBe(0.5, 0.05);
        FitRun.Score(run.Output("comparison.csv"), "mean_activity[E]", "recorded").ShouldBe(FitRun.Score(run.Output("comparison.csv"), "mean_activity[E]", "simulated"), 0.8);
        string[] activity = File.ReadAllLines(Path.Combine(run.RunPath, "activity.csv"));
        activity.Count(line => line.StartsWith("E,recorded,", StringComparison.Ordinal)).ShouldBe(400);
        activity.Count(line => line.StartsWith("I,simulated from the fit,", StringComparison.Ordinal)).ShouldBe(400);
        File.ReadLines(Path.Combine(run.RunPath, "spectrum.csv")).Count().ShouldBe(1 + 2 * 2 * 400);
    }
}
