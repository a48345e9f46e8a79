using Apache.Arrow;

namespace SpikeStream.Recordings;

/// <summary>Spikes of trains, one per unit, merged by time with a bounded part of each in memory.</summary>
internal sealed class MatlabSpikeReader : RecordingReader
{
    private const int BufferedTimes = 8_000_000;
    private const int LeastTimes = 64, MostTimes = 65_536;
    private const int MostKnown = 16;

    private readonly MatlabFile _file;
    private readonly IReadOnlyList<MatlabTrain> _trains;
    private readonly bool _isChecked;
    private readonly List<(long Row, long[] Starts)> _known = [];

    /// <summary>Begins.</summary>
    /// <param name="file">The file; owned by this.</param>
    /// <param name="schema">Schema of the spikes.</param>
    /// <param name="trains">A train per unit.</param>
    /// <param name="isChecked">Whether times out of order are refused.</param>
    public MatlabSpikeReader(MatlabFile file, Schema schema, IReadOnlyList<MatlabTrain> trains, bool isChecked)
        : base(RecordingKind.Spikes, schema, MatlabFormat.FormatName, trains.Sum(train => train.Count))
    {
        _file = file;
        _trains = trains;
        _isChecked = isChecked;
        _known.Add((0, new long[trains.Count]));
    }

    public override async ValueTask DisposeAsync()
    {
        _file.Dispose();
        await base.DisposeAsync().ConfigureAwait(false);
    }

    internal override long? FindRow(double time)
    {
        if (!_isChecked) return null;
        long[] starts = [.. _trains.Select(train => TrainSearch.LowerBound(train, 0, train.Count, time))];
        long row = starts.Sum();
        lock (_known)
        {
            if (_known.Count < MostKnown) _known.Add((row, starts));
        }

        return row;
    }

    protected override IAsyncEnumerable<RecordBatch> ReadChunksAsync(long firstRow, int chunkRows, CancellationToken cancellationToken) =>
        FromSync(ReadChunks(firstRow, chunkRows), cancellationToken);

    private IEnumerable<RecordBatch> ReadChunks(long firstRow, int chunkRows)
    {
        if (firstRow >= RowCount) yield break;
        (long row, long[] starts) = Nearest(firstRow);
        TrainMerge merge = new(Cursors(starts));
        for (; row < firstRow; row++) merge.TryTake(out _, out _);
        while (true)
        {
            int rows = (int)Math.Min(chunkRows, RowCount!.Value - row);
            if (rows == 0) yield break;
            var times = new ColumnMemory<double>(rows);
            var units = new ColumnMemory<uint>(rows);
            Fill(merge, times.Span, units.Span);
            row += rows;
            yield return SpikesSchema.Batch(Schema, times.ToBuffer(), units.ToBuffer(), rows);
        }
    }

    private static void Fill(TrainMerge merge, Span<double> times, Span<uint> units)
    {
        for (int i = 0; i < times.Length; i++) merge.TryTake(out times[i], out units[i]);
    }

    // All spikes before a row whose time was looked for have earlier times: each train can begin where it was found.
    private (long Row, long[] Starts) Nearest(long firstRow)
    {
        lock (_known) return _known.Where(known => known.Row <= firstRow).MaxBy(known => known.Row);
    }

    private IEnumerable<TrainCursor> Cursors(long[] starts)
    {
        int most = Math.Clamp(BufferedTimes / Math.Max(1, starts.Length), LeastTimes, MostTimes);
        for (int i = 0; i < starts.Length; i++)
        {
            if (starts[i] < _trains[i].Count) yield return new(_trains[i], (uint)i, 0, starts[i], _trains[i].Count, most, _isChecked);
        }
    }
}
