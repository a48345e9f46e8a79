using Apache.Arrow;

namespace SpikeStream.Recordings;

/// <summary>Spikes of many units merged by time, in memory that does not grow with their number or the recording's length.</summary>
internal sealed class NwbSpikeReader : RecordingReader
{
    private const int BufferedTimes = 8_000_000;
    private const int LeastTimes = 64, MostTimes = 65_536;

    private readonly NwbFile _file;
    private readonly NwbTrains _trains;
    private readonly IReadOnlyList<int>? _units;
    private readonly List<ObservationWindow> _invalid;
    private readonly SpikeObservation? _observation;
    private readonly long[] _starts;
    private readonly long[] _stops;

    /// <summary>Finds the stretch of each train.</summary>
    /// <param name="file">The file; owned by this.</param>
    /// <param name="schema">Schema of the spikes.</param>
    /// <param name="trains">The trains; owned by this.</param>
    /// <param name="window">What is read.</param>
    /// <param name="units">Units that are read, in the order of their numbers; null for all.</param>
    /// <param name="invalid">Ordered stretches whose spikes are left out.</param>
    /// <param name="observation">Where spikes must lie; null for anywhere.</param>
    public NwbSpikeReader(NwbFile file, Schema schema, NwbTrains trains, TimeWindow window, IReadOnlyList<int>? units, List<ObservationWindow> invalid, SpikeObservation? observation)
        : this(file, schema, trains, Bounds(trains, units, window.Start), Bounds(trains, units, window.Stop), units, invalid, observation)
    {
    }

    private NwbSpikeReader(
        NwbFile file, Schema schema, NwbTrains trains, long[] starts, long[] stops, IReadOnlyList<int>? units, List<ObservationWindow> invalid, SpikeObservation? observation)
        : base(RecordingKind.Spikes, schema, "nwb", invalid.Count > 0 ? null : starts.Zip(stops).Sum(stretch => Math.Max(0, stretch.Second - stretch.First)))
    {
        _file = file;
        _trains = trains;
        _starts = starts;
        _stops = stops;
        _units = units;
        _invalid = invalid;
        _observation = observation;
    }

    public override async ValueTask DisposeAsync()
    {
        _trains.Dispose();
        _file.Dispose();
        await base.DisposeAsync().ConfigureAwait(false);
    }

    protected override IAsyncEnumerable<RecordBatch> ReadChunksAsync(long firstRow, int chunkRows, CancellationToken cancellationToken) =>
        FromSync(ReadChunks(firstRow, chunkRows), cancellationToken);

    private static long[] Bounds(NwbTrains trains, IReadOnlyList<int>? units, double time) =>
        [.. (units ?? [.. Enumerable.Range(0, trains.Units)]).Select(unit => trains.LowerBound(unit, time))];

    private IEnumerable<RecordBatch> ReadChunks(long firstRow, int chunkRows)
    {
        TrainMerge merge = new(Cursors());
        int valid = 0;
        long row = 0;
        while (true)
        {
            var times = new ColumnMemory<double>(chunkRows);
            var units = new ColumnMemory<uint>(chunkRows);
            int taken = Fill(merge, times.Span, units.Span, ref valid, ref row, firstRow);
            if (taken > 0) yield return SpikesSchema.Batch(Schema, times.ToBuffer(taken), units.ToBuffer(taken), taken);
            if (taken < chunkRows) yield break;
        }
    }

    private int Fill(TrainMerge merge, Span<double> times, Span<uint> units, ref int valid, ref long row, long firstRow)
    {
        int taken = 0;
        while (taken < times.Length && merge.TryTake(out double time, out uint unit))
        {
            if (IsInvalid(time, ref valid)) continue;
            if (_observation is not null && !_file.Options.Repair && !_observation.Contains(time, unit))
            {
                throw new InvalidInputException(FormattableString.Invariant(
                    $"{_trains.Place}: row {row}: found a spike of unit {unit} at {time:R} s, expected it within obs_intervals ({_observation.Describe(unit)}); leave such spikes out with repair."));
            }

            if (row++ < firstRow) continue;
            times[taken] = time;
            units[taken++] = unit;
        }

        return taken;
    }

    private bool IsInvalid(double time, ref int next)
    {
        if (_invalid.Count == 0) return false;
        // Times that are to be sorted come in any order.
        if (next > 0 && time < _invalid[next - 1].Stop) next = 0;
        while (next < _invalid.Count && _invalid[next].Stop <= time) next++;
        return next < _invalid.Count && _invalid[next].Start <= time;
    }

    private IEnumerable<TrainCursor> Cursors()
    {
        int most = Math.Clamp(BufferedTimes / Math.Max(1, _starts.Length), LeastTimes, MostTimes);
        for (int i = 0; i < _starts.Length; i++)
        {
            if (_starts[i] < _stops[i])
                yield return new(_trains, (uint)i, _trains.Start(_units?[i] ?? i), _starts[i], _stops[i], most, isChecked: !_file.Options.Repair);
        }
    }
}
