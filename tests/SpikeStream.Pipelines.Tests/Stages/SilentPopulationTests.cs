using System.Text;
using SpikeStream.Pipelines.Definition;
using SpikeStream.Pipelines.Execution;
using SpikeStream.Pipelines.Tests.Execution;

namespace SpikeStream.Pipelines.Tests.Stages;

/// <summary>Counts of a population that never fires say nothing of its parameters.</summary>
public sealed class SilentPopulationTests
{
    private const string Warning = "population \"I\" has no spike in the whole recording";

    private static readonly Dictionary<string, string> Stages = new()
    {
        ["archive"] = """ "type": "fit", "mode": "archive", "iterations": 5, "batchBurnIn": "0.05 s", "batch": "50 ms", "polish": 0, "free": ["c[E]"] """,
        ["stream"] = """ "type": "fit", "mode": "stream", "batchBurnIn": "0.05 s", "batch": "50 ms", "polish": 0, "free": ["c[E]"] """,
        ["sample"] = """ "type": "sample", "chains": 1, "draws": 2, "warmUp": 2, "free": ["c[E]"] """,
        ["study"] = """ "type": "fit-study", "iterations": 5, "starts": 1, "polish": 0, "batchBurnIn": "0.05 s", "batch": "50 ms", "subsets": { "c": ["c[E]"] }, "lengths": ["0.5 s"] """,
    };

    [Theory]
    [InlineData("archive", "")]
    [InlineData("stream", "")]
    [InlineData("sample", "")]
    [InlineData("study", "")]
    [InlineData("archive", "\"unobservedBin\": 300,")]
    public async Task A_population_without_a_spike_is_named(string stage, string counts)
    {
        (await RunAsync(stage, counts + "\"silentPopulation\": 1,")).Warnings.ShouldContain(warning => warning.Contains(Warning, StringComparison.Ordinal));
        (await RunAsync(stage, counts)).Warnings.ShouldNotContain(warning => warning.Contains("no spike", StringComparison.Ordinal));
    }

    private static async Task<RunResult> RunAsync(string stage, string counts)
    {
        using TestRun run = new();
        return await run.RunAsync(PipelineFile.Parse(
            Encoding.UTF8.GetBytes($$"""
                {
                  "name": "silent", "seed": 5, "sources": [ { "id": "counts", "type": "count-rows", {{counts}} "bins": 1000 } ],
                  "stages": [ { "id": "fit", "from": { "counts": "counts" }, "parameters": {{FitNetwork.Json}}, "ageBins": 60, "burnIn": "0.2 s", {{Stages[stage]}} } ],
                  "sinks": [ { "id": "out", "type": "row-text", "from": "fit", "path": "out.txt" } ]
                }
                """),
            "test.json",
            new LoadSettings { Registry = FitRun.Registry }));
    }
}
