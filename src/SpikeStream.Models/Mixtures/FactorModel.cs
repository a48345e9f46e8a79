namespace SpikeStream.Models.Mixtures;

/// <summary>
/// Counts as Gaussian numbers: a mean for each stimulus, loadings on factors that all stimuli share, and independent noise. Covariance L L' + diag(psi). Immutable.
/// </summary>
/// <remarks>
/// The density at a count stands for its probability: counts are one apart. Noise variances of at least <see cref="LeastNoise"/>, where the peak of the density is 1, keep it from being more than one.
/// </remarks>
public sealed class FactorModel
{
    /// <summary>Least variance of the noise: 1 / (2 pi).</summary>
    public const double LeastNoise = 1 / (2 * Math.PI);

    private readonly double[] _means;
    private readonly double[] _scaled;
    private readonly double[] _offsets;
    private readonly CholeskyFactor _inner;

    /// <summary>Takes parameters; the arrays must not be changed afterwards.</summary>
    /// <param name="stimuli">The stimuli.</param>
    /// <param name="means">Mean counts, [stimulus, neuron]; not read where the prior is 0.</param>
    /// <param name="loadings">L, [neuron, factor]; empty without factors.</param>
    /// <param name="noise">psi, [neuron], above 0.</param>
    /// <param name="prior">Prior probability of each stimulus; 0 for those that have no mean.</param>
    /// <exception cref="ArgumentException">Sizes do not match.</exception>
    public FactorModel(StimulusSet stimuli, double[] means, double[] loadings, double[] noise, double[] prior)
    {
        ArgumentNullException.ThrowIfNull(stimuli);
        ArgumentNullException.ThrowIfNull(means);
        ArgumentNullException.ThrowIfNull(loadings);
        ArgumentNullException.ThrowIfNull(noise);
        ArgumentNullException.ThrowIfNull(prior);
        if (means.Length != stimuli.Count * noise.Length || loadings.Length % noise.Length != 0 || prior.Length != stimuli.Count)
            throw new ArgumentException($"Found {means.Length} means, {loadings.Length} loadings and {prior.Length} prior probabilities, expected those of {stimuli.Count} stimuli and {noise.Length} neurons.", nameof(means));
        int factors = loadings.Length / noise.Length;
        (Stimuli, Loadings, Noise, _means, FactorCount) = (stimuli, loadings, noise, means, factors);
        _scaled = [.. loadings.Select((loading, place) => loading / noise[place / factors])];
        _inner = new(Inner(loadings, _scaled, factors), factors);
        double constant = -0.5 * (noise.Sum(variance => Math.Log(2 * Math.PI * variance)) + _inner.LogDeterminant);
        (LogNormaliser, _offsets) = (constant, [.. prior.Select(probability => Math.Log(probability))]);
    }

    /// <summary>The stimuli.</summary>
    public StimulusSet Stimuli { get; }

    /// <summary>L, [neuron, factor].</summary>
    public IReadOnlyList<double> Loadings { get; }

    /// <summary>psi, [neuron].</summary>
    public IReadOnlyList<double> Noise { get; }

    /// <summary>Number of factors; 0 for independent neurons.</summary>
    public int FactorCount { get; }

    /// <summary>Log-density at the mean.</summary>
    public double LogNormaliser { get; }

    /// <summary>Covariance of the counts of any one stimulus.</summary>
    /// <returns>[neuron, neuron].</returns>
    public double[] Covariance()
    {
        int neurons = Noise.Count;
        double[] covariance = new double[neurons * neurons];
        for (int i = 0; i < neurons; i++)
        {
            for (int j = 0; j < neurons; j++)
            {
                double sum = i == j ? Noise[i] : 0;
                for (int k = 0; k < FactorCount; k++) sum += Loadings[i * FactorCount + k] * Loadings[j * FactorCount + k];
                covariance[i * neurons + j] = sum;
            }
        }

        return covariance;
    }

    /// <summary>Log-density of the counts of a trial.</summary>
    /// <param name="counts">One per neuron.</param>
    /// <param name="stimulus">Place of the stimulus.</param>
    /// <returns>In nats.</returns>
    public double LogDensity(ReadOnlySpan<double> counts, int stimulus)
    {
        ReadOnlySpan<double> mean = _means.AsSpan(stimulus * counts.Length, counts.Length);
        double[] projected = new double[FactorCount];
        double square = 0;
        for (int i = 0; i < counts.Length; i++)
        {
            double difference = counts[i] - mean[i];
            square += difference * difference / Noise[i];
            for (int k = 0; k < projected.Length; k++) projected[k] += _scaled[i * projected.Length + k] * difference;
        }

        _inner.DivideLower(projected);
        foreach (double value in projected) square -= value * value;
        return LogNormaliser - 0.5 * square;
    }

    /// <summary>Mean log-density of trials, and mean log-posterior of their true stimuli, in nats.</summary>
    /// <param name="trials">The trials, with the same set of stimuli.</param>
    /// <returns>Both; NaN without trials.</returns>
    /// <exception cref="MixtureDataException">A stimulus has no mean.</exception>
    public (double LogLikelihood, double LogPosterior) Score(MixtureTrials trials)
    {
        ArgumentNullException.ThrowIfNull(trials);
        double[] logs = new double[Stimuli.Count];
        double likelihood = 0, posterior = 0;
        for (int t = 0; t < trials.Count; t++)
        {
            int x = trials.Conditions[t];
            if (double.IsNegativeInfinity(_offsets[x]))
                throw new MixtureDataException($"stimulus \"{Stimuli.Labels[x]}\": found no trial to learn its mean counts from, expected at least 2 trials of each stimulus for factor analysis", Stimuli.Labels[x]);
            double largest = double.NegativeInfinity, sum = 0;
            for (int other = 0; other < logs.Length; other++)
            {
                logs[other] = double.IsNegativeInfinity(_offsets[other]) ? double.NegativeInfinity : _offsets[other] + LogDensity(trials.CountsOf(t), other);
                largest = Math.Max(largest, logs[other]);
            }

            foreach (double log in logs) sum += Math.Exp(log - largest);
            likelihood += logs[x] - _offsets[x];
            posterior += logs[x] - largest - Math.Log(sum);
        }

        return (likelihood / trials.Count, posterior / trials.Count);
    }

    /// <summary>I + L' psi^-1 L.</summary>
    internal static double[] Inner(ReadOnlySpan<double> loadings, ReadOnlySpan<double> scaled, int factors)
    {
        double[] inner = new double[factors * factors];
        for (int k = 0; k < factors; k++)
        {
            for (int l = 0; l < factors; l++)
            {
                double sum = k == l ? 1 : 0;
                for (int i = 0; i < loadings.Length; i += factors) sum += loadings[i + k] * scaled[i + l];
                inner[k * factors + l] = sum;
            }
        }

        return inner;
    }
}
