using Apache.Arrow;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Sinks.Figures;

/// <summary>
/// Some columns of estimates over their steps, thinned so that memory is bounded: when it is full every second row goes, and from then on
/// every second one comes in. The first row always stays.
/// </summary>
/// <param name="columns">Names of the columns.</param>
internal sealed class StepTrace(IReadOnlyList<string> columns)
{
    /// <summary>Rows that are kept at most.</summary>
    public const int MaximumRows = 20_000;

    private readonly List<long> _steps = [];
    private readonly List<double> _values = [];
    private double[] _last = [];
    private long _lastStep;
    private long _seen;
    private long _stride = 1;

    /// <summary>Steps of the rows kept, the last one of all included.</summary>
    public long[] Steps => IsLastKept ? [.. _steps] : [.. _steps, _lastStep];

    /// <summary>Values [row, column] of the rows kept.</summary>
    public double[] Values => IsLastKept ? [.. _values] : [.. _values, .. _last];

    private bool IsLastKept => _seen == 0 || (_seen - 1) % _stride == 0;

    public void Add(RecordBatch records)
    {
        ReadOnlySpan<long> steps = EstimatesSchema.Steps(records);
        double[][] values = [.. columns.Select(column => Columns.Values<double>(records, column).ToArray())];
        for (int row = 0; row < records.Length; row++)
        {
            (_lastStep, _last) = (steps[row], [.. values.Select(column => column[row])]);
            if (_seen++ % _stride != 0) continue;
            _steps.Add(_lastStep);
            _values.AddRange(_last);
            if (_steps.Count > MaximumRows) Thin();
        }
    }

    public void Save(BinaryWriter writer)
    {
        writer.Write(_seen);
        writer.Write(_stride);
        writer.Write(_lastStep);
        writer.Write(_last.Length);
        foreach (double value in _last) writer.Write(value);
        writer.Write(_steps.Count);
        foreach (long step in _steps) writer.Write(step);
        foreach (double value in _values) writer.Write(value);
    }

    public void Restore(BinaryReader reader)
    {
        _seen = reader.ReadInt64();
        _stride = reader.ReadInt64();
        _lastStep = reader.ReadInt64();
        _last = new double[reader.ReadInt32()];
        for (int i = 0; i < _last.Length; i++) _last[i] = reader.ReadDouble();
        int rows = reader.ReadInt32();
        for (int i = 0; i < rows; i++) _steps.Add(reader.ReadInt64());
        for (int i = 0; i < rows * columns.Count; i++) _values.Add(reader.ReadDouble());
    }

    private void Thin()
    {
        int kept = 0;
        for (int row = 0; row < _steps.Count; row += 2, kept++)
        {
            _steps[kept] = _steps[row];
            for (int i = 0; i < columns.Count; i++) _values[kept * columns.Count + i] = _values[row * columns.Count + i];
        }

        _steps.RemoveRange(kept, _steps.Count - kept);
        _values.RemoveRange(kept * columns.Count, _values.Count - kept * columns.Count);
        _stride *= 2;
    }
}
