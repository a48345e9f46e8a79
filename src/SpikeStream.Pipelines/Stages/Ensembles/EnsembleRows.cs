using System.Globalization;
using System.Numerics.Tensors;
using Apache.Arrow;
using SpikeStream.Pipelines.Quantities;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Stages.Ensembles;

/// <summary>Takes the bins of a window from an ensemble of counts, or a recording, as it passes by; refuses gaps, and counts that were not observed unless they are to be NaN.</summary>
internal sealed class EnsembleRows
{
    // Of a bin: what rounding of times may amount to.
    private const double TimeTolerance = 1e-6;

    private readonly string _port;
    private readonly bool _isInteger;
    private readonly bool _givesMissing;
    private readonly double _start;
    private readonly double _stop;
    private readonly Duration _statedStart;
    private readonly Duration? _statedStop;
    private double[] _values = [];
    private long _nextBin = long.MinValue;

    /// <summary>Reads the schema.</summary>
    /// <param name="port">Name of the input, for messages.</param>
    /// <param name="schema">Schema of the counts.</param>
    /// <param name="start">Start of the window; bins count by their left edges.</param>
    /// <param name="stop">End of the window, not included; null for the end of the counts.</param>
    /// <param name="givesMissing">Whether counts that were not observed are given as NaN rather than refused.</param>
    /// <exception cref="InvalidInputException">The counts are not of bins of time.</exception>
    public EnsembleRows(string port, Schema schema, Duration start, Duration? stop, bool givesMissing = false)
    {
        _port = port;
        _givesMissing = givesMissing;
        CountsSchema.Description counts = CountsSchema.Describe(schema);
        _isInteger = counts.IsInteger;
        BinWidth = counts.BinWidth ?? throw new InvalidInputException($"{port}: found no bin width in the schema, expected counts of bins of time such as those of the stage bin");
        Layout = EnsembleLayout.Of(schema);
        (_statedStart, _statedStop) = (start, stop);
        double tolerance = TimeTolerance * BinWidth.Seconds;
        _start = start.Seconds - tolerance;
        _stop = stop is { } end ? end.Seconds - tolerance : double.PositiveInfinity;
    }

    /// <summary>Runs and populations.</summary>
    public EnsembleLayout Layout { get; }

    /// <summary>Width of the bins.</summary>
    public BinWidth BinWidth { get; }

    /// <summary>Columns: runs times populations.</summary>
    public int Columns => Layout.Runs * Layout.Populations;

    /// <summary>Bins taken so far.</summary>
    public long Count { get; private set; }

    /// <summary>Left edge of the first bin taken, in s; NaN before it came.</summary>
    public double FirstTime { get; private set; } = double.NaN;

    /// <summary>The bins of a batch that are in the window.</summary>
    /// <param name="records">Counts.</param>
    /// <returns>Counts [bin, column]; valid until the next call.</returns>
    /// <exception cref="InvalidInputException">A bin is missing or was not observed.</exception>
    public ReadOnlySpan<double> Take(RecordBatch records)
    {
        ReadOnlySpan<long> bins = CountsSchema.Bins(records);
        ReadOnlySpan<double> times = CountsSchema.Times(records);
        int first = 0;
        while (first < times.Length && times[first] < _start) first++;
        int end = first;
        for (; end < times.Length && times[end] < _stop; end++)
        {
            if (Count + end - first > 0 && bins[end] != _nextBin)
                throw new InvalidInputException($"{_port}: found bin {bins[end]} at {Text(times[end])} s, expected bin {_nextBin}: every bin of the window once, in order");
            _nextBin = bins[end] + 1;
        }

        if (end == first) return default;
        bool isComplete = CountsSchema.IsComplete(records);
        if (!isComplete && !_givesMissing) RefuseUnobserved(records, first, end, times);
        if (Count == 0) FirstTime = times[first];
        Count += end - first;
        int length = (end - first) * Columns, offset = first * Columns;
        if (!_isInteger && isComplete) return CountsSchema.RealCounts(records).Slice(offset, length);
        if (_values.Length < length) _values = new double[length];
        if (_isInteger) TensorPrimitives.ConvertTruncating<int, double>(CountsSchema.IntegerCounts(records).Slice(offset, length), _values);
        else CountsSchema.RealCounts(records).Slice(offset, length).CopyTo(_values);
        if (!isComplete) MarkMissing(records, first, end);
        return _values.AsSpan(0, length);
    }

    /// <summary>Refuses counts that do not fill the window, once they have ended.</summary>
    /// <exception cref="InvalidInputException">They begin after the window or end before it does.</exception>
    public void CheckComplete()
    {
        double width = BinWidth.Seconds;
        if (Count == 0) throw new InvalidInputException($"{_port}: found no bins from {_statedStart} on, expected at least one; change \"start\"");
        if (_start > 0 && FirstTime > _start + 1.5 * width)
            throw new InvalidInputException($"{_port}: found the first bin at {Text(FirstTime)} s, expected counts from {_statedStart} on; change \"start\"");
        double stop = FirstTime + Count * width;
        if (double.IsFinite(_stop) && stop < _stop - width)
            throw new InvalidInputException($"{_port}: found the end at {Text(stop)} s, expected counts up to {_statedStop}; change \"stop\"");
    }

    public void Save(BinaryWriter writer)
    {
        writer.Write(_nextBin);
        writer.Write(Count);
        writer.Write(FirstTime);
    }

    public void Restore(BinaryReader reader)
    {
        _nextBin = reader.ReadInt64();
        Count = reader.ReadInt64();
        FirstTime = reader.ReadDouble();
    }

    private void MarkMissing(RecordBatch records, int first, int end)
    {
        for (int row = first, cell = 0; row < end; row++)
        {
            for (int column = 0; column < Columns; column++, cell++)
            {
                if (!CountsSchema.IsObserved(records, row, column)) _values[cell] = double.NaN;
            }
        }
    }

    private void RefuseUnobserved(RecordBatch records, int first, int end, ReadOnlySpan<double> times)
    {
        for (int row = first; row < end; row++)
        {
            for (int column = 0; column < Columns; column++)
            {
                if (!CountsSchema.IsObserved(records, row, column))
                    throw new InvalidInputException($"{_port}: population \"{Layout.NameOf(column % Layout.Populations)}\" was not observed in the bin at {Text(times[row])} s, expected a count in every bin; \"start\" and \"stop\" choose an observed stretch");
            }
        }
    }

    private static string Text(double value) => value.ToString("G9", CultureInfo.InvariantCulture);
}
