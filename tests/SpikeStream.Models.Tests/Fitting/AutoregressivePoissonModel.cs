using SpikeStream.Models.Fitting;
using SpikeStream.Numerics.Distributions;
using SpikeStream.Numerics.Random;

namespace SpikeStream.Models.Tests.Fitting;

/// <summary>
/// One population, n ~ Poisson(exp(bias + gain·s + input)), s := 0.9 s + 0.1 (n - expected): small enough to check by hand,
/// with a state that depends on the parameters, so that stale states show.
/// </summary>
internal sealed class AutoregressivePoissonModel : IStationaryModel
{
    /// <summary>The log likelihood is NaN where the bias exceeds this.</summary>
    public double BreaksAbove { get; init; } = double.PositiveInfinity;

    public ParameterSpace Parameters { get; } = new(
    [
        new Parameter("bias[X]", "", ParameterTransform.Identity, new NormalPrior(0, 2), 0.3),
        new Parameter("gain[X]", "mV", ParameterTransform.Log, new LogGammaPrior(2, 0.5), 0.2),
    ]);

    public IReadOnlyList<string> PopulationNames { get; } = ["X"];

    public double BinWidth => 0.001;

    public SequenceState CreateInitialState(ReadOnlySpan<double> coordinates) => new State();

    /// <summary>What came is on average what was expected.</summary>
    public SequenceState CreateStationaryState(ReadOnlySpan<double> coordinates) =>
        coordinates[0] > BreaksAbove ? throw new NoStationaryStateException("stationary state: found none") : new State();

    public double Advance(SequenceState state, ReadOnlySpan<double> coordinates, SequenceData data, Span<double> expectedCounts = default)
        => Run((State)state, coordinates, data, expectedCounts, default);

    public double LogLikelihoodAndGradient(
        SequenceState state, ReadOnlySpan<double> coordinates, SequenceData data, Span<double> gradient, int uncountedBins = 0, CancellationToken cancellationToken = default)
    {
        State copy = new();
        copy.CopyFrom(state);
        gradient.Clear();
        return Run(copy, coordinates, data, default, gradient, uncountedBins);
    }

    public (int[] Counts, double[] Inputs) Simulate(int bins, double bias, double gain, ulong seed)
    {
        RandomStream random = new(seed, "test", "simulate");
        int[] counts = new int[bins];
        double[] inputs = new double[bins];
        State state = new();
        for (int k = 0; k < bins; k++)
        {
            inputs[k] = 0.5 * Math.Sin(k * 0.05);
            counts[k] = random.NextPoisson(Math.Exp(bias + gain * state.S + inputs[k]));
            Run(state, [bias, Math.Log(gain)], new SequenceData(counts.AsSpan(k, 1), inputs.AsSpan(k, 1), 1), default, default);
        }

        return (counts, inputs);
    }

    private double Run(State state, ReadOnlySpan<double> z, SequenceData data, Span<double> expectedCounts, Span<double> gradient, int uncountedBins = 0)
    {
        double gain = Math.Exp(z[1]), s = state.S, sum = 0, sByBias = 0, sByGain = 0;
        for (int k = 0; k < data.BinCount; k++)
        {
            double exponent = z[0] + gain * s + (data.Inputs.IsEmpty ? 0 : data.Inputs[k]);
            double rate = Math.Exp(exponent), error = data.Counts[k] - rate;
            bool isCounted = k >= uncountedBins;
            if (isCounted) sum += data.Counts[k] * exponent - rate;
            if (!expectedCounts.IsEmpty) expectedCounts[k] = rate;
            double byBias = 1 + gain * sByBias, byGain = gain * s + gain * sByGain;
            if (!gradient.IsEmpty && isCounted)
            {
                gradient[0] += error * byBias;
                gradient[1] += error * byGain;
            }

            s = 0.9 * s + 0.1 * error;
            sByBias = 0.9 * sByBias - 0.1 * rate * byBias;
            sByGain = 0.9 * sByGain - 0.1 * rate * byGain;
        }

        state.S = s;
        return z[0] > BreaksAbove ? double.NaN : sum;
    }

    internal sealed class State : SequenceState
    {
        public double S { get; set; }

        public override void CopyFrom(SequenceState source) => S = ((State)source).S;

        public override void Save(BinaryWriter writer) => writer.Write(S);

        public override void Restore(BinaryReader reader) => S = reader.ReadDouble();
    }
}
