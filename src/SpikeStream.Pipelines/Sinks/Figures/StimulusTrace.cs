using Apache.Arrow;
using SpikeStream.Pipelines.Plots;
using SpikeStream.Pipelines.Quantities;
using SpikeStream.Pipelines.Stages.Fitting;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Sinks.Figures;

/// <summary>The channels of a series over a window of time, averaged over bins of one width.</summary>
internal sealed class StimulusTrace
{
    private const double TimeTolerance = 1e-9;

    private readonly SeriesSchema.Description _series;
    private readonly double _start;
    private readonly double _stop;
    private readonly double _width;
    // Time and mean of each channel.
    private readonly RowQueue<double> _rows;
    private readonly double[] _sums;
    private long _bin = long.MinValue;
    private int _count;

    public StimulusTrace(Schema schema, Duration start, Duration? stop, Duration bin)
    {
        _series = SeriesSchema.Describe(schema);
        (_start, _stop, _width) = (start.Seconds, stop?.Seconds ?? double.PositiveInfinity, bin.Seconds);
        _sums = new double[_series.Channels];
        _rows = new(_series.Channels + 1);
    }

    public void Add(RecordBatch records)
    {
        ReadOnlySpan<double> times = SeriesSchema.Times(records), samples = SeriesSchema.Samples(records);
        for (int row = 0; row < times.Length; row++)
        {
            if (times[row] < _start - TimeTolerance || times[row] >= _stop - TimeTolerance) continue;
            long bin = (long)Math.Floor((times[row] + TimeTolerance) / _width);
            if (bin != _bin) Close();
            _bin = bin;
            _count++;
            for (int channel = 0; channel < _sums.Length; channel++) _sums[channel] += samples[row * _sums.Length + channel];
        }
    }

    /// <summary>The curves of all channels.</summary>
    public List<DrawnCurve> Curves()
    {
        Close();
        double[] values = _rows.Values.ToArray();
        int width = _sums.Length + 1, rows = values.Length / width;
        double[] times = [.. Enumerable.Range(0, rows).Select(row => values[row * width])];
        return [.. Enumerable.Range(0, _sums.Length).Select(channel => new DrawnCurve(
            $"input {_series.ChannelNames?[channel] ?? FormattableString.Invariant($"{channel + 1}")}", times, Enumerable.Range(0, rows).Select(row => values[row * width + 1 + channel]).ToArray()))];
    }

    public void Save(BinaryWriter writer)
    {
        _rows.Save(writer);
        writer.Write(_bin);
        writer.Write(_count);
        foreach (double sum in _sums) writer.Write(sum);
    }

    public void Restore(BinaryReader reader)
    {
        _rows.Restore(reader);
        _bin = reader.ReadInt64();
        _count = reader.ReadInt32();
        for (int channel = 0; channel < _sums.Length; channel++) _sums[channel] = reader.ReadDouble();
    }

    private void Close()
    {
        if (_count == 0) return;
        double[] row = [(_bin + 0.5) * _width, .. _sums.Select(sum => sum / _count)];
        _rows.Append(row);
        _sums.AsSpan().Clear();
        _count = 0;
    }
}
