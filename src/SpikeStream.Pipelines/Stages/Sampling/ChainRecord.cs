using SpikeStream.Numerics.Diagnostics;
using SpikeStream.Numerics.Samplers;

namespace SpikeStream.Pipelines.Stages.Sampling;

/// <summary>What a chain has given so far: its draws in natural units, and how its transitions went.</summary>
/// <param name="parameters">Number of parameters.</param>
internal sealed class ChainRecord(int parameters)
{
    private readonly List<double> _values = [];
    private readonly List<double> _logPosteriors = [];
    private readonly List<double> _energies = [];

    /// <summary>Number of transitions, warm-up included.</summary>
    public int Transitions { get; private set; }

    /// <summary>Number of draws.</summary>
    public int Draws => _logPosteriors.Count;

    public double AcceptanceSum { get; private set; }

    public long Divergences { get; private set; }

    public long CutTrajectories { get; private set; }

    public long DepthSum { get; private set; }

    /// <summary>Leapfrog steps of the draws.</summary>
    public long LeapfrogSteps { get; private set; }

    /// <summary>Leapfrog steps of the warm-up.</summary>
    public long WarmUpSteps { get; private set; }

    public double StepSize { get; private set; } = double.NaN;

    public double EnergyFraction => ChainDiagnostics.EnergyFraction(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_energies));

    public double LogPosterior(int draw) => _logPosteriors[draw];

    public ReadOnlySpan<double> Values(int draw) => System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_values).Slice(draw * parameters, parameters);

    /// <summary>All draws of one parameter.</summary>
    public double[] Parameter(int index)
    {
        double[] draws = new double[Draws];
        for (int i = 0; i < draws.Length; i++) draws[i] = _values[i * parameters + index];
        return draws;
    }

    public void Add(in SamplerTransition transition, ReadOnlySpan<double> natural)
    {
        Transitions++;
        StepSize = transition.StepSize;
        if (transition.IsWarmUp)
        {
            WarmUpSteps += transition.LeapfrogSteps;
            return;
        }

        _values.AddRange(natural);
        _logPosteriors.Add(transition.LogDensity);
        _energies.Add(transition.Energy);
        AcceptanceSum += transition.Acceptance;
        LeapfrogSteps += transition.LeapfrogSteps;
        DepthSum += transition.TreeDepth;
        if (transition.IsDivergent) Divergences++;
        if (transition.IsCut) CutTrajectories++;
    }

    public void Save(BinaryWriter writer)
    {
        writer.Write(Transitions);
        writer.Write(Draws);
        foreach (double value in _values) writer.Write(value);
        foreach (double value in _logPosteriors) writer.Write(value);
        foreach (double value in _energies) writer.Write(value);
        writer.Write(AcceptanceSum);
        writer.Write(Divergences);
        writer.Write(CutTrajectories);
        writer.Write(DepthSum);
        writer.Write(LeapfrogSteps);
        writer.Write(WarmUpSteps);
        writer.Write(StepSize);
    }

    public void Restore(BinaryReader reader)
    {
        Transitions = reader.ReadInt32();
        int draws = reader.ReadInt32();
        for (int i = 0; i < draws * parameters; i++) _values.Add(reader.ReadDouble());
        for (int i = 0; i < draws; i++) _logPosteriors.Add(reader.ReadDouble());
        for (int i = 0; i < draws; i++) _energies.Add(reader.ReadDouble());
        AcceptanceSum = reader.ReadDouble();
        Divergences = reader.ReadInt64();
        CutTrajectories = reader.ReadInt64();
        DepthSum = reader.ReadInt64();
        LeapfrogSteps = reader.ReadInt64();
        WarmUpSteps = reader.ReadInt64();
        StepSize = reader.ReadDouble();
    }
}
