namespace SpikeStream.Numerics.Optimisers;

/// <summary>Stochastic gradient descent with adaptive moments (Kingma and Ba 2015) and rescaling of large gradients.</summary>
/// <remarks>
/// Step i, from 1: g := g / max(1, max|g|/limit); m := b1 m + (1 - b1) g; v := b2 v + (1 - b2) g²;
/// z := z - rate · sqrt(1 - b2^i)/(1 - b1^i) · m/(sqrt(v) + epsilon) (Rene, Longtin and Macke 2020, algorithm 2). Not thread-safe.
/// </remarks>
public sealed class Adam
{
    private readonly AdamOptions _options;
    private readonly double[] _mean;
    private readonly double[] _square;

    /// <summary>A new optimiser with zero moments.</summary>
    /// <param name="dimension">Number of coordinates.</param>
    /// <param name="options">Step size, decays and gradient limit.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of its range.</exception>
    public Adam(int dimension, AdamOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(dimension);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        _options = options;
        _mean = new double[dimension];
        _square = new double[dimension];
    }

    /// <summary>Number of steps done.</summary>
    public long StepCount { get; private set; }

    /// <summary>Mean gradient m.</summary>
    public ReadOnlySpan<double> Mean => _mean;

    /// <summary>Mean squared gradient v.</summary>
    public ReadOnlySpan<double> Square => _square;

    /// <summary>One step down the gradient of a cost.</summary>
    /// <param name="coordinates">The coordinates z, changed in place.</param>
    /// <param name="gradient">The gradient of the cost; on return rescaled.</param>
    /// <param name="rateFactor">What the step size is multiplied by in this step; 1 for a constant one.</param>
    /// <returns>The factor by which the gradient was divided; 1 if within the limit.</returns>
    /// <exception cref="ArgumentException">A length differs from the dimension.</exception>
    public double Step(Span<double> coordinates, Span<double> gradient, double rateFactor = 1)
    {
        if (coordinates.Length != _mean.Length || gradient.Length != _mean.Length)
            throw new ArgumentException($"Found {coordinates.Length} coordinates and {gradient.Length} derivatives, expected {_mean.Length} of each.", nameof(gradient));
        double scale = 1;
        foreach (double g in gradient) scale = Math.Max(scale, Math.Abs(g) / _options.GradientLimit);
        StepCount++;
        double rate = rateFactor * _options.LearningRate * Math.Sqrt(1 - Math.Pow(_options.Beta2, StepCount)) / (1 - Math.Pow(_options.Beta1, StepCount));
        for (int i = 0; i < gradient.Length; i++)
        {
            double g = gradient[i] / scale;
            gradient[i] = g;
            _mean[i] = _options.Beta1 * _mean[i] + (1 - _options.Beta1) * g;
            _square[i] = _options.Beta2 * _square[i] + (1 - _options.Beta2) * g * g;
            coordinates[i] -= rate * _mean[i] / (Math.Sqrt(_square[i]) + _options.Epsilon);
        }

        return scale;
    }

    /// <summary>Writes the moments and the step count, exact to the bit.</summary>
    /// <param name="writer">Receives them.</param>
    public void Save(BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write(_mean.Length);
        writer.Write(StepCount);
        foreach (double m in _mean) writer.Write(m);
        foreach (double v in _square) writer.Write(v);
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <param name="reader">Gives the moments.</param>
    /// <exception cref="InvalidDataException">What is read has another dimension or is no optimiser.</exception>
    public void Restore(BinaryReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        int dimension = reader.ReadInt32();
        if (dimension != _mean.Length) throw new InvalidDataException($"optimiser state: found {dimension} coordinates, expected {_mean.Length}");
        StepCount = reader.ReadInt64();
        for (int i = 0; i < dimension; i++) _mean[i] = reader.ReadDouble();
        for (int i = 0; i < dimension; i++) _square[i] = reader.ReadDouble();
    }
}
