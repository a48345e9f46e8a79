using System.Numerics.Tensors;
using SpikeStream.Models.Encoding;

namespace SpikeStream.Models.Statistics;

/// <summary>Rates smoothed over time as bins come in: each bin's is given out when the kernel has seen as far ahead as it looks.</summary>
/// <remarks>
/// The smoothed value of column c in bin t is sum_k w_k x[t + a - k, c] / sum_k w_k, both over the lags k whose bin exists and was observed, a being <see cref="RateKernel.Ahead"/>; it is the
/// value of <see cref="RateKernel.Smooth"/> over the whole trace, to the bit. Memory and time per bin are those of the kernel's length. Not thread-safe.
/// </remarks>
public sealed class RunningRates
{
    private readonly RateKernel _kernel;
    private readonly int _columns;
    private readonly int _reach;
    private readonly double[] _values;
    private readonly double[] _valid;
    private readonly bool[] _isComplete;
    private readonly double[] _inside;
    private long _taken;
    private long _given;

    /// <summary>Begins before the first bin.</summary>
    /// <param name="kernel">The weights.</param>
    /// <param name="columns">Values per bin, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The kernel times the columns exceed what an array can hold.</exception>
    public RunningRates(RateKernel kernel, int columns)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((long)kernel.Weights.Length * columns, Array.MaxLength, nameof(columns));
        _kernel = kernel;
        _columns = columns;
        _reach = kernel.Weights.Length;
        _values = new double[_reach * columns];
        _valid = new double[_reach * columns];
        _isComplete = new bool[_reach];
        _inside = new double[columns];
    }

    /// <summary>Number of bins that were given out.</summary>
    public long Given => _given;

    /// <summary>Takes the next bin in.</summary>
    /// <param name="values">A value per column; NaN where there is none.</param>
    /// <returns>Whether <see cref="Give"/> can give a bin.</returns>
    public bool Take(ReadOnlySpan<double> values)
    {
        int slot = Slot(_taken++);
        Span<double> kept = _values.AsSpan(slot * _columns, _columns), valid = _valid.AsSpan(slot * _columns, _columns);
        _isComplete[slot] = true;
        for (int column = 0; column < _columns; column++)
        {
            bool isKnown = !double.IsNaN(values[column]);
            _isComplete[slot] &= isKnown;
            (kept[column], valid[column]) = isKnown ? (values[column], 1) : (0, 0);
        }

        return _taken > _given + _kernel.Ahead;
    }

    /// <summary>Gives the next bin; at the end those that are left, whose kernel reaches beyond the last one.</summary>
    /// <param name="rates">Receives a value per column; NaN where the bin itself was not observed.</param>
    /// <returns>False where all bins that were taken in were given out.</returns>
    public bool Give(Span<double> rates)
    {
        if (_given == _taken) return false;
        long bin = _given++;
        rates = rates[.._columns];
        rates.Clear();
        Span<double> inside = _inside;
        inside.Clear();
        double insideOfAll = 0;
        bool areComplete = true;
        ReadOnlySpan<double> weights = _kernel.Weights;
        int first = (int)Math.Max(0, bin + _kernel.Ahead - (_taken - 1)), last = (int)Math.Min(weights.Length - 1, bin + _kernel.Ahead);
        for (int k = first; k <= last && areComplete; k++) areComplete = _isComplete[Slot(bin + _kernel.Ahead - k)];
        for (int k = first; k <= last; k++)
        {
            int at = Slot(bin + _kernel.Ahead - k) * _columns;
            TensorPrimitives.MultiplyAdd(_values.AsSpan(at, _columns), weights[k], rates, rates);
            if (areComplete) insideOfAll += weights[k];
            else TensorPrimitives.MultiplyAdd(_valid.AsSpan(at, _columns), weights[k], inside, inside);
        }

        if (areComplete)
        {
            TensorPrimitives.Divide(rates, insideOfAll, rates);
            return true;
        }

        ReadOnlySpan<double> own = _valid.AsSpan(Slot(bin) * _columns, _columns);
        for (int column = 0; column < _columns; column++) rates[column] = own[column] > 0 ? rates[column] / inside[column] : double.NaN;
        return true;
    }

    /// <summary>Writes the state.</summary>
    /// <param name="writer">Where it goes.</param>
    public void Save(BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write(_taken);
        writer.Write(_given);
        for (int i = 0; i < _values.Length; i++) writer.Write(_valid[i] > 0 ? _values[i] : double.NaN);
    }

    /// <summary>Reads what <see cref="Save"/> wrote, of the same kernel and columns.</summary>
    /// <param name="reader">Where it comes from.</param>
    public void Restore(BinaryReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        _taken = reader.ReadInt64();
        _given = reader.ReadInt64();
        Array.Fill(_isComplete, true);
        for (int i = 0; i < _values.Length; i++)
        {
            double value = reader.ReadDouble();
            bool isKnown = !double.IsNaN(value);
            (_values[i], _valid[i]) = isKnown ? (value, 1) : (0, 0);
            _isComplete[i / _columns] &= isKnown;
        }
    }

    private int Slot(long bin) => (int)(bin % _reach);
}
