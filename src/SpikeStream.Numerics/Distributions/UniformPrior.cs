using System.Globalization;
using SpikeStream.Numerics.Random;

namespace SpikeStream.Numerics.Distributions;

/// <summary>A uniform distribution of the fitting coordinate; outside it a fit is impossible.</summary>
public sealed record UniformPrior : IPrior
{
    /// <summary>A uniform prior.</summary>
    /// <param name="lower">Lower limit of the coordinate.</param>
    /// <param name="upper">Upper limit of the coordinate, above <paramref name="lower"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The limits are not finite or not in order.</exception>
    public UniformPrior(double lower, double upper)
    {
        if (!double.IsFinite(lower)) throw new ArgumentOutOfRangeException(nameof(lower), lower, "expected a finite limit");
        if (!(upper > lower && double.IsFinite(upper)))
            throw new ArgumentOutOfRangeException(nameof(upper), upper, "expected a finite limit above the lower one");
        Lower = lower;
        Upper = upper;
    }

    /// <summary>Lower limit, included.</summary>
    public double Lower { get; }

    /// <summary>Upper limit, included.</summary>
    public double Upper { get; }

    /// <inheritdoc/>
    public string Description => string.Create(CultureInfo.InvariantCulture, $"Uniform({Lower:G6}, {Upper:G6})");

    /// <inheritdoc/>
    public double LogDensity(double coordinate) => coordinate >= Lower && coordinate <= Upper ? -Math.Log(Upper - Lower) : double.NegativeInfinity;

    /// <inheritdoc/>
    public double LogDensityDerivative(double coordinate) => 0;

    /// <inheritdoc/>
    public double Sample(RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(random);
        return Lower + (Upper - Lower) * random.NextDouble();
    }
}
