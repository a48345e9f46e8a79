using Apache.Arrow;

namespace SpikeStream.Recordings;

/// <summary>Spikes of many electrodes merged by time, in memory that does not grow with their number or the recording's length.</summary>
internal sealed class OpenEphysSpikeReader : RecordingReader
{
    private const int BufferedSpikes = 2_500_000;
    private const int LeastSpikes = 64, MostSpikes = 65_536;

    private readonly IReadOnlyList<OpenEphysElectrode> _electrodes;
    private readonly uint[]?[] _units;
    private readonly (long Start, long Stop)[] _ranges;
    private readonly TimeWindow _window;
    private readonly bool _isChecked;

    private OpenEphysSpikeReader(Schema schema, IReadOnlyList<OpenEphysElectrode> electrodes, uint[]?[] units, (long Start, long Stop)[] ranges, TimeWindow window, bool isChecked, long? rowCount)
        : base(RecordingKind.Spikes, schema, OpenEphysFormat.FormatName, rowCount)
    {
        _electrodes = electrodes;
        _units = units;
        _ranges = ranges;
        _window = window;
        _isChecked = isChecked;
    }

    /// <summary>Finds the stretch of each electrode.</summary>
    /// <param name="schema">Schema of the spikes.</param>
    /// <param name="units">The units of the recording.</param>
    /// <param name="chosen">Those that are read, in the order of their numbers; null for all.</param>
    /// <param name="window">What is read.</param>
    /// <param name="isChecked">Whether times out of order are refused.</param>
    public static OpenEphysSpikeReader Create(Schema schema, OpenEphysUnits units, IReadOnlyList<int>? chosen, TimeWindow window, bool isChecked)
    {
        uint[]?[] numbers = new uint[]?[units.Electrodes.Count];
        int[] all = [.. chosen ?? [.. Enumerable.Range(0, units.Units.Count)]];
        for (int number = 0; number < all.Length; number++)
        {
            (int electrode, int cluster) = units.Units[all[number]];
            if (numbers[electrode] is null)
            {
                numbers[electrode] = new uint[units.Electrodes[electrode].Counts.Keys.Max() + 1];
                System.Array.Fill(numbers[electrode]!, OpenEphysSpikeCursor.None);
            }

            numbers[electrode]![cluster] = (uint)number;
        }

        (long, long)[] ranges = [.. units.Electrodes.Select((electrode, i) => numbers[i] is null ? (0, 0) : Range(electrode, window))];
        long? count = window.IsRestricted ? null : all.Sum(unit => units.Electrodes[units.Units[unit].Electrode].Counts[units.Units[unit].Cluster]);
        return new(schema, units.Electrodes, numbers, ranges, window, isChecked, count);
    }

    protected override IAsyncEnumerable<RecordBatch> ReadChunksAsync(long firstRow, int chunkRows, CancellationToken cancellationToken) =>
        FromSync(ReadChunks(firstRow, chunkRows), cancellationToken);

    // The spikes of a group of electrodes are in no order that could be searched.
    private static (long Start, long Stop) Range(OpenEphysElectrode electrode, TimeWindow window) =>
        electrode.Group is null ? (electrode.Times.LowerBound(window.Start), electrode.Times.LowerBound(window.Stop)) : (0, electrode.Times.Rows);

    private IEnumerable<RecordBatch> ReadChunks(long firstRow, int chunkRows)
    {
        TrainMerge merge = new(Cursors());
        for (long skip = firstRow; ;)
        {
            var times = new ColumnMemory<double>(chunkRows);
            var units = new ColumnMemory<uint>(chunkRows);
            int taken = Fill(merge, times.Span, units.Span, ref skip);
            if (taken > 0) yield return SpikesSchema.Batch(Schema, times.ToBuffer(taken), units.ToBuffer(taken), taken);
            if (taken < chunkRows) yield break;
        }
    }

    private static int Fill(TrainMerge merge, Span<double> times, Span<uint> units, ref long skip)
    {
        int taken = 0;
        while (taken < times.Length && merge.TryTake(out double time, out uint unit))
        {
            if (skip > 0)
            {
                skip--;
                continue;
            }

            times[taken] = time;
            units[taken++] = unit;
        }

        return taken;
    }

    private IEnumerable<SpikeCursor> Cursors()
    {
        int most = Math.Clamp(BufferedSpikes / Math.Max(1, _electrodes.Count), LeastSpikes, MostSpikes);
        for (int i = 0; i < _electrodes.Count; i++)
        {
            if (_units[i] is { } units && _ranges[i].Start < _ranges[i].Stop)
                yield return new OpenEphysSpikeCursor(_electrodes[i], units, _window, (uint)i, _ranges[i], most, _isChecked);
        }
    }
}
