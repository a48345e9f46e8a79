using System.Runtime.InteropServices;

namespace SpikeStream.Models.Metrics;

/// <summary>Mean, variance and autocorrelation of a trace that passes by. Memory is that of the lags, whatever the length of the trace.</summary>
/// <remarks>Sums of products, centred at the end: exact for counts; for other numbers take off a rough mean first.</remarks>
/// <param name="lags">The longest lag, 0 or more.</param>
public sealed class RunningAutocorrelation(int lags)
{
    private readonly double[] _products = new double[lags + 1];
    private readonly double[] _first = new double[lags];
    // The last values, twice over, so that they are always in one piece.
    private readonly double[] _last = new double[2 * lags];
    private double _sum;

    /// <summary>Number of values.</summary>
    public long Count { get; private set; }

    /// <summary>The longest lag.</summary>
    public int Lags => lags;

    /// <summary>Mean of the values; NaN for none.</summary>
    public double Mean => _sum / Count;

    /// <summary>Variance of the values, over their number (not less one); NaN for none.</summary>
    public double Variance => Covariance(0);

    /// <summary>Takes a value.</summary>
    /// <param name="value">A finite number.</param>
    public void Add(double value)
    {
        _sum += value;
        _products[0] += value * value;
        if (lags > 0)
        {
            // The value of lag l is at place + lags - l.
            int place = (int)(Count % lags), known = (int)Math.Min(Count, lags);
            ReadOnlySpan<double> last = _last.AsSpan(place, lags);
            for (int lag = 1; lag <= known; lag++) _products[lag] += value * last[lags - lag];
            if (Count < lags) _first[Count] = value;
            _last[place] = value;
            _last[place + lags] = value;
        }

        Count++;
    }

    /// <summary>Autocovariance, the sum of products of deviations from the mean over the number of values.</summary>
    /// <param name="lag">The lag, 0 to <see cref="Lags"/>.</param>
    /// <returns>The covariance; NaN where there are no more values than the lag.</returns>
    public double Covariance(int lag)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(lag, lags);
        if (Count <= lag) return double.NaN;
        double mean = Mean, head = _sum, tail = _sum;
        for (int i = 0; i < lag; i++)
        {
            head -= _last[(int)((Count - 1 - i) % lags)];
            tail -= _first[i];
        }

        return (_products[lag] - mean * (head + tail) + (Count - lag) * mean * mean) / Count;
    }

    /// <summary>Autocorrelation, the covariance over the variance.</summary>
    /// <param name="lag">The lag, 0 to <see cref="Lags"/>.</param>
    /// <returns>-1 to 1; NaN for constant values.</returns>
    public double Correlation(int lag)
    {
        double variance = Variance;
        return variance > 0 ? Covariance(lag) / variance : double.NaN;
    }

    /// <summary>Writes the state, exact to the bit.</summary>
    /// <param name="writer">Receives the state.</param>
    public void Save(BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write(Count);
        writer.Write(_sum);
        foreach (double[] values in (ReadOnlySpan<double[]>)[_products, _first, _last]) writer.Write(MemoryMarshal.AsBytes(values.AsSpan()));
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <param name="reader">Gives the state.</param>
    public void Restore(BinaryReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        Count = reader.ReadInt64();
        _sum = reader.ReadDouble();
        foreach (double[] values in (ReadOnlySpan<double[]>)[_products, _first, _last]) reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan()));
    }
}
