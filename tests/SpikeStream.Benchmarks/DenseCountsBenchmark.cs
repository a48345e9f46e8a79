namespace SpikeStream.Benchmarks;

/// <summary>Dense counts of 1000 units at 1 ms.</summary>
internal sealed class DenseCountsBenchmark : Benchmark
{
    public override string Name => "dense-counts";

    public override void Prepare(string folder) => SpikeFile.Arrow(folder);

    public override async Task RunAsync(string folder)
    {
        using PeakMemory memory = new();
        string source = $$"""{ "id": "spikes", "type": "file", "path": "{{SpikeFile.Arrow(folder)}}" }""";
        PipelineMeasure measure = await PipelineMeasure.RunAsync(
            folder, source, """{ "id": "counts", "type": "bin", "from": "spikes", "width": "1 ms" }""", """{ "id": "end", "type": "discard", "from": "counts" }""").ConfigureAwait(false);
        measure.Print("spikes to dense counts of 1000 units, 1 ms", SpikeFile.Rows, 100, "numpy 6 to 20, sparse matrix 39");
        memory.Print();
    }
}
