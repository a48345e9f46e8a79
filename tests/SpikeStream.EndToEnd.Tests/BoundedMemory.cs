using System.Globalization;
using SpikeStream.Pipelines.Catalog;
using SpikeStream.Pipelines.Definition;
using SpikeStream.Pipelines.Execution;

namespace SpikeStream.EndToEnd.Tests;

/// <summary>A slow consumer slows the source; memory does not grow with the length of the recording.</summary>
[Collection(nameof(MeasuresMemory))]
public sealed class BoundedMemory
{
    private const int Rows = 10_000_000;
    private const int SpikesPerSecond = 10_000;
    private const int Units = 100;

    [SkippableFact]
    public async Task Resident_memory_stays_flat_over_ten_million_rows_into_a_sink_that_sleeps()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "resident memory is read from /proc");
        using TemporaryFolder folder = new();
        await WriteSpikesAsync(folder["spikes.csv"]);
        // Dense counts: 400 MB of cells, were they held.
        string pipeline = folder.Write("pipeline.json", $$"""
            {
              "name": "slow-sink",
              "seed": 1,
              "sources": [ { "id": "spikes", "type": "file", "path": "{{folder["spikes.csv"]}}" } ],
              "stages": [ { "id": "counts", "type": "bin", "from": "spikes", "width": "1 ms", "unitCount": {{Units}} } ],
              "sinks": [ { "id": "slow", "type": "sleeping", "from": "counts" } ]
            }
            """);
        NodeRegistry registry = new(typeof(PipelineRunner).Assembly, typeof(SleepingSink).Assembly);
        PipelineDefinition definition = PipelineFile.Load(pipeline, new LoadSettings { Registry = registry });
        using RunFolder run = RunFolder.Open("slow-sink", folder["run"], FolderMode.New);

        long before = SleepingSink.HeldMemory();

        RunResult result = await PipelineRunner.RunAsync(definition, new RunSettings { Folder = run }, CancellationToken.None);

        result.Outcome.ShouldBe(RunOutcome.Completed);
        SleepingSink.Rows.ShouldBe(Rows / (SpikesPerSecond / 1000));
        List<long> memory = SleepingSink.Memory;
        memory.Count.ShouldBeGreaterThan(30);
        // What is held would make 200 MB between the middles of both halves.
        Median(memory.Skip(memory.Count / 2)).ShouldBeLessThan(Median(memory.Take(memory.Count / 2)) + (48L << 20));
        memory.Max().ShouldBeLessThan(before + (300L << 20));
    }

    private static long Median(IEnumerable<long> values)
    {
        long[] sorted = [.. values.Order()];
        return sorted[sorted.Length / 2];
    }

    private static async Task WriteSpikesAsync(string path)
    {
        await using StreamWriter writer = new(path);
        await writer.WriteLineAsync("time,unit");
        for (int row = 0; row < Rows; row++)
            writer.Write(string.Create(CultureInfo.InvariantCulture, $"{row / SpikesPerSecond}.{row % SpikesPerSecond:D4},{row % Units}\n"));
    }
}
