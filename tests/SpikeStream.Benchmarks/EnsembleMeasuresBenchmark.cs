using System.Diagnostics;
using SpikeStream.Models.GoodnessOfFit;
using SpikeStream.Models.Metrics;
using SpikeStream.Numerics.Random;

namespace SpikeStream.Benchmarks;

/// <summary>
/// Measures of the ensembles of Rene, Longtin and Macke (2020), figure 2: 200 runs of 9000 bins and two populations: agreement over 7500 pairs of runs with 100 bootstrap
/// resamples, beside the same pairs compared one by one; spectra of 100 runs; the transform of counts.
/// </summary>
internal sealed class EnsembleMeasuresBenchmark : Benchmark
{
    private const int Runs = 200;
    private const int Bins = 9000;

    public override string Name => "ensemble-measures";

    public override Task RunAsync(string folder)
    {
        RandomStream random = new(1, "benchmark", "ensembles");
        double[][] traces = [new double[Runs * Bins], new double[Runs * Bins]];
        foreach (double[] population in traces) random.FillNormal(population);
        double fast = Seconds(() =>
        {
            TraceGram[] grams = [.. traces.Select(population => new TraceGram(population, Runs))];
            EnsembleAgreement.Compare(grams, 0..50, 50..100, PopulationMean.Mean, 100, resample => new RandomStream(1, "benchmark", "bootstrap", (ulong)resample));
            EnsembleAgreement.Compare(grams, 0..50, 100..200, PopulationMean.Mean, 100, resample => new RandomStream(1, "benchmark", "bootstrap", (ulong)resample));
        });
        double slow = Seconds(() =>
        {
            for (int i = 0; i < 50; i++)
            {
                for (int j = 50; j < Runs; j++)
                {
                    foreach (double[] population in traces)
                    {
                        ReadOnlySpan<double> x = population.AsSpan(i * Bins, Bins), y = population.AsSpan(j * Bins, Bins);
                        TraceMetrics.Correlation(x, y);
                        TraceMetrics.RootMeanSquaredError(x, y);
                    }
                }
            }
        });
        ResultTable.Print("agreement, 50 x (50 + 100) runs, 2 x 9000 bins", fast * 1000, "ms", double.NaN, true, double.NaN, FormattableString.Invariant($"with bootstrap; pair by pair without {slow * 1000:0} ms"));

        double[] row = new double[200];
        double spectra = Seconds(() =>
        {
            WelchSpectrum spectrum = new(row.Length, 2000, 0.001);
            for (int bin = 0; bin < Bins; bin++) spectrum.Add(traces[0].AsSpan(bin * row.Length, row.Length));
        });
        ResultTable.Print("spectra, 100 runs, 2 x 9000 bins", spectra * 1000, "ms", double.NaN, true, double.NaN, "segments of 2000 bins, half overlapping");

        double transform = Seconds(() =>
        {
            UniformityTest test = new();
            for (int i = 0; i < 100_000; i++) test.Add(BinomialTransform.Of(i % 6, 438, 2.5, 0.5));
        });
        ResultTable.Print("transform of a count", transform / 100_000 * 1e9, "ns", double.NaN, true, double.NaN, "per bin and population, N = 438");
        return Task.CompletedTask;
    }

    // The best of three: the first one compiles.
    private static double Seconds(Action action)
    {
        double best = double.PositiveInfinity;
        for (int i = 0; i < 3; i++)
        {
            long start = Stopwatch.GetTimestamp();
            action();
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        return best;
    }
}
