namespace SpikeStream.Models.Mixtures;

/// <summary>Linear Fisher information estimated from trials of two neighbouring stimuli (Kanitscheider, Coen-Cagli, Kohn and Pouget 2015), in 1/(stimulus unit)².</summary>
/// <param name="Naive">d' S^-1 d / D², biased upward; NaN where the pooled covariance is singular.</param>
/// <param name="BiasCorrected">Corrected for the number of trials; may be negative, and is NaN with too few trials: T1 + T2 - 2 must be above dN + 1.</param>
/// <param name="Variance">Variance of the corrected estimate by Gaussian theory; NaN with too few trials.</param>
public readonly record struct EmpiricalFisherInformation(double Naive, double BiasCorrected, double Variance)
{
    /// <summary>Estimates.</summary>
    /// <param name="from">Counts at the first stimulus, [trial, neuron].</param>
    /// <param name="to">Counts at the second.</param>
    /// <param name="neurons">dN.</param>
    /// <param name="distance">Distance of the stimuli.</param>
    /// <returns>The estimates.</returns>
    public static EmpiricalFisherInformation Of(ReadOnlySpan<double> from, ReadOnlySpan<double> to, int neurons, double distance)
    {
        int first = from.Length / neurons, second = to.Length / neurons, freedom = first + second - 2;
        if (first == 0 || second == 0 || freedom < 1) return new(double.NaN, double.NaN, double.NaN);
        double[] covariance = new double[neurons * neurons];
        double[] difference = Scatter(to, neurons, covariance), other = Scatter(from, neurons, covariance);
        for (int i = 0; i < neurons; i++) difference[i] -= other[i];
        for (int place = 0; place < covariance.Length; place++) covariance[place] /= freedom;
        double form = CovarianceSolver.QuadraticForm(covariance, difference), square = distance * distance;
        double k = 1.0 / first + 1.0 / second, naive = form / square;
        if (freedom <= neurons + 1) return new(naive, double.NaN, double.NaN);
        double corrected = (form * (freedom - neurons - 1) / freedom - neurons * k) / square;
        double q = Math.Max(0, square * corrected), a = q + neurons * k, m = freedom - neurons + 1;
        double variance = m > 4 ? ((m - 2) / (m - 4) * (a * a + 2 * neurons * k * k + 4 * q * k) - a * a) / (square * square) : double.NaN;
        return new(naive, corrected, variance);
    }

    /// <summary>Adds the products of deviations from the mean; returns the mean.</summary>
    private static double[] Scatter(ReadOnlySpan<double> counts, int neurons, double[] covariance)
    {
        int trials = counts.Length / neurons;
        double[] mean = new double[neurons];
        for (int place = 0; place < counts.Length; place++) mean[place % neurons] += counts[place] / trials;
        for (int t = 0; t < trials; t++)
        {
            for (int i = 0; i < neurons; i++)
            {
                double deviation = counts[t * neurons + i] - mean[i];
                for (int j = 0; j < neurons; j++) covariance[i * neurons + j] += deviation * (counts[t * neurons + j] - mean[j]);
            }
        }

        return mean;
    }
}
