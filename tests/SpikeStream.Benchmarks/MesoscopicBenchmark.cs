using System.Diagnostics;
using System.Globalization;
using SpikeStream.Models.Fitting;
using SpikeStream.Models.Mesoscopic;
using SpikeStream.Numerics.Random;
using SpikeStream.Numerics.Vectors;

namespace SpikeStream.Benchmarks;

/// <summary>
/// The mesoscopic model per time step: value, value with gradient, simulation, each beside one vectorised exponential over K elements per
/// population, measured in the same run.
/// </summary>
internal sealed class MesoscopicBenchmark : Benchmark
{
    private const int Minibatch = 100;
    private const double SecondsPerRow = 1.5;

    public override string Name => "mesoscopic";

    public override Task RunAsync(string folder)
    {
        Rows("2 populations", MesoscopicDefaults.TwoPopulations, new MesoscopicOptions(), 2.2, 7, 2.5);
        Rows("4 populations", MesoscopicDefaults.FourPopulations, new MesoscopicOptions(), double.NaN, double.NaN, double.NaN);
        foreach (int ageBins in (int[])[350, 1390])
            Rows($"2 populations, K = {ageBins}", MesoscopicDefaults.TwoPopulations, new MesoscopicOptions { AgeBins = ageBins }, double.NaN, double.NaN, double.NaN);
        foreach (VectorWidth width in (VectorWidth[])[VectorWidth.Bits256, VectorWidth.Bits128, VectorWidth.Scalar])
            Rows($"2 populations, {width}", MesoscopicDefaults.TwoPopulations, new MesoscopicOptions { VectorWidth = width }, double.NaN, double.NaN, double.NaN);
        Recording();
        return Task.CompletedTask;
    }

    /// <summary>What an iteration of the polish or a leapfrog step of a sampler costs.</summary>
    private static void Recording()
    {
        const int BurnIn = 10_000, Counted = 10_000;
        MesoscopicModel model = new(MesoscopicDefaults.TwoPopulations);
        double[] coordinates = FitStarts.Configured(model.Parameters), gradient = new double[coordinates.Length];
        int[] counts = new int[2 * (BurnIn + Counted)];
        model.Simulate(model.CreateInitialState(coordinates), coordinates, default, counts, new RandomStream(1, "benchmark", "recording"));
        RecordingPosterior posterior = new(model, counts, default, BurnIn);
        Print("log likelihood", () => posterior.LogLikelihood(coordinates));
        Print("log posterior and gradient", () => posterior.LogPosteriorAndGradient(coordinates, gradient));

        // Tens of milliseconds are long enough for others to come in between: processor time, not that of the clock.
        static void Print(string what, Action action)
        {
            double best = double.PositiveInfinity;
            long bytes = 0;
            for (int repeat = 0; repeat < 20; repeat++)
            {
                long before = GC.GetAllocatedBytesForCurrentThread();
                TimeSpan start = Environment.CpuUsage.TotalTime;
                action();
                best = Math.Min(best, (Environment.CpuUsage.TotalTime - start).TotalMilliseconds);
                bytes = GC.GetAllocatedBytesForCurrentThread() - before;
            }

            ResultTable.Print($"2 populations, 10 s + 10 s: {what}", best, "ms", double.NaN, true, 0, $"burn-in and counted, {bytes} bytes allocated");
        }
    }

    private static void Rows(string name, MesoscopicParameters parameters, MesoscopicOptions options, double valueBar, double gradientBar, double simulationBar)
    {
        MesoscopicModel model = new(parameters, options);
        int populations = parameters.PopulationCount;
        double[] coordinates = FitStarts.Configured(model.Parameters), gradient = new double[model.Parameters.Count];
        SequenceState state = model.CreateInitialState(coordinates);
        RandomStream random = new(1, "benchmark", "counts");
        int[] counts = new int[Minibatch * populations], drawn = new int[counts.Length];
        double[] inputs = new double[counts.Length];
        for (int i = 0; i < 20; i++) model.Simulate(state, coordinates, inputs, counts, random);
        SequenceState moving = model.CreateInitialState(coordinates), simulated = model.CreateInitialState(coordinates);
        moving.CopyFrom(state);
        simulated.CopyFrom(state);
        double[] exponents = new double[model.AgeBins * populations], target = new double[exponents.Length];
        for (int i = 0; i < exponents.Length; i++) exponents[i] = -i * 0.001;
        double yardstick = Measure(() =>
        {
            for (int i = 0; i < 100; i++) VectorExponential.Exp(exponents, target, options.VectorWidth);
        }).Seconds / 100;
        Print("value", valueBar, () => model.Advance(moving, coordinates, new SequenceData(counts, inputs, populations)));
        Print("value and gradient", gradientBar, () => model.LogLikelihoodAndGradient(state, coordinates, new SequenceData(counts, inputs, populations), gradient));
        Print("simulation", simulationBar, () => model.Simulate(simulated, coordinates, inputs, drawn, random));

        void Print(string what, double bar, Action action)
        {
            (double seconds, long bytes) = Measure(action);
            double nanoseconds = seconds / Minibatch * 1e9;
            ResultTable.Print(
                $"{name}: {what}", nanoseconds, "ns", bar * 1000, nanoseconds <= bar * 1000, bar * 1000 / nanoseconds, string.Create(
                    CultureInfo.InvariantCulture,
                    $"per step, {bytes / Minibatch} bytes allocated; {nanoseconds / (yardstick * 1e9):0.00} exp of {exponents.Length} elements ({yardstick * 1e9:0} ns)"));
        }
    }

    /// <summary>The least time of one call, and the bytes that the last one allocated.</summary>
    private static (double Seconds, long Bytes) Measure(Action action)
    {
        double best = double.PositiveInfinity;
        long bytes = 0, begin = Stopwatch.GetTimestamp();

        // The compiler takes some tenths of a second to see what is worth optimising; others on the machine take their time, too.
        while (Stopwatch.GetElapsedTime(begin).TotalSeconds < SecondsPerRow)
        {
            long before = GC.GetAllocatedBytesForCurrentThread(), start = Stopwatch.GetTimestamp();
            action();
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalSeconds);
            bytes = GC.GetAllocatedBytesForCurrentThread() - before;
        }

        return (best, bytes);
    }
}
