using Apache.Arrow;
using SpikeStream.Pipelines.Plots;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Sinks.Figures;

/// <summary>The samples of a window of time; NaN where nothing was observed. Memory is that of the window.</summary>
/// <param name="channels">The channels that are kept.</param>
/// <param name="start">Left end in s.</param>
/// <param name="stop">Right end in s.</param>
/// <param name="maximum">Samples kept at most.</param>
internal sealed class SampleWindow(int[] channels, double start, double stop, int maximum)
{
    private const int Across = 2400;

    private readonly List<double> _times = [];
    // Values [sample, channel].
    private readonly List<double> _values = [];

    /// <summary>Samples held.</summary>
    public int Samples => _times.Count;

    /// <summary>Samples of the window beyond the maximum.</summary>
    public long LeftOut { get; private set; }

    public void Add(RecordBatch records)
    {
        ReadOnlySpan<double> times = SeriesSchema.Times(records), values = SeriesSchema.Samples(records);
        if (times.IsEmpty) return;
        int all = values.Length / times.Length;
        for (int row = 0; row < times.Length; row++)
        {
            if (!(times[row] >= start && times[row] < stop)) continue;
            if (_times.Count >= maximum)
            {
                LeftOut++;
                continue;
            }

            _times.Add(times[row]);
            foreach (int channel in channels)
            {
                double value = values[row * all + channel];
                _values.Add(double.IsFinite(value) && Columns.IsListEntryValid(records, SeriesSchema.Values, row, channel) ? value : double.NaN);
            }
        }
    }

    /// <summary>One channel; where more samples are than a picture has room for, the smallest and the largest of those that fall on one another.</summary>
    public DrawnCurve Curve(int column, string name)
    {
        List<double> x = [], y = [];
        int group = (_times.Count + Across - 1) / Across;
        for (int first = 0; first < _times.Count; first += Math.Max(1, group))
        {
            int last = Math.Min(_times.Count, first + group), low = first, high = first;
            for (int i = first; i < last; i++)
            {
                // NaN is kept only where there is nothing else.
                if (Value(i) < Value(low) || double.IsNaN(Value(low))) low = i;
                if (Value(i) > Value(high) || double.IsNaN(Value(high))) high = i;
            }

            foreach (int i in group <= 2 ? Enumerable.Range(first, last - first) : new SortedSet<int> { low, high })
            {
                x.Add(_times[i]);
                y.Add(Value(i));
            }
        }

        return new(name, x.ToArray(), y.ToArray());

        double Value(int sample) => _values[sample * channels.Length + column];
    }

    public void Save(BinaryWriter writer)
    {
        writer.Write(LeftOut);
        writer.Write(_times.Count);
        foreach (double time in _times) writer.Write(time);
        foreach (double value in _values) writer.Write(value);
    }

    public void Restore(BinaryReader reader)
    {
        LeftOut = reader.ReadInt64();
        int samples = reader.ReadInt32();
        for (int i = 0; i < samples; i++) _times.Add(reader.ReadDouble());
        for (int i = 0; i < samples * channels.Length; i++) _values.Add(reader.ReadDouble());
    }
}
