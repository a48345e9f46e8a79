namespace SpikeStream.Benchmarks;

/// <summary>A peristimulus time histogram of 1000 trials, 1000 units, 1500 bins.</summary>
internal sealed class PsthBenchmark : Benchmark
{
    public override string Name => "psth";

    public override void Prepare(string folder)
    {
        SpikeFile.Arrow(folder);
        SpikeFile.Trials(folder);
    }

    public override async Task RunAsync(string folder)
    {
        using PeakMemory memory = new();
        string sources = $$"""
            { "id": "spikes", "type": "file", "path": "{{SpikeFile.Arrow(folder)}}" },
            { "id": "trials", "type": "file", "path": "{{SpikeFile.Trials(folder)}}" }
            """;
        PipelineMeasure measure = await PipelineMeasure.RunAsync(
            folder,
            sources,
            """{ "id": "psth", "type": "psth", "from": { "spikes": "spikes", "trials": "trials" }, "width": "1 ms", "before": "500 ms", "after": "1 s" }""",
            """{ "id": "end", "type": "discard", "from": "psth" }""").ConfigureAwait(false);
        measure.Print("PSTH, 1000 trials x 1000 units x 1500 bins", SpikeFile.Rows, 200, "numpy 80");
        memory.Print();
    }
}
