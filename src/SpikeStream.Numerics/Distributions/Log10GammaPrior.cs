using SpikeStream.Numerics.Random;

namespace SpikeStream.Numerics.Distributions;

/// <summary>The distribution of z = log10 x where x is Gamma distributed: ln p(z) = ln Gamma-pdf(10^z) + ln(10^z ln 10).</summary>
public sealed record Log10GammaPrior : IPrior
{
    private static readonly double Ln10 = Math.Log(10);
    private readonly LogGammaPrior _natural;

    /// <summary>A prior over the decimal logarithm of a gamma variable.</summary>
    /// <param name="shape">Shape of the gamma distribution of x, above 0.</param>
    /// <param name="scale">Scale of the gamma distribution of x, above 0, in the unit of x.</param>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is not positive and finite.</exception>
    public Log10GammaPrior(double shape, double scale) => _natural = new LogGammaPrior(shape, scale);

    /// <summary>Shape of the gamma distribution.</summary>
    public double Shape => _natural.Shape;

    /// <summary>Scale of the gamma distribution.</summary>
    public double Scale => _natural.Scale;

    /// <inheritdoc/>
    public string Description => _natural.Description;

    /// <inheritdoc/>
    public double LogDensity(double coordinate) => _natural.LogDensity(coordinate * Ln10) + Math.Log(Ln10);

    /// <inheritdoc/>
    public double LogDensityDerivative(double coordinate) => _natural.LogDensityDerivative(coordinate * Ln10) * Ln10;

    /// <inheritdoc/>
    public double Sample(RandomStream random) => _natural.Sample(random) / Ln10;
}
