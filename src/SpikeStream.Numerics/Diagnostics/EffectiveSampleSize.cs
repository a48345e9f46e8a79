using System.Numerics;
using MathNet.Numerics.IntegralTransforms;

namespace SpikeStream.Numerics.Diagnostics;

/// <summary>Effective sample size of several chains from their autocovariances.</summary>
/// <remarks>
/// Combined autocorrelations as in Vehtari et al. (2021), equation 10, summed while pairs are positive and do not grow (Geyer 1992, initial
/// monotone sequence). Autocovariances are divided by the number of draws, as the packages posterior and ArviZ do. At most n log10 n of n draws, which antithetic chains may exceed.
/// </remarks>
internal static class EffectiveSampleSize
{
    /// <summary>The effective sample size of the chains as they are, not split.</summary>
    public static double Of(IReadOnlyList<double[]> chains)
    {
        int draws = chains[0].Length;
        double[] means = [.. chains.Select(chain => chain.Average())];
        double[] covariance = new double[draws];
        for (int c = 0; c < chains.Count; c++) AddAutocovariance(chains[c], means[c], 1.0 / chains.Count, covariance);
        double within = covariance[0] * draws / (draws - 1.0);
        double total = covariance[0];
        if (chains.Count > 1)
        {
            double mean = means.Average();
            total += means.Sum(m => (m - mean) * (m - mean)) / (means.Length - 1);
        }

        // Indicators of a quantile may be constant where chains are short.
        if (!(total > 0)) return double.NaN;
        double Correlation(int lag) => 1 - (within - covariance[lag]) / total;
        double sum = 0, smallest = double.PositiveInfinity;
        int pair = 0;
        for (; 2 * pair + 1 < draws; pair++)
        {
            double both = (pair == 0 ? 1 : Correlation(2 * pair)) + Correlation(2 * pair + 1);
            if (!(both > 0)) break;
            smallest = Math.Min(smallest, both);
            sum += smallest;
        }

        // The positive first half of the pair that ended the sum makes the estimate better where correlations are negative.
        double rest = 2 * pair < draws && pair > 0 ? Math.Max(0, Correlation(2 * pair)) : 0;
        double size = (double)chains.Count * draws;
        double time = Math.Max(-1 + 2 * sum + rest, 1 / Math.Log10(size));
        return size / time;
    }

    private static void AddAutocovariance(double[] chain, double mean, double weight, double[] covariance)
    {
        int length = (int)BitOperations.RoundUpToPowerOf2((uint)(2 * chain.Length));
        var spectrum = new Complex[length];
        for (int i = 0; i < chain.Length; i++) spectrum[i] = chain[i] - mean;
        Fourier.Forward(spectrum, FourierOptions.NoScaling);
        for (int i = 0; i < length; i++) spectrum[i] = spectrum[i].Real * spectrum[i].Real + spectrum[i].Imaginary * spectrum[i].Imaginary;
        Fourier.Inverse(spectrum, FourierOptions.NoScaling);
        for (int lag = 0; lag < chain.Length; lag++) covariance[lag] += weight * spectrum[lag].Real / length / chain.Length;
    }
}
