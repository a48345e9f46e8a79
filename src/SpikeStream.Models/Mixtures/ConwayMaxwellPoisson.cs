using System.Globalization;
using SpikeStream.Numerics.Random;

namespace SpikeStream.Models.Mixtures;

/// <summary>
/// The Conway-Maxwell-Poisson distribution p(n) = exp(t n + s log n! - A(t, s)), n = 0, 1, 2, ...: counts whose spread is free. s = -1 is Poisson, above it counts are
/// over-dispersed, below it under-dispersed; s = 0 is geometric and needs t below 0.
/// </summary>
/// <remarks>
/// Mode and precision: t = nu log mu, s = -nu; the mode is floor(mu), and for large mu the mean is about mu + 1/(2 nu) - 1/2 and the variance mu/nu (Shmueli et al. 2005; Sokoloski, Aschner
/// and Coen-Cagli 2021). Sums go outward from the mode until what is left is below 1e-17 of the whole; modes above 10^6 and sums of more than 10^7 terms are refused.
/// </remarks>
/// <param name="Location">t, the natural parameter of n.</param>
/// <param name="Shape">s, the natural parameter of log n!; at most 0.</param>
public readonly record struct ConwayMaxwellPoisson(double Location, double Shape)
{
    /// <summary>Largest mode that is summed.</summary>
    public const double LargestMode = 1e6;

    /// <summary>Largest number of terms that is summed.</summary>
    public const int MostTerms = 10_000_000;

    /// <summary>nu = -s, the precision.</summary>
    public double Precision => -Shape;

    /// <summary>mu = exp(t/nu); its floor is the mode. 0 in the geometric case.</summary>
    public double ModeParameter => Shape == 0 ? 0 : Math.Exp(Location / -Shape);

    /// <summary>Whether the parameters are in the domain and the mode is at most <see cref="LargestMode"/>.</summary>
    public bool IsValid => double.IsFinite(Location) && double.IsFinite(Shape) && (Shape < 0 ? Location / -Shape <= LogLargestMode : Shape == 0 && Location < 0);

    private static double LogLargestMode { get; } = Math.Log(LargestMode);

    /// <summary>The Poisson distribution of a mean.</summary>
    /// <param name="mean">Mean, above 0.</param>
    /// <returns>The distribution.</returns>
    public static ConwayMaxwellPoisson Poisson(double mean) => new(Math.Log(mean), -1);

    /// <summary>From mode parameter and precision.</summary>
    /// <param name="mode">mu, above 0.</param>
    /// <param name="precision">nu, above 0.</param>
    /// <returns>The distribution.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is not positive and finite.</exception>
    public static ConwayMaxwellPoisson FromMode(double mode, double precision)
    {
        if (!(mode > 0 && double.IsFinite(mode))) throw new ArgumentOutOfRangeException(nameof(mode), mode, "expected a positive, finite number");
        if (!(precision > 0 && double.IsFinite(precision))) throw new ArgumentOutOfRangeException(nameof(precision), precision, "expected a positive, finite number");
        return new(precision * Math.Log(mode), -precision);
    }

    /// <summary>From mean and precision, by Newton's method on log mu within a bracket.</summary>
    /// <param name="mean">Mean count, above 0.</param>
    /// <param name="precision">nu, above 0.</param>
    /// <returns>The distribution with that mean, to a relative 1e-12.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A parameter is not positive and finite, or the mode would be beyond the limit.</exception>
    public static ConwayMaxwellPoisson FromMean(double mean, double precision)
    {
        if (!(mean > 0 && mean < LargestMode)) throw new ArgumentOutOfRangeException(nameof(mean), mean, "expected a number above 0 and below 1e6");
        if (!(precision > 0 && double.IsFinite(precision))) throw new ArgumentOutOfRangeException(nameof(precision), precision, "expected a positive, finite number");
        return CountMeanInversion.Solve(mean, precision);
    }

    /// <summary>All moments.</summary>
    /// <returns>Log-partition function, means, variances and covariance; relative error of about 1e-14.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The parameters are outside the domain, the mode is beyond 10^6 or the sum beyond 10^7 terms.</exception>
    public CountMoments Moments()
    {
        ThrowIfInvalid();
        return CountExpansion.Holds(this) ? CountExpansion.Moments(this) : CountSum.Moments(this);
    }

    /// <summary>Logarithm of the probability of a count.</summary>
    /// <param name="count">The count.</param>
    /// <returns>Its log probability; minus infinity below 0.</returns>
    /// <exception cref="ArgumentOutOfRangeException">As <see cref="Moments"/>.</exception>
    public double LogProbability(long count) => count < 0 ? double.NegativeInfinity : Location * count + Shape * LogFactorial.Of(count) - Moments().LogPartition;

    /// <summary>One draw by inversion of the distribution function: one uniform number, no rejection. For many draws keep a <see cref="CountDistribution"/>.</summary>
    /// <param name="random">The stream; one word is taken.</param>
    /// <returns>A count.</returns>
    /// <exception cref="ArgumentOutOfRangeException">As <see cref="Moments"/>.</exception>
    public int Sample(RandomStream random) => new CountDistribution(this).Sample(random);

    /// <summary>Refuses parameters that cannot be summed.</summary>
    internal void ThrowIfInvalid()
    {
        if (IsValid) return;
        string found = string.Create(CultureInfo.InvariantCulture, $"location {Location:R}, shape {Shape:R}");
        throw Shape < 0 && double.IsFinite(Location) && double.IsFinite(Shape)
            ? new ArgumentOutOfRangeException(nameof(Location), found, "the mode is beyond 1e6, which is not summed; expected counts of at most 1e6")
            : new ArgumentOutOfRangeException(nameof(Location), found, "expected a finite location and a negative shape, or a negative location and shape 0");
    }
}
