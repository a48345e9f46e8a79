using System.Diagnostics;
using System.Globalization;
using SpikeStream.Models.Mesoscopic;
using SpikeStream.Models.Microscopic;

namespace SpikeStream.Benchmarks;

/// <summary>Networks neuron by neuron at 0.2 ms: how many times faster than real time.</summary>
internal sealed class MicroscopicBenchmark : Benchmark
{
    private const int BlockSteps = 5000;

    public override string Name => "microscopic";

    public override Task RunAsync(string folder)
    {
        MesoscopicParameters two = MesoscopicDefaults.TwoPopulations;
        Measure("547 neurons", two, new MicroscopicOptions { Seed = 1 }, 40, 25);
        Measure("547 neurons, tau_m and tau_theta of each", two, new MicroscopicOptions { Seed = 1, Heterogeneous = Heterogeneous }, 40, double.NaN);
        Measure("547 neurons, all to all", two, new MicroscopicOptions { Seed = 1, Connectivity = Connectivity.AllToAll }, 40, double.NaN);
        Measure("1076 neurons of 4 populations", MesoscopicDefaults.FourPopulations, new MicroscopicOptions { Seed = 1 }, 20, double.NaN);
        return Task.CompletedTask;
    }

    /// <summary>Table 8 of Rene, Longtin and Macke (2020).</summary>
    private static readonly NeuronDistribution[] Heterogeneous =
    [
        new(MesoscopicParameterKind.MembraneTimeConstant, 0, -1.6, 0.5),
        new(MesoscopicParameterKind.MembraneTimeConstant, 1, -1.8, 0.5),
        new(MesoscopicParameterKind.AdaptationTimeConstant, 0, -0.7, 0.5),
    ];

    private static void Measure(string what, MesoscopicParameters parameters, MicroscopicOptions options, int seconds, double required)
    {
        MicroscopicNetwork network = new(parameters, options);
        List<MicroscopicSpike> spikes = [];
        double best = double.PositiveInfinity;
        // The compiler takes some tenths of a second to see what is worth optimising.
        long warmUp = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(warmUp).TotalSeconds < 2) network.Advance(BlockSteps, default, spikes);
        long begin = Stopwatch.GetTimestamp(), fired = 0;
        for (int block = 0; block < seconds; block++)
        {
            spikes.Clear();
            long start = Stopwatch.GetTimestamp();
            network.Advance(BlockSteps, default, spikes);
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalSeconds);
            fired += spikes.Count;
        }

        double factor = seconds / Stopwatch.GetElapsedTime(begin).TotalSeconds;
        ResultTable.Print($"microscopic network, {what}", factor, "x", required, factor >= required, factor / required, string.Create(
            CultureInfo.InvariantCulture, $"times real time over {seconds} s; best second {1 / best:0.0}x, {best / BlockSteps * 1e6:0.00} us per step of 0.2 ms; {(double)fired / seconds:0} spikes/s"));
    }
}
