using System.Collections.Concurrent;
using SpikeStream.Numerics.Samplers;

namespace SpikeStream.Pipelines.Stages.Sampling;

/// <summary>Lends evaluators of one density, each to one thread at a time: there are never more of them than threads that evaluate.</summary>
/// <param name="dimension">Number of coordinates.</param>
/// <param name="create">Makes an evaluator.</param>
internal sealed class DensityPool(int dimension, Func<ILogDensity> create) : ILogDensity
{
    private readonly ConcurrentBag<ILogDensity> _idle = [];

    public int Dimension => dimension;

    public double Evaluate(ReadOnlySpan<double> position, Span<double> gradient, CancellationToken cancellationToken = default)
    {
        ILogDensity evaluator = _idle.TryTake(out ILogDensity? idle) ? idle : create();
        double value = evaluator.Evaluate(position, gradient, cancellationToken);
        _idle.Add(evaluator);
        return value;
    }
}
