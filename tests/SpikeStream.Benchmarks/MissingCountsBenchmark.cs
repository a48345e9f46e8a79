namespace SpikeStream.Benchmarks;

/// <summary>Dense counts of 1000 units at 1 ms, each of which was observed at times of its own, and the populations made of them.</summary>
internal sealed class MissingCountsBenchmark : Benchmark
{
    public override string Name => "missing-counts";

    public override void Prepare(string folder) => SpikeFile.Arrow(folder, hasGaps: true);

    public override async Task RunAsync(string folder)
    {
        using PeakMemory memory = new();
        string source = $$"""{ "id": "spikes", "type": "file", "path": "{{SpikeFile.Arrow(folder, hasGaps: true)}}" }""";
        const string Bin = """{ "id": "counts", "type": "bin", "from": "spikes", "width": "1 ms" }""";
        PipelineMeasure counts = await PipelineMeasure.RunAsync(folder, source, Bin, """{ "id": "end", "type": "discard", "from": "counts" }""").ConfigureAwait(false);
        counts.Print("spikes to counts with gaps by unit, 1 ms", SpikeFile.Rows, double.NaN, "");
        string stages = Bin + """, { "id": "activity", "type": "population-average", "from": "counts", "as": "activity", "over": "observed", "populations": { "all": "0-999" } }""";
        PipelineMeasure activity = await PipelineMeasure.RunAsync(folder, source, stages, """{ "id": "end", "type": "discard", "from": "activity" }""").ConfigureAwait(false);
        activity.Print("... to the activity of observed units", SpikeFile.Rows, double.NaN, "");
        memory.Print();
    }
}
