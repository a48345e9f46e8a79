using SpikeStream.Numerics.Samplers;

namespace SpikeStream.Models.Fitting;

/// <summary>The posterior of a whole recording as samplers and the observed information see it.</summary>
/// <param name="posterior">The posterior; this object is its only user.</param>
public sealed class RecordingLogDensity(RecordingPosterior posterior) : ILogDensity
{
    /// <inheritdoc/>
    public int Dimension => posterior.Model.Parameters.Count;

    /// <inheritdoc/>
    public double Evaluate(ReadOnlySpan<double> position, Span<double> gradient, CancellationToken cancellationToken = default) =>
        posterior.LogPosteriorAndGradient(position, gradient, cancellationToken);
}
