using MathNet.Numerics;

namespace SpikeStream.Models.GoodnessOfFit;

/// <summary>The randomised probability integral transform of binomial counts: uniform numbers, and independent ones, where the model is right.</summary>
/// <remarks>Smith (1985), Diagnostic checks of non-standard time series models; Czado, Gneiting and Held (2009), Predictive model assessment for count data.</remarks>
public static class BinomialTransform
{
    // Terms below this part of their sum do not change it.
    private const double Negligible = 1e-17;

    /// <summary>u = F(n - 1) + v (F(n) - F(n - 1)) with the distribution function F of Binomial(N, expected/N).</summary>
    /// <param name="count">The count n, 0 to N.</param>
    /// <param name="neurons">N, at least 1.</param>
    /// <param name="expected">Expected count given the past; expected/N is clipped to [1e-8, 1 - 1e-8] as in the likelihood.</param>
    /// <param name="uniform">v, a uniform number in [0, 1), independent of everything.</param>
    /// <returns>A number in [0, 1].</returns>
    /// <exception cref="ArgumentOutOfRangeException">The count is not 0 to N, or the expected count is no number.</exception>
    public static double Of(int count, int neurons, double expected, double uniform)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(neurons, 1);
        if (count < 0 || count > neurons) throw new ArgumentOutOfRangeException(nameof(count), count, $"expected 0 to {neurons}");
        if (double.IsNaN(expected)) throw new ArgumentOutOfRangeException(nameof(expected), expected, "expected a number");
        double p = Math.Clamp(expected / neurons, 1e-8, 1 - 1e-8), odds = p / (1 - p);
        double mass = Math.Exp(
            SpecialFunctions.GammaLn(neurons + 1.0) - SpecialFunctions.GammaLn(count + 1.0) - SpecialFunctions.GammaLn(neurons - count + 1.0)
            + count * Math.Log(p) + (neurons - count) * double.LogP1(-p));
        // The tail on the side of the count that falls off: few terms, and no loss of digits.
        double tail = 0, term = mass;
        if (count <= neurons * p)
        {
            for (int k = count; k > 0 && term > Negligible * tail; k--) tail += term *= k / ((neurons - k + 1) * odds);
            return Math.Min(1, tail + uniform * mass);
        }

        for (int k = count; k < neurons && term > Negligible * tail; k++) tail += term *= (neurons - k) * odds / (k + 1);
        return Math.Max(0, 1 - tail - (1 - uniform) * mass);
    }
}
