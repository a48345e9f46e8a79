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

    [SkippableFact]
    public async Task The_units_of_an_nwb_file_are_counted_and_drawn()
    {
        using TestRun run = new();
        await RunAsync(run, "recordings/a8604.json", "nwb-a8604");

        // The ends of the file's spike_times_index: 11020, 15710, 21354.
        string[] counts = [.. run.Output("statistics.csv").Split('\n').Where(line => line.StartsWith("count,", StringComparison.Ordinal))];
        counts.Select(line => line.Split(',')[2]).ShouldBe(["11020", "4690", "5644"]);
        foreach (string figure in new[] { "raster", "intervals", "correlograms", "fano" }) run.Output($"{figure}.csv").ShouldNotBeEmpty(figure);
    }

    [SkippableTheory]
    [InlineData("recordings/hippocampus-linear-track.json", "hippocampus-linear-track", "correlation.csv")]
    [InlineData("recordings/songbird-hvc.json", "songbird-hvc", "activity.csv")]
    public async Task The_pipeline_of_a_recording_runs_to_its_end(string pipeline, string recording, string result)
    {
        using TestRun run = new();
        await RunAsync(run, pipeline, recording);
        run.Output(result).Split('\n').Length.ShouldBeGreaterThan(200);
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
