using System.Globalization;

namespace SpikeStream.Benchmarks;

/// <summary>What 10 stages that do nothing cost per batch of 65 536 rows, against what binning the batch costs.</summary>
internal sealed class GraphOverheadBenchmark : Benchmark
{
    private const int Stages = 10;

    public override string Name => "graph-overhead";

    public override void Prepare(string folder) => SpikeFile.Arrow(folder);

    public override async Task RunAsync(string folder)
    {
        string source = $$"""{ "id": "spikes", "type": "file", "path": "{{SpikeFile.Arrow(folder)}}" }""";
        string chain = string.Join(", ", Enumerable.Range(1, Stages).Select(i => string.Create(
            CultureInfo.InvariantCulture, $$"""{ "id": "pass{{i}}", "type": "pass", "from": "{{(i == 1 ? "spikes" : $"pass{i - 1}")}}" }""")));
        double batches = Math.Ceiling(SpikeFile.Rows / 65_536.0);
        PipelineMeasure bare = await PipelineMeasure.RunAsync(folder, source, "", """{ "id": "end", "type": "discard", "from": "spikes" }""", repeats: 5).ConfigureAwait(false);
        PipelineMeasure chained = await PipelineMeasure.RunAsync(folder, source, chain, $$"""{ "id": "end", "type": "discard", "from": "pass{{Stages}}" }""", repeats: 5).ConfigureAwait(false);
        PipelineMeasure binned = await PipelineMeasure.RunAsync(folder, source, PopulationActivityBenchmark.Stage, """{ "id": "end", "type": "discard", "from": "activity" }""", repeats: 5).ConfigureAwait(false);
        bare.Print("reading the Arrow file alone", SpikeFile.Rows, 300, "part of every figure on spikes above");
        double cost = (chained.Processor - bare.Processor) / batches * 1e6, binning = (binned.Processor - bare.Processor) / batches * 1e6;
        double percent = cost / binning * 100;
        ResultTable.Print("10 stages that do nothing, of the binning", percent, "%", 2, percent < 2, 2 / percent, string.Create(CultureInfo.InvariantCulture, $"{cost:0.00} us of processor time per batch of 64k rows; binning it takes {binning:0} us"));
    }
}
