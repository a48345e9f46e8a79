using Apache.Arrow;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Sinks.Figures;

/// <summary>The counts of a window of time, by bin; NaN where nothing was observed. Memory is that of the window.</summary>
internal sealed class CountWindow
{
    private readonly bool _isInteger;
    private readonly double _start;
    private readonly double _stop;
    private readonly List<double> _values = [];

    /// <summary>Prepares a window.</summary>
    /// <param name="counts">What the schema says.</param>
    /// <param name="start">Left end in s.</param>
    /// <param name="stop">Right end in s.</param>
    public CountWindow(CountsSchema.Description counts, double start, double stop)
    {
        _isInteger = counts.IsInteger;
        Units = counts.Units;
        (_start, _stop) = (start, stop);
    }

    /// <summary>Entries per bin.</summary>
    public int Units { get; }

    /// <summary>Index of the first bin held.</summary>
    public long FirstBin { get; private set; }

    /// <summary>Left edge of the first bin held, in s.</summary>
    public double FirstTime { get; private set; }

    /// <summary>Number of bins held.</summary>
    public int Bins => _values.Count / Units;

    public void Add(RecordBatch records)
    {
        ReadOnlySpan<long> bins = CountsSchema.Bins(records);
        ReadOnlySpan<double> times = CountsSchema.Times(records);
        ReadOnlySpan<int> whole = _isInteger ? CountsSchema.IntegerCounts(records) : default;
        ReadOnlySpan<double> real = _isInteger ? default : CountsSchema.RealCounts(records);
        bool isComplete = CountsSchema.IsComplete(records);
        for (int row = 0; row < bins.Length; row++)
        {
            if (times[row] < _start || times[row] >= _stop) continue;
            if (_values.Count == 0) (FirstBin, FirstTime) = (bins[row], times[row]);
            while (Bins < bins[row] - FirstBin) _values.Add(double.NaN);
            for (int unit = 0; unit < Units; unit++)
            {
                double value = _isInteger ? whole[row * Units + unit] : real[row * Units + unit];
                _values.Add(isComplete || CountsSchema.IsObserved(records, row, unit) ? value : double.NaN);
            }
        }
    }

    /// <summary>One unit over a stretch of bins; NaN where the window holds nothing.</summary>
    public double[] Trace(int unit, long firstBin, int bins, double scale)
    {
        double[] trace = new double[bins];
        for (int i = 0; i < bins; i++)
        {
            long row = firstBin + i - FirstBin;
            trace[i] = row >= 0 && row < Bins ? scale * _values[(int)row * Units + unit] : double.NaN;
        }

        return trace;
    }

    public void Save(BinaryWriter writer)
    {
        writer.Write(FirstBin);
        writer.Write(FirstTime);
        writer.Write(_values.Count);
        foreach (double value in _values) writer.Write(value);
    }

    public void Restore(BinaryReader reader)
    {
        FirstBin = reader.ReadInt64();
        FirstTime = reader.ReadDouble();
        int count = reader.ReadInt32();
        for (int i = 0; i < count; i++) _values.Add(reader.ReadDouble());
    }
}
