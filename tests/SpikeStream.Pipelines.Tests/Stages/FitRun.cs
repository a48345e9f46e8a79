using System.Globalization;
using System.Text;
using SpikeStream.Pipelines.Catalog;
using SpikeStream.Pipelines.Definition;
using SpikeStream.Pipelines.Nodes;
using SpikeStream.Pipelines.Tests.Execution;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Tests.Stages;

/// <summary>A small pipeline of counts, input, fit and metrics, and what it wrote.</summary>
internal static class FitRun
{
    /// <summary>Options of a short fit.</summary>
    public const string Short = """ "ageBins": 60, "free": ["w", "tau_m", "c"], "burnIn": "0.2 s", "batchBurnIn": "0.05 s", "batch": "50 ms", "polish": 0 """;

    public static NodeRegistry Registry { get; } = new(typeof(Node).Assembly, typeof(FitRun).Assembly);

    public static PipelineDefinition Pipeline(string fit, string counts = "", string input = "", bool hasInput = true, string more = "", string parameters = FitNetwork.Json)
    {
        string json = $$"""
            {
              "name": "fit", "seed": 5, {{more}}
              "sources": [
                { "id": "counts", "type": "count-rows" {{Comma(counts)}} }
                {{(hasInput ? $$""", { "id": "input", "type": "input-rows" {{Comma(input)}} }""" : "")}}
              ],
              "stages": [
                { "id": "fit", "type": "fit", "from": { "counts": "counts" {{(hasInput ? ", \"input\": \"input\"" : "")}} }, "parameters": {{parameters}} {{Comma(fit)}} },
                { "id": "metrics", "type": "metrics", "from": { "estimates": "fit", "counts": "counts" {{(hasInput ? ", \"input\": \"input\"" : "")}} } }
              ],
              "sinks": [
                { "id": "estimates", "type": "row-text", "from": "fit", "path": "estimates.txt" },
                { "id": "starts", "type": "row-text", "from": "fit.starts", "path": "starts.txt" },
                { "id": "traces", "type": "row-text", "from": "fit.traces", "path": "traces.txt" },
                { "id": "uncertainty", "type": "row-text", "from": "fit.uncertainty", "path": "uncertainty.txt" },
                { "id": "identifiability-scores", "type": "row-text", "from": "fit.identifiability", "path": "eigenvalues.txt" },
                { "id": "scores", "type": "row-text", "from": "metrics", "path": "scores.txt" },
                { "id": "expected", "type": "row-text", "from": "metrics.expected", "path": "expected.txt" }
              ]
            }
            """;
        return PipelineFile.Parse(Encoding.UTF8.GetBytes(json), "test.json", new LoadSettings { Registry = Registry });
    }

    /// <summary>Runs to the end; all files by name.</summary>
    public static async Task<SortedDictionary<string, string>> OutputsAsync(PipelineDefinition pipeline)
    {
        using TestRun run = new();
        await run.RunAsync(pipeline);
        return run.Outputs();
    }

    /// <summary>Runs and expects a refusal of the input.</summary>
    public static async Task<string> RefusalAsync(PipelineDefinition pipeline)
    {
        using TestRun run = new();
        InvalidInputException fault = await Should.ThrowAsync<InvalidInputException>(() => run.RunAsync(pipeline));
        run.Outputs().ShouldBeEmpty();
        return fault.Message;
    }

    /// <summary>A score by metric and target.</summary>
    public static double Score(string text, string metric, string target) =>
        double.Parse(text.Split('\n').Single(line => line.StartsWith($"{metric},{target},", StringComparison.Ordinal)).Split(',')[^2], CultureInfo.InvariantCulture);

    private static string Comma(string text) => text.Length == 0 ? "" : ", " + text;
}
