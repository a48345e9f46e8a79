using System.Globalization;
using SpikeStream.Numerics.Random;

namespace SpikeStream.Numerics.Distributions;

/// <summary>The distribution of z = ln x where x is Gamma distributed: ln p(z) = ln Gamma-pdf(e^z) + z.</summary>
public sealed record LogGammaPrior : IPrior
{
    private readonly double _logNormaliser;

    /// <summary>A prior over the natural logarithm of a gamma variable.</summary>
    /// <param name="shape">Shape of the gamma distribution of x, above 0.</param>
    /// <param name="scale">Scale of the gamma distribution of x, above 0, in the unit of x.</param>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is not positive and finite.</exception>
    public LogGammaPrior(double shape, double scale)
    {
        if (!(shape > 0 && double.IsFinite(shape))) throw new ArgumentOutOfRangeException(nameof(shape), shape, "expected a positive shape");
        if (!(scale > 0 && double.IsFinite(scale))) throw new ArgumentOutOfRangeException(nameof(scale), scale, "expected a positive scale");
        Shape = shape;
        Scale = scale;
        _logNormaliser = -MathNet.Numerics.SpecialFunctions.GammaLn(shape) - shape * Math.Log(scale);
    }

    /// <summary>Shape of the gamma distribution.</summary>
    public double Shape { get; }

    /// <summary>Scale of the gamma distribution.</summary>
    public double Scale { get; }

    /// <inheritdoc/>
    public string Description => string.Create(CultureInfo.InvariantCulture, $"Gamma({Shape:G6}, {Scale:G6})");

    /// <inheritdoc/>
    public double LogDensity(double coordinate) => _logNormaliser + Shape * coordinate - Math.Exp(coordinate) / Scale;

    /// <inheritdoc/>
    public double LogDensityDerivative(double coordinate) => Shape - Math.Exp(coordinate) / Scale;

    /// <inheritdoc/>
    public double Sample(RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(random);
        return Math.Log(random.NextGamma(Shape, Scale));
    }
}
