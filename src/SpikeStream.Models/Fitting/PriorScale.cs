using SpikeStream.Numerics.Distributions;
using SpikeStream.Numerics.Random;

namespace SpikeStream.Models.Fitting;

/// <summary>How wide priors are, in fitting coordinates.</summary>
internal static class PriorScale
{
    private const int Samples = 10_000;

    /// <summary>The standard deviation of the coordinate; of priors of an unknown kind that of 10,000 draws.</summary>
    public static double StandardDeviation(IPrior prior) => prior switch
    {
        NormalPrior normal => normal.StandardDeviation,
        UniformPrior uniform => (uniform.Upper - uniform.Lower) / Math.Sqrt(12),
        LogGammaPrior gamma => Math.Sqrt(Trigamma(gamma.Shape)),
        Log10GammaPrior gamma => Math.Sqrt(Trigamma(gamma.Shape)) / Math.Log(10),
        _ => Sampled(prior),
    };

    /// <summary>The precision of the prior at a coordinate: minus the second derivative of its log density.</summary>
    public static double Precision(IPrior prior, double coordinate)
    {
        double step = 1e-4 * Math.Max(1, Math.Abs(coordinate));
        double precision = (prior.LogDensityDerivative(coordinate - step) - prior.LogDensityDerivative(coordinate + step)) / (2 * step);
        return double.IsFinite(precision) ? precision : 0;
    }

    /// <summary>The variance of ln x for x ~ Gamma(shape): recurrence up to 10, then the asymptotic series (Abramowitz and Stegun 6.4.12).</summary>
    private static double Trigamma(double x)
    {
        double sum = 0;
        for (; x < 10; x++) sum += 1 / (x * x);
        double square = 1 / (x * x);
        return sum + 1 / x + square / 2 + square / x * (1.0 / 6 - square * (1.0 / 30 - square * (1.0 / 42 - square / 30)));
    }

    private static double Sampled(IPrior prior)
    {
        RandomStream random = new(0, "prior-scale", "draws");
        double[] draws = new double[Samples];
        for (int i = 0; i < Samples; i++) draws[i] = prior.Sample(random);
        double mean = draws.Average();
        return Math.Sqrt(draws.Sum(draw => (draw - mean) * (draw - mean)) / (Samples - 1));
    }
}
