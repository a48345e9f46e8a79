using Apache.Arrow;

namespace SpikeStream.Recordings;

/// <summary>Spikes of which impossible ones are left out, and which are sorted by time if they must be; what was done is told once.</summary>
/// <remarks>The recording is read through once before the first spike is given out; sorting goes through a temporary file, in bounded memory.</remarks>
internal sealed class RepairedSpikes : RecordingReader
{
    private const int BatchRows = 65_536;

    private readonly IRecordingReader _whole;
    private readonly SpikeObservation? _observation;
    private readonly SortedSpikes? _sorted;

    private RepairedSpikes(IRecordingReader whole, Schema schema, SpikeObservation? observation, SortedSpikes? sorted, long rows)
        : base(whole.Kind, schema, whole.Format, rows)
    {
        _whole = whole;
        _observation = observation;
        _sorted = sorted;
    }

    /// <summary>Finds out what is wrong with spikes and how they can be read.</summary>
    /// <param name="path">The recording, for messages.</param>
    /// <param name="whole">The recording, whose times may be in any order; owned by the result.</param>
    /// <param name="notice">Is told what was mended.</param>
    public static IRecordingReader Create(string path, IRecordingReader whole, Action<string>? notice)
    {
        Schema schema = UnitIdentity.Repair(path, whole.Schema, notice);
        var observation = SpikeObservation.Of(schema);
        long kept = 0, impossible = 0, outside = 0, early = 0;
        double previous = 0;
        foreach (RecordBatch batch in whole.ReadAsync(0, BatchRows, CancellationToken.None).ToBlockingEnumerable())
        {
            ReadOnlySpan<double> times = SpikesSchema.Times(batch);
            ReadOnlySpan<uint> units = SpikesSchema.Units(batch);
            for (int i = 0; i < times.Length; i++)
            {
                if (!IsPossible(times[i])) impossible++;
                else if (observation?.Contains(times[i], units[i]) == false) outside++;
                else
                {
                    kept++;
                    if (times[i] < previous) early++;
                    previous = times[i];
                }
            }
        }

        if (impossible > 0) notice?.Invoke($"{path}: left out {impossible} spikes whose times are no finite numbers from 0 on");
        if (outside > 0) notice?.Invoke($"{path}: left out {outside} spikes outside of the observation");
        if (early > 0) notice?.Invoke($"{path}: sorted {kept} spikes by time, {early} of which came before the one before them");
        SortedSpikes? sorted = null;
        if (early > 0)
        {
            using Source source = new(whole, observation);
            sorted = RecordingFormats.OpenGuarded(path, () => SortedSpikes.Create(source.Read, Path.GetTempPath(), (int)Math.Min(kept, SortedSpikes.RunRows), CancellationToken.None));
        }

        return new RepairedSpikes(whole, schema, observation, sorted, kept);
    }

    public override async ValueTask DisposeAsync()
    {
        _sorted?.Dispose();
        await _whole.DisposeAsync().ConfigureAwait(false);
        await base.DisposeAsync().ConfigureAwait(false);
    }

    protected override IAsyncEnumerable<RecordBatch> ReadChunksAsync(long firstRow, int chunkRows, CancellationToken cancellationToken) =>
        FromSync(ReadChunks(firstRow, chunkRows), cancellationToken);

    private static bool IsPossible(double time) => time >= 0 && double.IsFinite(time);

    private IEnumerable<RecordBatch> ReadChunks(long firstRow, int chunkRows)
    {
        using Source? source = _sorted is null ? new Source(_whole, _observation) : null;
        SortedSpikes.RowSource read = source is not null ? source.Read : _sorted!.Read().Read;
        foreach (RecordBatch batch in SpikeBatches.Of(Schema, read, firstRow, chunkRows)) yield return batch;
    }

    /// <summary>The spikes that are kept, in the order of the recording.</summary>
    private sealed class Source(IRecordingReader whole, SpikeObservation? observation) : IDisposable
    {
        private readonly IEnumerator<RecordBatch> _batches = whole.ReadAsync(0, BatchRows, CancellationToken.None).ToBlockingEnumerable().GetEnumerator();
        private RecordBatch? _batch;
        private int _next;

        public int Read(Span<double> times, Span<uint> units)
        {
            int taken = 0;
            while (taken < times.Length)
            {
                if (_batch is null || _next == _batch.Length)
                {
                    if (!_batches.MoveNext()) break;
                    _batch = _batches.Current;
                    _next = 0;
                }

                ReadOnlySpan<double> time = SpikesSchema.Times(_batch);
                ReadOnlySpan<uint> unit = SpikesSchema.Units(_batch);
                for (; _next < time.Length && taken < times.Length; _next++)
                {
                    if (!IsPossible(time[_next]) || observation?.Contains(time[_next], unit[_next]) == false) continue;
                    // Minus zero would come after zero.
                    times[taken] = time[_next] == 0 ? 0 : time[_next];
                    units[taken++] = unit[_next];
                }
            }

            return taken;
        }

        public void Dispose() => _batches.Dispose();
    }
}
