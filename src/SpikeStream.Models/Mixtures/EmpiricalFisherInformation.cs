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
        int first = from.Length / neurons, second = to.Length / neurons;
        double[] difference = new double[neurons], other = new double[neurons], covariance = new double[neurons * neurons];
        AddMeans(to, second, difference);
        AddProducts(to, difference, covariance);
        AddMeans(from, first, other);
        AddProducts(from, other, covariance);
        return Of(difference, other, covariance, first, second, distance);
    }

    /// <summary>Estimates from trials that are read several times and not kept.</summary>
    /// <param name="trials">The trials.</param>
    /// <param name="pair">The two stimuli.</param>
    /// <returns>The estimates.</returns>
    public static EmpiricalFisherInformation Of(ITrialSource trials, StimulusNeighbours pair)
    {
        ArgumentNullException.ThrowIfNull(trials);
        ArgumentNullException.ThrowIfNull(pair);
        double[] difference = new double[trials.NeuronCount], other = new double[trials.NeuronCount], covariance = new double[trials.NeuronCount * trials.NeuronCount];
        int second = Scatter(trials, pair.To, difference, covariance), first = Scatter(trials, pair.From, other, covariance);
        return Of(difference, other, covariance, first, second, pair.Distance);
    }

    // Takes the mean at the second stimulus, which becomes the difference, and the summed products of deviations from both means.
    private static EmpiricalFisherInformation Of(double[] difference, double[] other, double[] covariance, int first, int second, double distance)
    {
        int neurons = difference.Length, freedom = first + second - 2;
        if (first == 0 || second == 0 || freedom < 1) return new(double.NaN, double.NaN, double.NaN);
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

    /// <summary>Sets the mean of the counts at a stimulus and adds the products of deviations from it; returns the number of trials.</summary>
    private static int Scatter(ITrialSource trials, int stimulus, double[] mean, double[] covariance)
    {
        int count = 0;
        trials.ReadAt(stimulus, (conditions, _) => count += conditions.Length, CancellationToken.None);
        trials.ReadAt(stimulus, (_, counts) => AddMeans(counts, count, mean), CancellationToken.None);
        trials.ReadAt(stimulus, (_, counts) => AddProducts(counts, mean, covariance), CancellationToken.None);
        return count;
    }

    private static void AddMeans(ReadOnlySpan<double> counts, int trials, double[] mean)
    {
        for (int place = 0; place < counts.Length; place++) mean[place % mean.Length] += counts[place] / trials;
    }

    private static void AddProducts(ReadOnlySpan<double> counts, double[] mean, double[] covariance)
    {
        int neurons = mean.Length;
        for (; counts.Length > 0; counts = counts[neurons..])
        {
            for (int i = 0; i < neurons; i++)
            {
                double deviation = counts[i] - mean[i];
                for (int j = 0; j < neurons; j++) covariance[i * neurons + j] += deviation * (counts[j] - mean[j]);
            }
        }
    }
}
