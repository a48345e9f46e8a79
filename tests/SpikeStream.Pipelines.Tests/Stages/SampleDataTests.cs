using System.Globalization;
using SpikeStream.Pipelines.Definition;
using SpikeStream.Pipelines.Execution;
using SpikeStream.Pipelines.Tests.Execution;
using SpikeStream.Tests;

namespace SpikeStream.Pipelines.Tests.Stages;

public sealed class SampleDataTests
{
    [Fact]
    public async Task The_sample_recording_is_made_again_byte_by_byte()
    {
        using TestRun run = new();
        string samples = Path.Combine(run.Folder, "samples");
        LoadSettings settings = new() { Variables = new Dictionary<string, string> { ["samples"] = samples } };

        RunResult result = await run.RunAsync(PipelineFile.Load(Path.Combine(SharedData.RepositoryRoot, "pipelines", "make-sample-data.json"), settings));

        result.Outcome.ShouldBe(RunOutcome.Completed);
        foreach (string name in new[] { "spikes.arrow", "input.arrow", "parameters.json" })
        {
            byte[] made = await File.ReadAllBytesAsync(Path.Combine(samples, "gif-2pop", name));
            byte[] kept = await File.ReadAllBytesAsync(Path.Combine(SharedData.RepositoryRoot, "sample-data", "gif-2pop", name));
            made.AsSpan().SequenceEqual(kept).ShouldBeTrue(name);
        }
    }

    [Fact]
    public async Task The_statistics_of_the_sample_recording_end_in_tables_and_figures()
    {
        using TestRun run = new();

        RunResult result = await run.RunAsync(PipelineFile.Load(Path.Combine(SharedData.RepositoryRoot, "pipelines", "statistics.json")));

        result.Outcome.ShouldBe(RunOutcome.Completed);
        foreach (string name in new[] { "intervals.csv", "fano.csv", "correlograms.csv", "correlation.csv", "noise-correlation.csv", "tuning.csv", "cycle.csv", "running.csv", "tuning.gp" })
            result.Files.Select(Path.GetFileName).ShouldContain(name);
        string[][] running = [.. File.ReadLines(Path.Combine(run.RunPath, "running.csv")).Skip(1).Select(line => line.Split(','))];
        running.Select(row => row[2]).Distinct().ShouldBe(["5", "10", "15", "20", "25", "30", "35", "40"]);
        running.Single(row => row[0] == "count" && row[1] == "I:1" && row[2] == "40")[3].ShouldBe("490");
        // Neurons of the excitatory population follow the input: more at its rising phase than at its falling one.
        string[][] tuning = [.. File.ReadLines(Path.Combine(run.RunPath, "tuning.csv")).Skip(1).Select(line => line.Split(','))];
        double Rate(string unit, string phase) => double.Parse(tuning.Single(row => row[0] == unit && row[2] == phase)[3], CultureInfo.InvariantCulture);
        Rate("E:1", "90").ShouldBeGreaterThan(2 * Rate("E:1", "270"));
    }

    [Fact]
    public async Task The_quickstart_ends_with_estimates_scores_and_figures()
    {
        using TestRun run = new();
        LoadSettings settings = new() { Overrides = ["stages.fit.iterations=30", "stages.fit.starts=2"] };

        RunResult result = await run.RunAsync(PipelineFile.Load(Path.Combine(SharedData.RepositoryRoot, "pipelines", "quickstart.json"), settings));

        result.Outcome.ShouldBe(RunOutcome.Completed);
        foreach (string name in new[] { "estimates.arrow", "scores.csv", "raster.csv", "activity.csv", "likelihood.csv", "parameters.csv", "parameters.reference.csv", "raster.gp" })
            result.Files.Select(Path.GetFileName).ShouldContain(name);
        Score(run, "log_likelihood_per_bin", "truth").ShouldBeGreaterThan(Score(run, "log_likelihood_per_bin", "homogeneous rate") + 0.5);
        Score(run, "log_likelihood_per_bin", "estimate").ShouldBeGreaterThan(Score(run, "log_likelihood_per_bin", "start"));
        string[] reference = (await File.ReadAllLinesAsync(Path.Combine(run.RunPath, "parameters.reference.csv")))[1].Split(',');
        reference[^3..].Select(cell => double.Parse(cell, CultureInfo.InvariantCulture)).ShouldBe([2.482, -7.84, 7.84], 0.01);
        string[] activity = (await File.ReadAllLinesAsync(Path.Combine(run.RunPath, "activity.csv")))[1..];
        activity.Length.ShouldBe(400);
        activity.Select(line => double.Parse(line.Split(',')[1], CultureInfo.InvariantCulture)).Average().ShouldBe(6.3, 1.0);

        // The heading, the start, 30 steps and the polish.
        File.ReadLines(Path.Combine(run.RunPath, "likelihood.csv")).Count().ShouldBe(33);
    }

    private static double Score(TestRun run, string metric, string target) => FitRun.Score(run.Output("scores.csv"), metric, target);
}
