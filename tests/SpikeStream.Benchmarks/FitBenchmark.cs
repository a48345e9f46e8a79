using System.Diagnostics;
using System.Globalization;
using SpikeStream.Models.Fitting;
using SpikeStream.Models.Mesoscopic;
using SpikeStream.Numerics.Random;

namespace SpikeStream.Benchmarks;

/// <summary>
/// Fits of the two-population model, 14 free parameters: the paper's setting extrapolated from measured iterations on one and on all cores, and one gradient of 20 s
/// of data, which the polish is made of.
/// </summary>
internal sealed class FitBenchmark : Benchmark
{
    private const int Bins = 20_000;
    private const int BurnIn = 10_000;
    private const int Iterations = 1500;
    private const int PaperStarts = 25;
    private const int PaperIterations = 30_000;

    private static readonly FitOptions Options = new() { BurnInBins = BurnIn, DataLength = Bins - BurnIn, MaximumSteps = Iterations, Seed = 1 };

    public override string Name => "fit";

    public override Task RunAsync(string folder)
    {
        MesoscopicModel model = new(MesoscopicDefaults.TwoPopulations);
        double[] truth = FitStarts.Configured(model.Parameters);
        int[] counts = new int[2 * Bins];
        double[] inputs = new double[counts.Length];
        for (int bin = 0; bin < Bins; bin++)
        {
            double sine = Math.Sin(2 * Math.PI * 0.4 * bin * model.BinWidth);
            (inputs[2 * bin], inputs[2 * bin + 1]) = (0.25 * sine, 0.1 * sine);
        }

        model.Simulate(model.CreateInitialState(truth), truth, inputs, counts, new RandomStream(1, "benchmark", "counts"));
        int cores = Environment.ProcessorCount, starts = 2 * cores;
        Fit(model, truth, counts, inputs);
        double one = Seconds(() =>
        {
            for (int start = 0; start < starts; start++) Fit(model, truth, counts, inputs);
        });
        double all = Seconds(() => Parallel.For(0, starts, new ParallelOptions { MaxDegreeOfParallelism = cores }, _ => Fit(model, truth, counts, inputs)));
        double iteration = one / starts / Iterations, minutes = iteration * PaperStarts * PaperIterations / 60;
        double speedUp = one / all, bar = 0.95 * cores;
        ResultTable.Print("fit: iteration of 315 + 100 steps", iteration * 1e6, "µs", double.NaN, true, double.NaN, "one core");
        ResultTable.Print($"fit: {starts} starts on {cores} cores", speedUp, "x", bar, speedUp >= bar, speedUp / bar, "against one core");
        double onAll = minutes / speedUp;
        ResultTable.Print(
            "fit: 25 starts of 30,000 iterations", onAll, "min", 12, onAll <= 12, 12 / onAll,
            string.Create(CultureInfo.InvariantCulture, $"extrapolated, {cores} cores; {minutes:0.0} min on one"));
        Gradient(model, truth, counts, inputs);
        return Task.CompletedTask;
    }

    private static void Gradient(MesoscopicModel model, double[] coordinates, int[] counts, double[] inputs)
    {
        RecordingPosterior posterior = new(model, counts, inputs, BurnIn);
        double[] gradient = new double[coordinates.Length];
        posterior.LogPosteriorAndGradient(coordinates, gradient);
        double best = Enumerable.Range(0, 10).Min(_ => Seconds(() => posterior.LogPosteriorAndGradient(coordinates, gradient)));
        ResultTable.Print("fit: gradient of 10 s of data after 10 s", best * 1e3, "ms", double.NaN, true, double.NaN, "a polish takes 100 to 200 of them");
    }

    private static void Fit(MesoscopicModel model, double[] start, int[] counts, double[] inputs)
    {
        SequentialMinibatchFit fit = new(model, Options, start);
        while (!fit.IsFinished)
        {
            fit.Push(new SequenceData(counts, inputs, 2));
            while (fit.TryStep(out _))
            {
            }

            if (!fit.IsFinished) fit.EndPass();
        }
    }

    private static double Seconds(Action action)
    {
        long start = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
