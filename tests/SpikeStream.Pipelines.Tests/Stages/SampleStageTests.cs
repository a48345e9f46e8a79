using System.Globalization;
using System.Text;
using SpikeStream.Pipelines.Definition;
using SpikeStream.Pipelines.Execution;
using SpikeStream.Pipelines.Options;
using SpikeStream.Pipelines.Tests.Execution;

namespace SpikeStream.Pipelines.Tests.Stages;

public sealed class SampleStageTests
{
    private const string Small = """ "ageBins": 60, "free": ["w[E,I]", "c[E]"], "burnIn": "0.2 s", "chains": 3, "draws": 12, "warmUp": 20 """;

    [Fact]
    public async Task Draws_come_in_the_order_of_their_number_with_every_chain()
    {
        SortedDictionary<string, string> outputs = await FitRun.OutputsAsync(Pipeline(Small));

        string[][] rows = Rows(outputs["posterior.txt"]);
        rows.Select(row => $"{row[1]}.{row[0]}").ShouldBe(Enumerable.Range(0, 36).Select(i => $"{i / 3 + 1}.{i % 3 + 1}"));
        rows.ShouldAllBe(row => row.Length == 5);
        double mean = rows.Average(row => Number(row[3]));
        FitRun.Score(outputs["diagnostics.txt"], "mean", "w[E,I]").ShouldBe(mean, 1e-12 * Math.Abs(mean));
        FitRun.Score(outputs["diagnostics.txt"], "draws", "chain 3").ShouldBe(12);
    }

    [Theory]
    [InlineData("straight")]
    [InlineData("fitting")]
    public async Task The_posterior_of_simulated_counts_is_around_the_truth(string coordinates)
    {
        string sample = Small.Replace("\"draws\": 12, \"warmUp\": 20", $"\"draws\": 120, \"warmUp\": 50, \"coordinates\": \"{coordinates}\"", StringComparison.Ordinal);
        SortedDictionary<string, string> outputs = await FitRun.OutputsAsync(Pipeline(sample, bins: 2000));

        string scores = outputs["diagnostics.txt"];
        foreach ((string name, double truth) in new[] { ("w[E,I]", -4.0), ("c[E]", 10.0) })
        {
            double mean = FitRun.Score(scores, "mean", name), deviation = FitRun.Score(scores, "sd", name);
            Math.Abs(mean - truth).ShouldBeLessThan(4 * deviation, name);
            FitRun.Score(scores, "rhat", name).ShouldBeLessThan(1.08, name);
            FitRun.Score(scores, "ess_bulk", name).ShouldBeGreaterThan(60, name);
            FitRun.Score(scores, "q2.5", name).ShouldBeLessThan(mean);
            FitRun.Score(scores, "q97.5", name).ShouldBeGreaterThan(mean);
        }
    }

    [Fact]
    public async Task Log_posteriors_are_those_of_the_fitting_coordinates_whatever_the_chains_move_in()
    {
        string sample = Small.Replace("\"draws\": 12, \"warmUp\": 20", "\"draws\": 100, \"warmUp\": 50", StringComparison.Ordinal);
        SortedDictionary<string, string> straight = await FitRun.OutputsAsync(Pipeline(sample));
        SortedDictionary<string, string> fitting = await FitRun.OutputsAsync(Pipeline(sample + """, "coordinates": "fitting" """));

        // The log Jacobian of w alone would be 1.
        FitRun.Score(straight["diagnostics.txt"], "mean", "log posterior").ShouldBe(FitRun.Score(fitting["diagnostics.txt"], "mean", "log posterior"), 0.3);
        straight["posterior.txt"].ShouldNotBe(fitting["posterior.txt"]);
    }

    [Fact]
    public void Straight_coordinates_need_the_curvature() =>
        Should.Throw<InvalidPipelineException>(() => Pipeline(Small + """, "coordinates": "straight", "initialMetric": "identity" """))
            .Message.ShouldContain("straight coordinates are laid around a mode by its curvature, expected \"initialMetric\": \"observedInformation\"");

    [Theory]
    [InlineData(1, 2)]
    [InlineData(100, 3)]
    [InlineData(65536, 1)]
    public async Task Batch_sizes_and_parallelism_leave_no_trace(int batchRows, int parallelism)
    {
        SortedDictionary<string, string> expected = await FitRun.OutputsAsync(Pipeline(Small, more: "\"parallelism\": 1,"));
        SortedDictionary<string, string> found = await FitRun.OutputsAsync(Pipeline(Small, batchRows, more: $"\"parallelism\": {parallelism},"));

        found.ShouldBe(expected);
    }

    [Fact]
    public async Task A_run_killed_at_every_checkpoint_ends_with_the_same_files()
    {
        using TestRun whole = new();
        using TestRun killed = new();
        await whole.RunAsync(Pipeline(Small));
        int kills = await killed.RunWithKillsAsync(Pipeline(Small, more: """ "checkpoints": { "every": "5 ms", "everyBatches": 3 },"""));

        killed.Outputs().ShouldBe(whole.Outputs());
        kills.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task A_fit_gives_its_model_and_the_place_to_start()
    {
        const string fit = """ "ageBins": 60, "free": ["w[E,I]", "c[E]"], "burnIn": "0.2 s", "batchBurnIn": "0.05 s", "batch": "50 ms", "mode": "archive", "iterations": 200 """;
        string json = Json(
            """ "chains": 2, "draws": 10, "warmUp": 20, "startSpread": 0 """,
            $$"""{ "id": "fit", "type": "fit", "from": { "counts": "counts", "input": "input" }, "parameters": {{FitNetwork.Json}}, {{fit}} },""",
            estimates: true);
        using TestRun run = new();

        await run.RunAsync(Parse(json));

        string[][] rows = Rows(run.Outputs()["posterior.txt"]);
        rows.Length.ShouldBe(20);
        rows[0].Length.ShouldBe(5);
    }

    [Fact]
    public async Task The_published_sampler_is_there_too()
    {
        SortedDictionary<string, string> outputs = await FitRun.OutputsAsync(
            Pipeline(""" "sampler": "hmc", "ageBins": 60, "free": ["w[E,I]"], "burnIn": "0.2 s", "chains": 2, "draws": 8 """));

        Rows(outputs["posterior.txt"]).Length.ShouldBe(16);
        FitRun.Score(outputs["diagnostics.txt"], "mean_tree_depth", "chain 1").ShouldBe(0);
        FitRun.Score(outputs["diagnostics.txt"], "acceptance", "chain 1").ShouldBeGreaterThan(0.3);
    }

    [Fact]
    public async Task A_model_is_needed()
    {
        string json = Json(Small, "", estimates: false).Replace($"\"parameters\": {FitNetwork.Json},", "", StringComparison.Ordinal);

        (await FitRun.RefusalAsync(Parse(json))).ShouldContain("parameters: it is missing and no fit is connected");
    }

    [Fact]
    public async Task A_burn_in_as_long_as_the_recording_is_refused() =>
        (await FitRun.RefusalAsync(Pipeline(Small.Replace("0.2 s", "1 s", StringComparison.Ordinal)))).ShouldContain("found 1000 bins, expected more than the 1000 of the burn-in");

    [Fact]
    public async Task Counts_above_the_number_of_neurons_are_refused() =>
        (await FitRun.RefusalAsync(Pipeline(Small, source: "\"fullBin\": 300,"))).ShouldContain("found 61 spikes of population \"E\" in the bin at 0.3 s");

    [Fact]
    public async Task A_start_where_the_prior_has_no_mass_fails_with_a_clear_message()
    {
        using TestRun run = new();

        PipelineFaultException fault = await Should.ThrowAsync<PipelineFaultException>(() => run.RunAsync(Pipeline(Small + """, "priors": { "w": "Uniform(5, 6)" } """)));

        fault.Message.ShouldContain("log posterior of -Infinity");
    }

    private static PipelineDefinition Pipeline(string sample, int batchRows = 512, int bins = 1000, string more = "", string source = "") =>
        Parse(Json(sample, "", estimates: false, batchRows, bins, more, source));

    private static string Json(string sample, string stages, bool estimates, int batchRows = 512, int bins = 1000, string more = "", string source = "") =>
        $$"""
        {
          "name": "sample", "seed": 5, {{more}}
          "sources": [
            { "id": "counts", "type": "count-rows", {{source}} "batchRows": {{batchRows}}, "bins": {{bins}} },
            { "id": "input", "type": "input-rows", "batchRows": {{batchRows}}, "rows": {{bins}} }
          ],
          "stages": [
            {{stages}}
            {
              "id": "sample", "type": "sample", "from": { "counts": "counts", "input": "input" {{(estimates ? ", \"estimates\": \"fit\"" : "")}} },
              {{(estimates ? "" : $"\"parameters\": {FitNetwork.Json},")}} {{sample}}
            }
          ],
          "sinks": [
            { "id": "posterior", "type": "row-text", "from": "sample", "path": "posterior.txt" },
            { "id": "diagnostics", "type": "row-text", "from": "sample.diagnostics", "path": "diagnostics.txt" }
          ]
        }
        """;

    private static PipelineDefinition Parse(string json) => PipelineFile.Parse(Encoding.UTF8.GetBytes(json), "test.json", new LoadSettings { Registry = FitRun.Registry });

    private static string[][] Rows(string text) => [.. text.Trim().Split('\n').Select(line => line.Split(','))];

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
