using SpikeStream.Numerics.Random;

namespace SpikeStream.Numerics.Samplers;

/// <summary>
/// The metric of Hamiltonian dynamics, as the covariance of the coordinates that it assumes: the inverse of the mass matrix. Immutable.
/// </summary>
/// <remarks>With covariance S the momentum p is N(0, S⁻¹), the velocity S p and the kinetic energy p'S p/2.</remarks>
public sealed class EuclideanMetric
{
    private readonly double[] _covariance;

    // Lower Cholesky factor of the covariance, row by row; standard deviations where it is diagonal.
    private readonly double[] _factor;

    private EuclideanMetric(int dimension, bool isDense, double[] covariance, double[] factor)
    {
        Dimension = dimension;
        IsDense = isDense;
        _covariance = covariance;
        _factor = factor;
    }

    /// <summary>Number of coordinates.</summary>
    public int Dimension { get; }

    /// <summary>Whether coordinates are correlated.</summary>
    public bool IsDense { get; }

    /// <summary>Variances, one per coordinate; where <see cref="IsDense"/> the matrix [coordinate, coordinate] row by row.</summary>
    public ReadOnlySpan<double> Covariance => _covariance;

    /// <summary>Independent coordinates of variance one.</summary>
    /// <param name="dimension">Number of coordinates, 1 or more.</param>
    /// <returns>The metric.</returns>
    public static EuclideanMetric Identity(int dimension)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(dimension, 1);
        double[] ones = new double[dimension];
        Array.Fill(ones, 1);
        return Diagonal(ones);
    }

    /// <summary>Independent coordinates.</summary>
    /// <param name="variances">Variance of each coordinate, above 0.</param>
    /// <returns>The metric.</returns>
    /// <exception cref="ArgumentException">A variance is not positive and finite.</exception>
    public static EuclideanMetric Diagonal(ReadOnlySpan<double> variances)
    {
        ArgumentOutOfRangeException.ThrowIfZero(variances.Length);
        double[] factor = new double[variances.Length];
        for (int i = 0; i < factor.Length; i++)
        {
            if (!(variances[i] > 0 && double.IsFinite(variances[i])))
                throw new ArgumentException($"found variance {variances[i]} of coordinate {i}, expected a positive, finite one", nameof(variances));
            factor[i] = Math.Sqrt(variances[i]);
        }

        return new(factor.Length, isDense: false, variances.ToArray(), factor);
    }

    /// <summary>Correlated coordinates.</summary>
    /// <param name="dimension">Number of coordinates, 1 or more.</param>
    /// <param name="covariance">Covariance [coordinate, coordinate] row by row; its lower triangle counts.</param>
    /// <returns>The metric.</returns>
    /// <exception cref="ArgumentException">The length is not dimension², or the matrix is not positive definite.</exception>
    public static EuclideanMetric Dense(int dimension, ReadOnlySpan<double> covariance)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(dimension, 1);
        if (covariance.Length != dimension * dimension)
            throw new ArgumentException($"found {covariance.Length} entries, expected {dimension}² of them", nameof(covariance));
        return TryDense(dimension, covariance) ?? throw new ArgumentException("the covariance is not positive definite", nameof(covariance));
    }

    /// <summary>The velocity of a momentum.</summary>
    /// <param name="momentum">The momentum p.</param>
    /// <param name="velocity">Receives S p.</param>
    public void Velocity(ReadOnlySpan<double> momentum, Span<double> velocity)
    {
        if (!IsDense)
        {
            for (int i = 0; i < Dimension; i++) velocity[i] = _covariance[i] * momentum[i];
            return;
        }

        for (int i = 0; i < Dimension; i++)
        {
            ReadOnlySpan<double> row = _covariance.AsSpan(i * Dimension, Dimension);
            double sum = 0;
            for (int j = 0; j < row.Length; j++) sum += row[j] * momentum[j];
            velocity[i] = sum;
        }
    }

    /// <summary>Draws a momentum of N(0, S⁻¹).</summary>
    /// <param name="random">Gives one word per coordinate.</param>
    /// <param name="momentum">Receives it.</param>
    public void SampleMomentum(RandomStream random, Span<double> momentum)
    {
        ArgumentNullException.ThrowIfNull(random);
        random.FillNormal(momentum[..Dimension]);
        if (!IsDense)
        {
            for (int i = 0; i < Dimension; i++) momentum[i] /= _factor[i];
            return;
        }

        // S = L L', so L'p = xi.
        for (int i = Dimension - 1; i >= 0; i--)
        {
            double sum = momentum[i];
            for (int j = i + 1; j < Dimension; j++) sum -= _factor[j * Dimension + i] * momentum[j];
            momentum[i] = sum / _factor[i * Dimension + i];
        }
    }

    /// <summary>Draws a displacement of N(0, S), for starting points spread around a mode.</summary>
    /// <param name="random">Gives one word per coordinate.</param>
    /// <param name="displacement">Receives it.</param>
    public void SampleDisplacement(RandomStream random, Span<double> displacement)
    {
        ArgumentNullException.ThrowIfNull(random);
        random.FillNormal(displacement[..Dimension]);
        for (int i = Dimension - 1; i >= 0; i--)
        {
            if (!IsDense)
            {
                displacement[i] *= _factor[i];
                continue;
            }

            double sum = 0;
            for (int j = 0; j <= i; j++) sum += _factor[i * Dimension + j] * displacement[j];
            displacement[i] = sum;
        }
    }

    /// <summary>Writes the covariance, exact to the bit.</summary>
    /// <param name="writer">Receives it.</param>
    public void Save(BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write(Dimension);
        writer.Write(IsDense);
        foreach (double value in _covariance) writer.Write(value);
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <param name="reader">Gives it.</param>
    /// <returns>The same metric.</returns>
    /// <exception cref="InvalidDataException">What is read is no metric.</exception>
    public static EuclideanMetric Read(BinaryReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        int dimension = reader.ReadInt32();
        bool isDense = reader.ReadBoolean();
        if (dimension is < 1 or > 10_000) throw new InvalidDataException($"metric: found {dimension} coordinates, expected 1 to 10000");
        double[] covariance = new double[isDense ? dimension * dimension : dimension];
        for (int i = 0; i < covariance.Length; i++) covariance[i] = reader.ReadDouble();
        try
        {
            return isDense ? Dense(dimension, covariance) : Diagonal(covariance);
        }
        catch (ArgumentException fault)
        {
            throw new InvalidDataException($"metric: {fault.Message}", fault);
        }
    }

    /// <summary>The metric of a covariance, or null where that is not positive definite.</summary>
    internal static EuclideanMetric? TryDense(int dimension, ReadOnlySpan<double> covariance)
    {
        double[] factor = new double[covariance.Length];
        for (int i = 0; i < dimension; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                double sum = covariance[i * dimension + j];
                for (int k = 0; k < j; k++) sum -= factor[i * dimension + k] * factor[j * dimension + k];
                if (i != j)
                {
                    factor[i * dimension + j] = sum / factor[j * dimension + j];
                    continue;
                }

                // The bound keeps a matrix that is singular but for rounding out.
                if (!(sum > 1e-14 * covariance[i * dimension + i] && double.IsFinite(sum))) return null;
                factor[i * dimension + i] = Math.Sqrt(sum);
            }
        }

        double[] symmetric = covariance.ToArray();
        for (int i = 0; i < dimension; i++)
        {
            for (int j = 0; j < i; j++) symmetric[j * dimension + i] = symmetric[i * dimension + j];
        }

        return new(dimension, isDense: true, symmetric, factor);
    }
}
