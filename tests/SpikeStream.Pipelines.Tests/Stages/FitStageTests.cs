using System.Globalization;
using SpikeStream.Pipelines.Tests.Execution;

namespace SpikeStream.Pipelines.Tests.Stages;

public sealed class FitStageTests
{
    private const string Archive = FitRun.Short + """, "mode": "archive", "iterations": 40 """;
    private const string Stream = FitRun.Short + """, "mode": "stream" """;

    [Fact]
    public async Task A_stream_and_an_archive_gone_over_once_give_the_same_estimates_to_the_bit()
    {
        SortedDictionary<string, string> stream = await FitRun.OutputsAsync(FitRun.Pipeline(Stream));
        SortedDictionary<string, string> archive = await FitRun.OutputsAsync(FitRun.Pipeline(FitRun.Short + """, "mode": "archive", "epochs": 1 """));

        archive["estimates.txt"].ShouldBe(stream["estimates.txt"]);
        archive["scores.txt"].ShouldBe(stream["scores.txt"]);
        stream["estimates.txt"].Split('\n').Length.ShouldBeGreaterThan(30);
    }

    [Theory]
    [InlineData("archive", 1, 2)]
    [InlineData("archive", 7, 1)]
    [InlineData("archive", 1000, 2)]
    [InlineData("archive", 65536, 1)]
    [InlineData("stream", 1, 1)]
    [InlineData("stream", 7, 2)]
    [InlineData("stream", 65536, 2)]
    public async Task Batch_sizes_and_parallelism_leave_no_trace(string mode, int batchRows, int parallelism)
    {
        string fit = mode == "archive" ? Archive + """, "starts": 2 """ : Stream;
        string rows = $"\"batchRows\": {batchRows}";
        SortedDictionary<string, string> expected = await FitRun.OutputsAsync(FitRun.Pipeline(fit, more: "\"parallelism\": 1,"));
        SortedDictionary<string, string> found = await FitRun.OutputsAsync(FitRun.Pipeline(fit, rows, rows, more: $"\"parallelism\": {parallelism},"));

        found.ShouldBe(expected);
    }

    [Theory]
    [InlineData("archive")]
    [InlineData("stream")]
    public async Task A_run_killed_at_every_checkpoint_ends_with_the_same_files(string mode)
    {
        string fit = mode == "archive" ? Archive + """, "starts": 2, "epochs": 2 """ : Stream;
        using TestRun whole = new();
        using TestRun killed = new();
        await whole.RunAsync(FitRun.Pipeline(fit));
        int kills = await killed.RunWithKillsAsync(FitRun.Pipeline(fit, more: """ "checkpoints": { "every": "20 ms", "everyBatches": 3 },"""));

        killed.Outputs().ShouldBe(whole.Outputs());
        kills.ShouldBeGreaterThan(1);
    }

    [Fact]
    public async Task The_estimates_begin_at_the_start_and_end_with_the_last_step()
    {
        SortedDictionary<string, string> outputs = await FitRun.OutputsAsync(FitRun.Pipeline(Archive + """, "every": 15 """));

        string[][] rows = [.. outputs["estimates.txt"].Trim().Split('\n').Select(line => line.Split(','))];
        rows.Select(row => row[0]).ShouldBe(["0", "15", "30", "40"]);
        rows[0][3].ShouldBe("NaN");
        double.Parse(rows[0][5], CultureInfo.InvariantCulture).ShouldBe(2.5, 1e-12);
        FitRun.Score(outputs["starts.txt"], "steps", "start 1").ShouldBe(40);
    }

    [Fact]
    public async Task The_start_with_the_highest_likelihood_is_kept()
    {
        SortedDictionary<string, string> outputs = await FitRun.OutputsAsync(FitRun.Pipeline(Archive + """, "starts": 3, "start": "prior" """));

        double[] likelihoods = [.. Enumerable.Range(1, 3).Select(i => FitRun.Score(outputs["starts.txt"], "log_likelihood_per_bin", $"start {i}"))];
        int kept = Enumerable.Range(1, 3).Single(i => FitRun.Score(outputs["starts.txt"], "kept", $"start {i}") == 1);
        likelihoods[kept - 1].ShouldBe(likelihoods.Max());
        FitRun.Score(outputs["scores.txt"], "log_likelihood_per_bin", "estimate").ShouldBe(likelihoods.Max(), 1e-9);
    }

    [Fact]
    public async Task Counts_beyond_the_memory_limit_go_to_a_file_and_change_nothing()
    {
        SortedDictionary<string, string> memory = await FitRun.OutputsAsync(FitRun.Pipeline(Archive));
        using TestRun file = new();
        await file.RunWithKillsAsync(FitRun.Pipeline(Archive + """, "memoryLimit": 0 """, more: """ "checkpoints": { "everyBatches": 5 },"""));

        file.Outputs().ShouldBe(memory);
    }

    [Fact]
    public async Task A_fit_without_input_takes_it_as_zero()
    {
        SortedDictionary<string, string> outputs = await FitRun.OutputsAsync(FitRun.Pipeline(Archive, hasInput: false));

        outputs["estimates.txt"].Trim().Split('\n').Length.ShouldBe(41);
    }
}
