using SpikeStream.Numerics.Samplers;

namespace SpikeStream.Models.Fitting;

/// <summary>A density of fitting coordinates as one of sampling coordinates, its Jacobian included.</summary>
/// <param name="inner">The density of fitting coordinates.</param>
/// <param name="coordinates">The map.</param>
public sealed class SamplingLogDensity(ILogDensity inner, SamplingCoordinates coordinates) : ILogDensity
{
    private readonly double[] _fitting = new double[coordinates.Count];

    /// <inheritdoc/>
    public int Dimension => coordinates.Count;

    /// <inheritdoc/>
    public double Evaluate(ReadOnlySpan<double> position, Span<double> gradient, CancellationToken cancellationToken = default)
    {
        double jacobian = coordinates.ToFitting(position, _fitting);
        foreach (double value in _fitting)
        {
            // A trajectory that runs away is a divergence, not a fault of the model.
            if (!double.IsFinite(value)) return double.NegativeInfinity;
        }

        double density = inner.Evaluate(_fitting, gradient, cancellationToken);
        coordinates.ChainToSampling(position, gradient);
        return density + jacobian;
    }
}
