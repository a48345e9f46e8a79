using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using SpikeStream.Pipelines.Nodes;
using SpikeStream.Pipelines.Quantities;
using SpikeStream.Pipelines.Sources;
using SpikeStream.Pipelines.Stages;

namespace SpikeStream.Benchmarks;

/// <summary>Ensembles of runs at both levels on one core and on two.</summary>
internal sealed class EnsembleBenchmark : Benchmark
{
    public override string Name => "ensemble";

    public override bool UsesAllCores => true;

    public override async Task RunAsync(string folder)
    {
        await MeasureAsync("mesoscopic ensemble, 60 runs of 9 s", new NetworkOptions { Level = SimulationLevel.Mesoscopic, Runs = 60, Duration = Duration.Parse("9 s") }).ConfigureAwait(false);
        await MeasureAsync("microscopic ensemble, 24 runs of 9 s", new NetworkOptions { Output = SimulationOutput.Counts, Runs = 24, Duration = Duration.Parse("9 s") }).ConfigureAwait(false);
    }

    private static async Task MeasureAsync(string what, NetworkOptions options)
    {
        using JsonDocument name = JsonDocument.Parse("\"two-populations\"");
        options = options with { Parameters = name.RootElement.Clone(), Input = [new(0.2)] };
        (double one, double two, double work, double workOfTwo) = (double.PositiveInfinity, double.PositiveInfinity, double.PositiveInfinity, double.PositiveInfinity);
        await SecondsAsync(options, 2).ConfigureAwait(false);
        for (int repeat = 0; repeat < 3; repeat++)
        {
            (double wall, double processor) = await SecondsAsync(options, 1).ConfigureAwait(false);
            (one, work) = (Math.Min(one, wall), Math.Min(work, processor));
            (wall, processor) = await SecondsAsync(options, 2).ConfigureAwait(false);
            (two, workOfTwo) = (Math.Min(two, wall), Math.Min(workOfTwo, processor));
        }

        double speedUp = one / two, simulated = options.Runs * options.Duration!.Value.Seconds;
        ResultTable.Print(what, speedUp, "x", 1.9, speedUp >= 1.9, speedUp / 1.9, string.Create(
            CultureInfo.InvariantCulture, $"faster on 2 cores than on 1; {one:0.00} s and {two:0.00} s, {simulated / one:0} and {simulated / two:0} times real time; processor time {work:0.00} s and {workOfTwo:0.00} s"));
    }

    private static async Task<(double Wall, double Processor)> SecondsAsync(NetworkOptions options, int threads)
    {
        NetworkSource source = new();
        source.Attach(options, new NodeContext { Id = "network", Seed = 1, Parallelism = threads, RunFolder = "." });
        await source.OpenAsync(default).ConfigureAwait(false);
        using Process self = Process.GetCurrentProcess();
        TimeSpan before = self.TotalProcessorTime;
        long start = Stopwatch.GetTimestamp();
        await foreach (Batch batch in source.ReadAsync(0, default).ConfigureAwait(false)) batch.Release();
        double wall = Stopwatch.GetElapsedTime(start).TotalSeconds;
        self.Refresh();
        return (wall, (self.TotalProcessorTime - before).TotalSeconds);
    }
}
