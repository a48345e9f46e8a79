namespace SpikeStream.Models.Mixtures;

/// <summary>Moments of the counts of the trials of one stimulus, to be compared with <see cref="MixtureResponse"/>.</summary>
public sealed class EmpiricalResponse
{
    private EmpiricalResponse(int trials, double[] mean, double[] covariance) => (TrialCount, Mean, Covariance) = (trials, mean, covariance);

    /// <summary>Number of trials.</summary>
    public int TrialCount { get; }

    /// <summary>Mean counts, [neuron]; NaN without trials.</summary>
    public double[] Mean { get; }

    /// <summary>Covariance with n - 1, [neuron, neuron]; NaN with fewer than two trials.</summary>
    public double[] Covariance { get; }

    /// <summary>Sums the trials of a stimulus.</summary>
    /// <param name="trials">The trials.</param>
    /// <param name="stimulus">Place of the stimulus.</param>
    /// <returns>The moments.</returns>
    public static EmpiricalResponse Of(ITrialSource trials, int stimulus)
    {
        ArgumentNullException.ThrowIfNull(trials);
        int neurons = trials.NeuronCount, count = 0;
        double[] mean = new double[neurons], covariance = new double[neurons * neurons], deviations = new double[neurons];
        trials.ReadAt(
            stimulus,
            (conditions, counts) =>
            {
                count += conditions.Length;
                AddSums(counts, mean);
            },
            CancellationToken.None);
        for (int i = 0; i < neurons; i++) mean[i] /= count;
        trials.ReadAt(stimulus, (_, counts) => AddProducts(counts, mean, deviations, covariance), CancellationToken.None);
        for (int place = 0; place < covariance.Length; place++) covariance[place] = count > 1 ? covariance[place] / (count - 1) : double.NaN;
        return new(count, mean, covariance);
    }

    /// <summary>Variance over mean.</summary>
    /// <param name="neuron">The neuron.</param>
    /// <returns>The Fano factor; NaN where the neuron is silent.</returns>
    public double FanoFactor(int neuron) => Mean[neuron] > 0 ? Covariance[neuron * Mean.Length + neuron] / Mean[neuron] : double.NaN;

    /// <summary>Correlation of the counts of two neurons.</summary>
    /// <param name="first">A neuron.</param>
    /// <param name="second">A neuron.</param>
    /// <returns>-1 to 1; NaN where one of them does not vary.</returns>
    public double NoiseCorrelation(int first, int second)
    {
        double variances = Covariance[first * Mean.Length + first] * Covariance[second * Mean.Length + second];
        return variances > 0 ? Covariance[first * Mean.Length + second] / Math.Sqrt(variances) : double.NaN;
    }

    /// <summary>Squared Pearson correlation over the pairs that are both finite.</summary>
    /// <param name="data">Values of the data.</param>
    /// <param name="model">Values of the model.</param>
    /// <returns>0 to 1; NaN where fewer than two pairs are left or one side does not vary.</returns>
    public static double SquaredCorrelation(IReadOnlyList<double> data, IReadOnlyList<double> model)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(model);
        (double X, double Y)[] pairs = [.. data.Zip(model).Where(pair => double.IsFinite(pair.First) && double.IsFinite(pair.Second))];
        if (pairs.Length < 2) return double.NaN;
        double x = pairs.Average(pair => pair.X), y = pairs.Average(pair => pair.Y);
        double cross = pairs.Sum(pair => (pair.X - x) * (pair.Y - y));
        return cross * cross / (pairs.Sum(pair => (pair.X - x) * (pair.X - x)) * pairs.Sum(pair => (pair.Y - y) * (pair.Y - y)));
    }

    private static void AddSums(ReadOnlySpan<double> counts, double[] sums)
    {
        for (; counts.Length > 0; counts = counts[sums.Length..])
        {
            for (int i = 0; i < sums.Length; i++) sums[i] += counts[i];
        }
    }

    private static void AddProducts(ReadOnlySpan<double> counts, double[] mean, double[] deviations, double[] covariance)
    {
        int neurons = mean.Length;
        for (; counts.Length > 0; counts = counts[neurons..])
        {
            for (int i = 0; i < neurons; i++) deviations[i] = counts[i] - mean[i];
            for (int i = 0; i < neurons; i++)
            {
                for (int j = 0; j < neurons; j++) covariance[i * neurons + j] += deviations[i] * deviations[j];
            }
        }
    }
}
