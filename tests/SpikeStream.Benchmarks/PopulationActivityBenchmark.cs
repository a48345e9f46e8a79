using System.Globalization;

namespace SpikeStream.Benchmarks;

/// <summary>Spikes to the activity of 10 populations at 1 ms.</summary>
internal sealed class PopulationActivityBenchmark : Benchmark
{
    /// <summary>JSON of the stage that is measured.</summary>
    public static string Stage
    {
        get
        {
            string populations = string.Join(", ", Enumerable.Range(0, 10).Select(p => string.Create(CultureInfo.InvariantCulture, $"\"P{p}\": \"{p * 100}-{p * 100 + 99}\"")));
            return $$"""{ "id": "activity", "type": "population-average", "from": "spikes", "width": "1 ms", "as": "activity", "populations": { {{populations}} } }""";
        }
    }

    public override string Name => "population-activity";

    public override void Prepare(string folder) => SpikeFile.Arrow(folder);

    public override async Task RunAsync(string folder)
    {
        using PeakMemory memory = new();
        string source = $$"""{ "id": "spikes", "type": "file", "path": "{{SpikeFile.Arrow(folder)}}" }""";
        PipelineMeasure measure = await PipelineMeasure.RunAsync(folder, source, Stage, """{ "id": "end", "type": "discard", "from": "activity" }""").ConfigureAwait(false);
        measure.Print("spikes to activity of 10 populations, 1 ms", SpikeFile.Rows, 300, "numpy 97 to 134");
        memory.Print();
    }
}
