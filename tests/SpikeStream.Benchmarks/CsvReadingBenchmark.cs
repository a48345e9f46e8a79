namespace SpikeStream.Benchmarks;

/// <summary>Reading spikes from text.</summary>
internal sealed class CsvReadingBenchmark : Benchmark
{
    private static readonly long Rows = Math.Min(SpikeFile.Rows, 20_000_000);

    public override string Name => "csv-reading";

    public override void Prepare(string folder) => SpikeFile.Csv(folder, Rows);

    public override async Task RunAsync(string folder)
    {
        using PeakMemory memory = new();
        string source = $$"""{ "id": "spikes", "type": "file", "path": "{{SpikeFile.Csv(folder, Rows)}}" }""";
        PipelineMeasure measure = await PipelineMeasure.RunAsync(folder, source, "", """{ "id": "end", "type": "discard", "from": "spikes" }""").ConfigureAwait(false);
        measure.Print("CSV reading, rows", Rows, 40, "pandas 17.6");
        memory.Print();
    }
}
