namespace SpikeStream.Benchmarks;

/// <summary>Writing spikes as text.</summary>
internal sealed class CsvWritingBenchmark : Benchmark
{
    private static readonly long Rows = Math.Min(SpikeFile.Rows, 20_000_000);

    public override string Name => "csv-writing";

    public override void Prepare(string folder) => SpikeFile.Csv(folder, Rows);

    public override async Task RunAsync(string folder)
    {
        using PeakMemory memory = new();
        string source = $$"""{ "id": "spikes", "type": "file", "path": "{{SpikeFile.Csv(folder, Rows)}}" }""";
        PipelineMeasure reading = await PipelineMeasure.RunAsync(folder, source, "", """{ "id": "end", "type": "discard", "from": "spikes" }""").ConfigureAwait(false);
        PipelineMeasure both = await PipelineMeasure.RunAsync(folder, source, "", """{ "id": "end", "type": "csv", "from": "spikes", "path": "out.csv" }""").ConfigureAwait(false);
        new PipelineMeasure(both.Wall, both.Processor - reading.Processor).Print("CSV writing, rows", Rows, 10, "pandas 1.2");
        memory.Print();
    }
}
