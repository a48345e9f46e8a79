using System.Diagnostics;
using SpikeStream.Models.Mixtures;
using SpikeStream.Pipelines.Execution;

namespace SpikeStream.Pipelines.Stages.Mixtures;

/// <summary>One number of components and one fold: trained an epoch at a time, then scored.</summary>
/// <param name="components">Number of components.</param>
/// <param name="fold">The fold that is held out.</param>
/// <param name="control">What is trained.</param>
internal sealed class CrossValidationTask(int components, int fold, MixtureControl control = MixtureControl.None) : IWorkItem
{
    private MixtureFit? _fit;
    private FactorAnalysis? _factors;
    private byte[] _saved = [];
    private double _seconds;

    /// <summary>Number of components.</summary>
    public int Components => components;

    /// <summary>The scores; null while it is not done.</summary>
    public FoldScore? Score { get; private set; }

    /// <summary>Whose task it is; set before it works.</summary>
    public CrossValidation? Validation { get; set; }

    public bool IsDone => Score is not null;

    public void Advance(WorkSignal signal)
    {
        ArgumentNullException.ThrowIfNull(signal);
        long start = Stopwatch.GetTimestamp();
        FoldScore? score = control == MixtureControl.FactorAnalysis ? AdvanceFactors() : AdvanceMixture(signal.CancellationToken);
        _seconds += Stopwatch.GetElapsedTime(start).TotalSeconds;
        if (score is null) return;
        Score = score with { Seconds = _seconds };
        (_fit, _factors) = (null, null);
    }

    public void Save(BinaryWriter writer)
    {
        writer.Write(_seconds);
        writer.Write(IsDone);
        if (Score is { } score)
        {
            writer.Write(score.LogLikelihood);
            writer.Write(score.LogPosterior);
            writer.Write(score.Trace.Count);
            foreach (MixtureEpoch epoch in score.Trace)
            {
                writer.Write(epoch.Epoch);
                writer.Write(epoch.LogLikelihood);
                writer.Write((int)epoch.Phase);
                writer.Write(epoch.HeldOut);
            }

            return;
        }

        byte[] state = _saved;
        if (_fit is not null || _factors is not null)
        {
            using MemoryStream memory = new();
            using BinaryWriter inner = new(memory);
            _fit?.Save(inner);
            _factors?.Save(inner);
            state = memory.ToArray();
        }

        writer.Write(state.Length);
        writer.Write(state);
    }

    public void Restore(BinaryReader reader)
    {
        _seconds = reader.ReadDouble();
        if (!reader.ReadBoolean())
        {
            _saved = reader.ReadBytes(reader.ReadInt32());
            return;
        }

        (double logLikelihood, double logPosterior) = (reader.ReadDouble(), reader.ReadDouble());
        MixtureEpoch[] trace = new MixtureEpoch[reader.ReadInt32()];
        for (int i = 0; i < trace.Length; i++) trace[i] = new(reader.ReadInt32(), reader.ReadDouble(), (MixtureModelKind)reader.ReadInt32(), reader.ReadDouble());
        Score = new(components, fold, logLikelihood, logPosterior, _seconds, trace);
    }

    private FoldScore? AdvanceMixture(CancellationToken cancellationToken)
    {
        if (_fit is null)
        {
            MixtureFit fit = Validation!.Begin(components, fold);
            if (_saved.Length > 0) fit.Restore(new BinaryReader(new MemoryStream(_saved)));
            (_fit, _saved) = (fit, []);
        }

        return _fit.Advance(cancellationToken) ? null : Validation!.End(_fit, components, fold, cancellationToken);
    }

    private FoldScore? AdvanceFactors()
    {
        if (_factors is null)
        {
            FactorAnalysis factors = Validation!.BeginFactors(components, fold);
            if (_saved.Length > 0) factors.Restore(new BinaryReader(new MemoryStream(_saved)));
            (_factors, _saved) = (factors, []);
        }

        return _factors.Advance() ? null : Validation!.EndFactors(_factors, components, fold);
    }
}
