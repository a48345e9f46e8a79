namespace SpikeStream.Models.Statistics;

/// <summary>Number, mean and squared deviation of values that pass by (Welford 1962), and of two parts put together (Chan, Golub and LeVeque 1979).</summary>
public struct RunningMoments : IEquatable<RunningMoments>
{
    /// <summary>Number of values.</summary>
    public long Count { get; private set; }

    /// <summary>Sum of squared deviations from the mean.</summary>
    public double Squares { get; private set; }

    private double _mean;

    /// <summary>Mean of the values; NaN for none.</summary>
    public readonly double Mean => Count > 0 ? _mean : double.NaN;

    /// <summary>Variance over the number less one; NaN for fewer than two.</summary>
    public readonly double Variance => Count > 1 ? Squares / (Count - 1) : double.NaN;

    /// <summary>Standard error of the mean; NaN for fewer than two values.</summary>
    public readonly double StandardError => Math.Sqrt(Variance / Count);

    /// <summary>Takes a value.</summary>
    /// <param name="value">A finite number.</param>
    public void Add(double value)
    {
        Count++;
        double difference = value - _mean;
        _mean += difference / Count;
        Squares += difference * (value - _mean);
    }

    /// <summary>Takes the values that another one took.</summary>
    /// <param name="other">The other.</param>
    public void Merge(RunningMoments other)
    {
        if (other.Count == 0) return;
        long count = Count + other.Count;
        double difference = other._mean - _mean;
        Squares += other.Squares + difference * difference * ((double)Count * other.Count / count);
        _mean += difference * ((double)other.Count / count);
        Count = count;
    }

    /// <summary>Writes the state, exact to the bit.</summary>
    /// <param name="writer">Receives it.</param>
    public readonly void Save(BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write(Count);
        writer.Write(_mean);
        writer.Write(Squares);
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <param name="reader">Gives it.</param>
    /// <returns>The moments.</returns>
    public static RunningMoments Restore(BinaryReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        return new() { Count = reader.ReadInt64(), _mean = reader.ReadDouble(), Squares = reader.ReadDouble() };
    }

    /// <inheritdoc/>
    public readonly bool Equals(RunningMoments other) => Count == other.Count && _mean.Equals(other._mean) && Squares.Equals(other.Squares);

    /// <inheritdoc/>
    public override readonly bool Equals(object? obj) => obj is RunningMoments other && Equals(other);

    /// <inheritdoc/>
    public override readonly int GetHashCode() => HashCode.Combine(Count, _mean, Squares);

    /// <summary>Whether two are the same to the bit.</summary>
    public static bool operator ==(RunningMoments left, RunningMoments right) => left.Equals(right);

    /// <summary>Whether two differ.</summary>
    public static bool operator !=(RunningMoments left, RunningMoments right) => !left.Equals(right);
}
