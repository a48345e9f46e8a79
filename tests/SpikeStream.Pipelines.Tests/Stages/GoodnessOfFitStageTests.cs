using System.Globalization;
using System.Text;
using SpikeStream.Pipelines.Definition;
using SpikeStream.Pipelines.Tests.Execution;

namespace SpikeStream.Pipelines.Tests.Stages;

public sealed class GoodnessOfFitStageTests
{
    [Fact]
    public async Task Counts_of_the_model_pass_and_the_curves_stay_in_their_bands()
    {
        SortedDictionary<string, string> outputs = await FitRun.OutputsAsync(Pipeline(FitNetwork.Json));

        foreach (string population in (string[])["E", "I"])
        {
            FitRun.Score(outputs["fit.txt"], "ks_p", population).ShouldBeGreaterThan(0.001);
            FitRun.Score(outputs["fit.txt"], "ljung_box_p", population).ShouldBeGreaterThan(0.001);
            FitRun.Score(outputs["fit.txt"], "pit_mean", population).ShouldBe(0.5, 0.02);
        }

        string[][] rows = [.. outputs["pit.txt"].Trim().Split('\n').Select(line => line.Split(','))];
        rows.Select(row => row[0]).Distinct().ShouldBe(["distribution", "histogram", "autocorrelation"]);
        rows.Count(row => row[0] == "autocorrelation" && row[1] == "E").ShouldBe(12);
        double largest = rows.Where(row => row[0] == "distribution" && row[1] == "I").Max(row => Math.Abs(Number(row[3])));
        largest.ShouldBeLessThanOrEqualTo(FitRun.Score(outputs["fit.txt"], "ks", "I"));
        largest.ShouldBeGreaterThan(FitRun.Score(outputs["fit.txt"], "ks", "I") - 0.01);
        rows.Where(row => row[0] == "histogram" && row[1] == "E").Average(row => Number(row[3])).ShouldBe(1, 1e-9);
    }

    [Fact]
    public async Task A_model_with_wrong_connections_is_rejected()
    {
        string wrong = FitNetwork.Json.Replace("[[2.5, -4], [2, -4]]", "[[3.75, -6], [3, -6]]", StringComparison.Ordinal);
        SortedDictionary<string, string> outputs = await FitRun.OutputsAsync(Pipeline(wrong));

        FitRun.Score(outputs["fit.txt"], "ks_p", "E").ShouldBeLessThan(1e-3);
        FitRun.Score(outputs["fit.txt"], "ks", "E").ShouldBeGreaterThan(FitRun.Score(outputs["fit.txt"], "ks_band", "E"));
    }

    [Fact]
    public async Task A_killed_run_ends_with_the_same_test()
    {
        SortedDictionary<string, string> whole = await FitRun.OutputsAsync(Pipeline(FitNetwork.Json));
        using TestRun killed = new();
        int kills = await killed.RunWithKillsAsync(Pipeline(FitNetwork.Json, """ "checkpoints": { "every": "5 ms", "everyBatches": 3 },""", 97), queueCapacity: 1);
        kills.ShouldBeGreaterThan(1);
        killed.Outputs().ShouldBe(whole);
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    // The fit does not move: the parameters stated are tested.
    private static PipelineDefinition Pipeline(string parameters, string more = "", int batchRows = 512) => PipelineFile.Parse(
        Encoding.UTF8.GetBytes($$"""
            {
              "name": "goodness", "seed": 5, {{more}}
              "sources": [ { "id": "counts", "type": "count-rows", "batchRows": {{batchRows}} }, { "id": "input", "type": "input-rows" } ],
              "stages": [
                {
                  "id": "fit", "type": "fit", "from": { "counts": "counts", "input": "input" }, "parameters": {{parameters}}, {{FitRun.Short}}, "iterations": 2, "learningRate": 1e-14
                },
                { "id": "goodness", "type": "goodness-of-fit", "from": { "estimates": "fit", "counts": "counts", "input": "input" }, "lags": 12 }
              ],
              "sinks": [
                { "id": "scores", "type": "row-text", "from": "goodness", "path": "fit.txt" },
                { "id": "pit", "type": "row-text", "from": "goodness.pit", "path": "pit.txt" }
              ]
            }
            """),
        "test.json", new LoadSettings { Registry = FitRun.Registry });
}
