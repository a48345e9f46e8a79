using SpikeStream.Pipelines.Definition;
using SpikeStream.Pipelines.Execution;
using SpikeStream.Pipelines.Tests.Execution;
using SpikeStream.Tests;

namespace SpikeStream.Pipelines.Tests.Stages;

public sealed class RecordedDataTests
{
    [SkippableFact]
    public async Task The_fit_to_the_aplysia_recording_beats_a_homogeneous_rate()
    {
        using TestRun run = new();
        await RunAsync(run, "recordings/aplysia.json", "aplysia-locomotion", "stages.fit.starts=2", "stages.fit.iterations=500");

        Score(run, "estimate").ShouldBeGreaterThan(Score(run, "homogeneous rate") + 0.01);
        Score(run, "estimate").ShouldBeGreaterThan(Score(run, "start"));
    }

    [SkippableFact]
    public async Task The_published_recording_is_more_likely_at_its_parameters_with_potentials_that_integrate_while_refractory()
    {
        using TestRun integrates = new();
        using TestRun clamped = new();
        string[] settings = ["stages.fit.starts=1", "stages.fit.iterations=5", "stages.fit.polish=0"];
        await RunAsync(integrates, "recordings/fsgif-2pop.json", "fsgif-2pop", settings);
        await RunAsync(clamped, "recordings/fsgif-2pop.json", "fsgif-2pop", [.. settings, "stages.fit.clampRefractory=true"]);

        // Per bin, of 18,000; the recording's README states 21 nats over 5,000.
        (Score(integrates, "truth") - Score(clamped, "truth")).ShouldBe(21.0 / 5000, 0.0025);
        Score(integrates, "truth").ShouldBeGreaterThan(Score(integrates, "homogeneous rate"));
    }

    private static async Task RunAsync(TestRun run, string pipeline, string recording, params IReadOnlyList<string> overrides)
    {
        string data = Path.GetDirectoryName(SharedData.Folder(recording))!;
        LoadSettings settings = new() { DataFolder = data, Overrides = overrides };
        RunResult result = await run.RunAsync(PipelineFile.Load(Path.Combine(SharedData.RepositoryRoot, "pipelines", pipeline), settings));
        result.Outcome.ShouldBe(RunOutcome.Completed);
    }

    private static double Score(TestRun run, string target) => FitRun.Score(run.Output("scores.csv"), "log_likelihood_per_bin", target);
}
