using System.Globalization;
using System.Text;
using SpikeStream.Models.Fitting;
using SpikeStream.Models.Mesoscopic;
using SpikeStream.Numerics.Random;
using SpikeStream.Pipelines.Definition;
using SpikeStream.Pipelines.Tests.Execution;

namespace SpikeStream.Pipelines.Tests.Stages;

public sealed class SimulateFromFitTests
{
    private const string Parameters = FitNetwork.Json;

    [Theory]
    [InlineData(64)]
    // The input waits in a file.
    [InlineData(0)]
    public async Task The_last_estimates_are_simulated_after_the_fit_has_ended(int memoryLimit)
    {
        using TestRun run = new();
        await run.RunAsync(FromEstimates(memoryLimit));
        double[] estimate = [.. run.Output("estimates.txt").Trim().Split('\n')[^1].Split(',')[5..].Select(text => double.Parse(text, CultureInfo.InvariantCulture))];
        MesoscopicModel model = new(FitNetwork.Parameters, new MesoscopicOptions { AgeBins = FitNetwork.AgeBins, Free = ["w", "tau_m", "c"] });
        model.Parameters.Parameters.Select(parameter => parameter.Initial).ShouldNotBe(estimate, "the fit moved");

        run.Output("counts.txt").ShouldBe(Expected(2, _ => model.ParametersAt(estimate)));
    }

    [Fact]
    public async Task Killed_before_within_and_after_the_fit_the_simulation_ends_with_the_same_counts()
    {
        using TestRun whole = new();
        using TestRun killed = new();
        await whole.RunAsync(FromEstimates(64));
        int kills = await killed.RunWithKillsAsync(FromEstimates(64, """ "checkpoints": { "everyBatches": 2 },"""), queueCapacity: 1);

        killed.Outputs().ShouldBe(whole.Outputs());
        kills.ShouldBeGreaterThan(1);
    }

    [Fact]
    public async Task Each_run_takes_a_draw_of_its_own_from_a_posterior()
    {
        string json = $$"""
            { "name": "predictive", "seed": 5,
              "sources": [{ "id": "input", "type": "input-rows" }, { "id": "draws", "type": "posterior-rows" }],
              "stages": [{ "id": "simulated", "type": "simulate", "from": { "input": "input", "posterior": "draws" }, "level": "mesoscopic", "parameters": {{Named}}, "runs": 12, "ageBins": 60 }],
              "sinks": [{ "id": "counts", "type": "row-text", "from": "simulated", "path": "counts.txt" }] }
            """;
        using TestRun run = new();
        await run.RunAsync(Parse(json));
        int[] draws = [.. Enumerable.Range(0, 12).Select(r => new RandomStream(5, "simulated", "draw", (ulong)r).NextInt32(5))];
        draws.Distinct().Count().ShouldBeGreaterThan(2);
        run.Output("counts.txt").ShouldBe(Expected(12, r =>
        {
            MesoscopicParameters parameters = FitNetwork.Parameters;
            return parameters with
            {
                SynapticWeight = [PosteriorRowsSource.Weights[draws[r]], .. parameters.SynapticWeight.Skip(1)],
                MembraneTimeConstant = [PosteriorRowsSource.TimeConstants[draws[r]], parameters.MembraneTimeConstant[1]],
            };
        }));
    }

    [Theory]
    [InlineData("\"input\": \"input\"", "", "parameters: missing, expected two-populations, four-populations, the path of a JSON file, or an object")]
    [InlineData("\"input\": \"input\", \"posterior\": \"draws\"", "", "posterior: found no \"spikestream.model\" in the schema, expected it, or \"parameters\" that say the values that are not estimated")]
    [InlineData("\"posterior\": \"draws\"", ", \"parameters\": \"two-populations\"", "duration: missing, expected the length of the simulation, because no input is connected")]
    [InlineData("\"posterior\": \"draws\"", ", \"duration\": \"1 s\", \"parameters\": \"four-populations\"", "posterior: free parameters: found \"w[E,E]\", expected one of ")]
    public async Task What_cannot_be_simulated_is_refused(string from, string more, string message)
    {
        string json = $$"""
            { "name": "refused", "seed": 5,
              "sources": [{ "id": "input", "type": "input-rows" }, { "id": "draws", "type": "posterior-rows" }],
              "stages": [{ "id": "simulated", "type": "simulate", "from": { {{from}} }, "level": "mesoscopic" {{more}} }],
              "sinks": [{ "id": "counts", "type": "row-text", "from": "simulated", "path": "counts.txt" }] }
            """;
        (await FitRun.RefusalAsync(Parse(json))).ShouldContain(message);
    }

    private static string Named => Parameters.TrimEnd().TrimEnd('}') + ", \"populations\": [\"E\", \"I\"] }";

    private static PipelineDefinition Parse(string json) => PipelineFile.Parse(Encoding.UTF8.GetBytes(json), "test.json", new LoadSettings { Registry = FitRun.Registry });

    private static PipelineDefinition FromEstimates(int memoryLimit, string more = "") => Parse($$"""
        { "name": "inferred", "seed": 5, {{more}}
          "sources": [{ "id": "counts", "type": "count-rows", "bins": 1500 }, { "id": "input", "type": "input-rows", "rows": 1500 }, { "id": "other", "type": "input-rows" }],
          "stages": [
            { "id": "fit", "type": "fit", "from": { "counts": "counts", "input": "input" }, "parameters": {{Parameters}}, {{FitRun.Short}}, "iterations": 5 },
            { "id": "simulated", "type": "simulate", "from": { "input": "other", "estimates": "fit" }, "level": "mesoscopic", "runs": 2, "memoryLimit": {{memoryLimit}} }
          ],
          "sinks": [
            { "id": "estimates", "type": "row-text", "from": "fit", "path": "estimates.txt" },
            { "id": "out", "type": "row-text", "from": "simulated", "path": "counts.txt" }
          ] }
        """);

    /// <summary>Counts of runs one by one, as the sink writes them.</summary>
    private static string Expected(int runs, Func<int, MesoscopicParameters> parameters)
    {
        int[][] counts = [.. Enumerable.Range(0, runs).Select(r =>
        {
            MesoscopicModel model = new(parameters(r), new MesoscopicOptions { AgeBins = FitNetwork.AgeBins });
            double[] coordinates = FitStarts.Configured(model.Parameters);
            int[] own = new int[FitNetwork.Inputs.Length];
            model.Simulate(model.CreateInitialState(coordinates), coordinates, FitNetwork.Inputs, own, new RandomStream(5, "simulated", "counts", (ulong)r));
            return own;
        })];
        StringBuilder text = new();
        for (int bin = 0; bin < FitNetwork.Inputs.Length / 2; bin++)
        {
            text.Append(CultureInfo.InvariantCulture, $"{bin},{bin / 1000.0:R},");
            text.AppendJoin(';', counts.SelectMany(own => new[] { own[2 * bin], own[2 * bin + 1] })).Append('\n');
        }

        return text.ToString();
    }
}
