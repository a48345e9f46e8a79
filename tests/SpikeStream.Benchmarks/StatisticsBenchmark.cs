using System.Diagnostics;
using System.Globalization;
using SpikeStream.Models.Statistics;
using SpikeStream.Numerics.Random;

namespace SpikeStream.Benchmarks;

/// <summary>All correlations of 1000 units over 1 hour in bins of 10 ms, and spikes per second of statistics of spike trains and of autocorrelograms.</summary>
internal sealed class StatisticsBenchmark : Benchmark
{
    private const int Units = 1000;
    private const int Bins = 360_000;
    private const int Chunk = 6000;

    public override string Name => "statistics";

    public override bool UsesAllCores => true;

    public override Task RunAsync(string folder)
    {
        foreach (double rate in new[] { 5.0, 20.0, 50.0 }) Correlations(rate);
        (double[] times, uint[] units) = Spikes(4_000_000, 20);
        ObservedTime[] observed = [.. Enumerable.Repeat(new ObservedTime((0, times[^1])), Units)];
        Measure("spike train statistics, 1000 units at 20 Hz", new SpikeTrainStatistics(observed, new()), times, units);
        Measure("Fano factors in 3 windows", new FanoFactors(observed, [new(1, 10), new(1, 4), new(1, 1)]), times, units);
        Measure("histograms of intervals", new IntervalHistogram(observed, new(1e6), IntervalHistogram.LogarithmicEdges(100, 10_000_000, 20)), times, units);
        Measure("correlograms of 20 units, all pairs, ±50 ms", new SpikeCorrelograms(observed[0], observed[..20], new(1e6), 1000, 50, hasPairs: true), times, [.. units.Select(unit => unit % 20)]);
        return Task.CompletedTask;
    }

    private static void Correlations(double rate)
    {
        int cores = Environment.ProcessorCount;
        CountCovariance sums = new(Units, cores);
        int[][] chunks = [.. Enumerable.Range(0, 4).Select(chunk => Counts(chunk, rate))];
        sums.Add(chunks[0]);
        sums = new(Units, cores);
        using PeakMemory memory = new();
        long start = Stopwatch.GetTimestamp();
        for (int bin = 0; bin < Bins; bin += Chunk) sums.Add(chunks[bin / Chunk % chunks.Length]);
        double sum = 0;
        for (int i = 0; i < Units; i++)
            for (int j = i + 1; j < Units; j++) sum += sums.Correlation(i, j);
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        ResultTable.Print(
            string.Create(CultureInfo.InvariantCulture, $"all correlations, 1000 units x 360,000 bins, 1 to {2 * rate - 1:0} Hz"), seconds, "s", double.NaN, true, 1,
            string.Create(CultureInfo.InvariantCulture, $"{cores} cores; mean correlation {sum / (Units * (Units - 1) / 2):0.000000}"));
    }

    private static void Measure(string what, ISpikeTally tally, double[] times, uint[] units)
    {
        long start = Stopwatch.GetTimestamp();
        for (int first = 0; first < times.Length; first += 65_536)
        {
            int length = Math.Min(65_536, times.Length - first);
            tally.Add(times.AsSpan(first, length), units.AsSpan(first, length));
        }

        ResultTable.Print(what, times.Length / Stopwatch.GetElapsedTime(start).TotalSeconds / 1e6, "M/s", double.NaN, true, 1, "spikes, one core");
    }

    private static int[] Counts(int chunk, double rate)
    {
        RandomStream random = new(1, "benchmark", "counts", (ulong)chunk);
        int[] counts = new int[Chunk * Units];
        for (int i = 0; i < counts.Length; i++)
        {
            // Units are from slow to quick, so that their mean is the rate.
            double expected = 0.01 * (1 + (2 * rate - 2) * (i % Units) / (Units - 1)), left = Math.Exp(-expected), uniform = random.NextDouble();
            int count = 0;
            for (double probability = left; uniform > probability && count < 30; count++) (left, probability) = (left * expected / (count + 1), probability + left * expected / (count + 1));
            counts[i] = count;
        }

        return counts;
    }

    private static (double[] Times, uint[] Units) Spikes(int count, double rate)
    {
        RandomStream random = new(2, "benchmark", "spikes");
        double[] times = new double[count];
        uint[] units = new uint[count];
        double time = 0;
        for (int i = 0; i < count; i++)
        {
            time -= Math.Log(1 - random.NextDouble()) / (Units * rate);
            times[i] = Math.Round(time * 1e6) / 1e6;
            units[i] = (uint)(random.NextDouble() * Units);
        }

        return (times, units);
    }
}
