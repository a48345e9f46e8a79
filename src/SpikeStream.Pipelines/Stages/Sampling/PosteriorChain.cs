using System.Text;
using SpikeStream.Numerics.Samplers;

namespace SpikeStream.Pipelines.Stages.Sampling;

/// <summary>
/// One chain over a posterior. It can be saved from another thread at any time: what is saved is the chain after its last whole transition.
/// </summary>
internal sealed class PosteriorChain : ISteppedWork
{
    private readonly Lock _gate = new();
    private readonly HamiltonianSampler _sampler;
    private readonly SampledPosterior _posterior;
    private readonly double[] _natural;
    private readonly int _length;
    private readonly ChainRecord _record;
    private byte[] _snapshot;

    /// <summary>Binds a chain to its sampler.</summary>
    /// <param name="sampler">The sampler, which this chain alone uses.</param>
    /// <param name="posterior">What it samples.</param>
    /// <param name="parameters">Number of free parameters.</param>
    /// <param name="length">Number of transitions, warm-up included.</param>
    public PosteriorChain(HamiltonianSampler sampler, SampledPosterior posterior, int parameters, int length)
    {
        _sampler = sampler;
        _posterior = posterior;
        _natural = new double[parameters];
        _length = length;
        _record = new(parameters);
        _snapshot = Snapshot();
    }

    /// <summary>Number of transitions done.</summary>
    public int Steps
    {
        get
        {
            lock (_gate) return _record.Transitions;
        }
    }

    /// <summary>Whether all transitions are done.</summary>
    public bool IsDone => Steps >= _length;

    /// <summary>One transition.</summary>
    public void Advance(CancellationToken cancellationToken)
    {
        SamplerTransition transition = _sampler.Step(cancellationToken);
        double jacobian = _posterior.ToNatural(_sampler.Position, _natural);
        byte[] snapshot = Snapshot();
        lock (_gate)
        {
            _snapshot = snapshot;
            _record.Add(transition with { LogDensity = transition.LogDensity - jacobian }, _natural);
        }
    }

    /// <summary>Looks at what the chain has given, while nothing is added.</summary>
    public T Read<T>(Func<ChainRecord, T> look)
    {
        lock (_gate) return look(_record);
    }

    public void Save(BinaryWriter writer)
    {
        lock (_gate)
        {
            writer.Write(_snapshot.Length);
            writer.Write(_snapshot);
            _record.Save(writer);
        }
    }

    public void Restore(BinaryReader reader)
    {
        lock (_gate)
        {
            _snapshot = reader.ReadBytes(reader.ReadInt32());
            using BinaryReader state = new(new MemoryStream(_snapshot));
            _sampler.Restore(state);
            _record.Restore(reader);
        }
    }

    private byte[] Snapshot()
    {
        using MemoryStream memory = new();
        using (BinaryWriter writer = new(memory, Encoding.UTF8, leaveOpen: true)) _sampler.Save(writer);
        return memory.ToArray();
    }
}
