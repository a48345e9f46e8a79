using SpikeStream.Numerics.Random;

namespace SpikeStream.Numerics.Distributions;

/// <summary>A prior over one fitting coordinate z, normalised in z (the Jacobian of the transform is included).</summary>
public interface IPrior
{
    /// <summary>Log density at z, in nats; negative infinity outside the support.</summary>
    /// <param name="coordinate">The fitting coordinate z.</param>
    /// <returns>ln p(z).</returns>
    double LogDensity(double coordinate);

    /// <summary>Derivative of the log density at z.</summary>
    /// <param name="coordinate">The fitting coordinate z.</param>
    /// <returns>d ln p(z) / dz.</returns>
    double LogDensityDerivative(double coordinate);

    /// <summary>A draw of z.</summary>
    /// <param name="random">The stream of random numbers.</param>
    /// <returns>The fitting coordinate.</returns>
    double Sample(RandomStream random);

    /// <summary>Short text for tables, such as <c>Normal(0, 4)</c>.</summary>
    string Description { get; }
}
