using System.Globalization;
using SpikeStream.Numerics.Random;

namespace SpikeStream.Numerics.Distributions;

/// <summary>A normal distribution of the fitting coordinate.</summary>
public sealed record NormalPrior : IPrior
{
    private readonly double _logNormaliser;

    /// <summary>A normal prior.</summary>
    /// <param name="mean">Mean of the coordinate, finite.</param>
    /// <param name="standardDeviation">Standard deviation (not variance), above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is out of its range.</exception>
    public NormalPrior(double mean, double standardDeviation)
    {
        if (!double.IsFinite(mean)) throw new ArgumentOutOfRangeException(nameof(mean), mean, "expected a finite mean");
        if (!(standardDeviation > 0 && double.IsFinite(standardDeviation)))
            throw new ArgumentOutOfRangeException(nameof(standardDeviation), standardDeviation, "expected a positive standard deviation");
        Mean = mean;
        StandardDeviation = standardDeviation;
        _logNormaliser = -Math.Log(standardDeviation * Math.Sqrt(2 * Math.PI));
    }

    /// <summary>Mean of the coordinate.</summary>
    public double Mean { get; }

    /// <summary>Standard deviation of the coordinate.</summary>
    public double StandardDeviation { get; }

    /// <inheritdoc/>
    public string Description => string.Create(CultureInfo.InvariantCulture, $"Normal({Mean:G6}, {StandardDeviation:G6})");

    /// <inheritdoc/>
    public double LogDensity(double coordinate)
    {
        double standardised = (coordinate - Mean) / StandardDeviation;
        return -0.5 * standardised * standardised + _logNormaliser;
    }

    /// <inheritdoc/>
    public double LogDensityDerivative(double coordinate) => (Mean - coordinate) / (StandardDeviation * StandardDeviation);

    /// <inheritdoc/>
    public double Sample(RandomStream random)
    {
        ArgumentNullException.ThrowIfNull(random);
        return Mean + StandardDeviation * random.NextNormal();
    }
}
