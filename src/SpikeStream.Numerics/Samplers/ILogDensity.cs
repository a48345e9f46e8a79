namespace SpikeStream.Numerics.Samplers;

/// <summary>
/// An unnormalised log density over real coordinates, with its gradient: all that a sampler knows of a model.
/// </summary>
/// <remarks>One object serves one thread at a time; it may keep working memory between calls, but its answers depend on the position alone.</remarks>
public interface ILogDensity
{
    /// <summary>Number of coordinates, 1 or more.</summary>
    int Dimension { get; }

    /// <summary>Evaluates the density at a position.</summary>
    /// <param name="position">Coordinates, <see cref="Dimension"/> of them.</param>
    /// <param name="gradient">Receives the derivative of the log density by each coordinate; anything where the log density is not finite.</param>
    /// <param name="cancellationToken">Gives the evaluation up.</param>
    /// <returns>The log density in nats up to a constant; negative infinity or not-a-number where there is none.</returns>
    double Evaluate(ReadOnlySpan<double> position, Span<double> gradient, CancellationToken cancellationToken = default);
}
