using System.Diagnostics;
using System.Globalization;
using System.Numerics.Tensors;
using SpikeStream.Models.Fitting;
using SpikeStream.Models.Mesoscopic;
using SpikeStream.Numerics.Vectors;

namespace SpikeStream.Benchmarks;

/// <summary>The mesoscopic model's value, and value with gradient, per time step, against one vectorised exponential over as many elements: the product's own, which is quicker than the library's.</summary>
internal sealed class MesoscopicBenchmark : Benchmark
{
    private const int Bins = 2000;
    private const int Minibatch = 100;

    public override string Name => "mesoscopic";

    public override Task RunAsync(string folder)
    {
        foreach ((string name, MesoscopicParameters parameters) in new[] { ("2 populations", MesoscopicDefaults.TwoPopulations), ("4 populations", MesoscopicDefaults.FourPopulations) })
            Measure(name, new MesoscopicModel(parameters), parameters.PopulationNames.Count);
        return Task.CompletedTask;
    }

    private static void Measure(string name, MesoscopicModel model, int populations)
    {
        double[] coordinates = new double[model.Parameters.Count];
        model.Parameters.ToCoordinates([.. model.Parameters.Parameters.Select(parameter => parameter.Initial)], coordinates);
        int[] counts = new int[Bins * populations];
        for (int i = 0; i < counts.Length; i++) counts[i] = i * 7919 % 5;
        double[] inputs = new double[counts.Length], gradient = new double[coordinates.Length];
        SequenceState state = model.CreateInitialState(coordinates);
        int elements = model.AgeBins * populations;
        double[] source = new double[elements], target = new double[elements];
        for (int i = 0; i < elements; i++) source[i] = -i * 0.001;
        double own = Best(() => VectorExponential.Exp(source, target), 1000) * 1e6, library = Best(() => TensorPrimitives.Exp<double>(source, target), 1000) * 1e6;
        double value = Best(() => model.Advance(model.CreateInitialState(coordinates), coordinates, new SequenceData(counts, inputs, populations)), 1) / Bins * 1e6;
        double both = Best(() => model.LogLikelihoodAndGradient(state, coordinates, new SequenceData(counts.AsSpan(0, Minibatch * populations), inputs.AsSpan(0, Minibatch * populations), populations), gradient), 10) / Minibatch * 1e6;
        string yardstick = string.Create(CultureInfo.InvariantCulture, $"exp of {elements} elements: {own:0.000} us, TensorPrimitives {library:0.000} us");
        Print($"mesoGIF, {name}, {elements} age bins: value", value, "");
        Print($"mesoGIF, {name}: value and gradient", both, $"{Minibatch}-step minibatch; ");
        void Print(string what, double microseconds, string remark) => ResultTable.Print(
            what, microseconds, "us", double.NaN, true, 0,
            string.Create(CultureInfo.InvariantCulture, $"per step, {microseconds / own:0.0} exp ({microseconds / library:0.0} TensorPrimitives.Exp); {remark}{yardstick}"));
    }

    /// <summary>The least time of one call in s.</summary>
    private static double Best(Action action, int calls)
    {
        double best = double.PositiveInfinity;
        long begin = Stopwatch.GetTimestamp();
        // The compiler takes some tenths of a second to see what is worth optimising.
        for (int repeat = 0; repeat < 12 || Stopwatch.GetElapsedTime(begin).TotalSeconds < 1; repeat++)
        {
            long start = Stopwatch.GetTimestamp();
            for (int call = 0; call < calls; call++) action();
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalSeconds / calls);
        }

        return best;
    }
}
