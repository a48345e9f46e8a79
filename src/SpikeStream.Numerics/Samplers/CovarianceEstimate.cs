namespace SpikeStream.Numerics.Samplers;

/// <summary>Running mean and covariance of positions (Welford 1962), and the metric that they suggest.</summary>
/// <param name="dimension">Number of coordinates.</param>
/// <param name="isDense">Whether covariances are kept; else variances alone.</param>
internal sealed class CovarianceEstimate(int dimension, bool isDense)
{
    // Variance that an estimate is drawn to where nothing is known of the scale (as Stan does).
    private const double DefaultVariance = 1e-3;

    private readonly double[] _mean = new double[dimension];
    private readonly double[] _difference = new double[dimension];
    private readonly double[] _sum = new double[isDense ? dimension * dimension : dimension];

    /// <summary>Number of positions taken.</summary>
    public long Count { get; private set; }

    /// <summary>Takes a position.</summary>
    public void Add(ReadOnlySpan<double> position)
    {
        Count++;
        for (int i = 0; i < dimension; i++)
        {
            _difference[i] = position[i] - _mean[i];
            _mean[i] += _difference[i] / Count;
        }

        for (int i = 0; i < dimension; i++)
        {
            double after = position[i] - _mean[i];
            if (!isDense)
            {
                _sum[i] += after * _difference[i];
                continue;
            }

            for (int j = 0; j <= i; j++) _sum[i * dimension + j] += after * _difference[j];
        }
    }

    /// <summary>Forgets all positions.</summary>
    public void Clear()
    {
        Count = 0;
        Array.Clear(_mean);
        Array.Clear(_sum);
    }

    /// <summary>
    /// The covariance drawn towards a prior guess, as if that had been seen in 5 positions (dense: 5 and one per coordinate).
    /// The guess is the metric given by the caller; without one it is the diagonal of the estimate and a variance of 1e-3.
    /// </summary>
    /// <param name="guess">The metric that the caller gave; null for none.</param>
    /// <returns>The metric; null where there are too few positions, or no positive definite one came out.</returns>
    public EuclideanMetric? ToMetric(EuclideanMetric? guess)
    {
        if (Count < 3) return null;
        double small = 5.0 / (Count + 5);
        double weight = isDense ? (5.0 + dimension) / (Count + 5 + dimension) : small;
        double[] covariance = new double[_sum.Length];
        for (int i = 0; i < dimension; i++)
        {
            if (!isDense)
            {
                double variance = _sum[i] / (Count - 1);
                covariance[i] = (1 - weight) * variance + weight * (guess is null ? DefaultVariance : Entry(guess, i, i));
                continue;
            }

            for (int j = 0; j <= i; j++)
            {
                double estimate = _sum[i * dimension + j] / (Count - 1);
                double target = guess is not null ? Entry(guess, i, j) : i == j ? (1 - small) * estimate + small * DefaultVariance : 0;
                covariance[i * dimension + j] = (1 - weight) * estimate + weight * target;
            }
        }

        if (isDense) return EuclideanMetric.TryDense(dimension, covariance);
        return covariance.All(variance => variance > 0 && double.IsFinite(variance)) ? EuclideanMetric.Diagonal(covariance) : null;
    }

    public void Save(BinaryWriter writer)
    {
        writer.Write(Count);
        foreach (double value in _mean) writer.Write(value);
        foreach (double value in _sum) writer.Write(value);
    }

    public void Restore(BinaryReader reader)
    {
        Count = reader.ReadInt64();
        for (int i = 0; i < _mean.Length; i++) _mean[i] = reader.ReadDouble();
        for (int i = 0; i < _sum.Length; i++) _sum[i] = reader.ReadDouble();
    }

    private static double Entry(EuclideanMetric metric, int i, int j) =>
        metric.IsDense ? metric.Covariance[i * metric.Dimension + j] : i == j ? metric.Covariance[i] : 0;
}
