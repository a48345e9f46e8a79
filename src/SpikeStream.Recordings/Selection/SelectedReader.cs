using System.Runtime.CompilerServices;
using Apache.Arrow;

namespace SpikeStream.Recordings;

/// <summary>The rows of a recording within a window of time and of some of its units, for formats that give the whole only.</summary>
internal sealed class SelectedReader : RecordingReader
{
    private readonly IRecordingReader _whole;
    private readonly TimeWindow _window;
    private readonly UnitSelection? _units;
    private readonly long? _start;
    private readonly long? _stop;

    private SelectedReader(IRecordingReader whole, Schema schema, TimeWindow window, UnitSelection? units, long? start, long? stop)
        : base(whole.Kind, schema, whole.Format, units is null ? stop - start : null)
    {
        _whole = whole;
        _window = window;
        _units = units;
        _start = start;
        _stop = stop;
    }

    /// <summary>Restricts a recording as options say.</summary>
    /// <param name="path">The recording, for messages.</param>
    /// <param name="whole">The whole recording; owned by the result.</param>
    /// <param name="options">The options; nothing is left out where they state neither a window nor units.</param>
    /// <exception cref="InvalidInputException">The recording has no times or no units to choose by, or nothing is left.</exception>
    public static IRecordingReader Create(string path, IRecordingReader whole, ReadOptions options)
    {
        var window = TimeWindow.From(options);
        if (!window.IsRestricted && options.Units is null) return whole;
        Schema schema = whole.Schema;
        if (window.IsRestricted)
        {
            if (whole.Kind != RecordingKind.Trials && !SchemaParts.IsInOrderOfTime(whole.Kind, schema))
                throw new InvalidInputException($"{path}: found {RecordingMetadata.KindText(whole.Kind)} whose rows are not ordered in time, expected spikes, counts in bins, a series or trials for start and stop.");
            schema = SelectedSchema.Within(path, whole.Kind, schema, window);
        }

        UnitSelection? units = null;
        if (options.Units is { } text)
        {
            units = UnitSelection.Create(path, whole, text);
            schema = SelectedSchema.Of(path, whole.Kind, schema, units);
        }

        (long? start, long? stop) = whole is RecordingReader rows && window.IsRestricted ? (rows.FindRow(window.Start), rows.FindRow(window.Stop)) : (null, null);
        return new SelectedReader(whole, schema, window, units, start, stop);
    }

    public override async ValueTask DisposeAsync()
    {
        await _whole.DisposeAsync().ConfigureAwait(false);
        await base.DisposeAsync().ConfigureAwait(false);
    }

    protected override async IAsyncEnumerable<RecordBatch> ReadChunksAsync(
        long firstRow, int chunkRows, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Where the rows of the window are known and all of them are taken, those before the first are passed over unread.
        bool isKnown = _units is null && _start is not null;
        long from = (_start ?? 0) + (isKnown ? firstRow : 0), skip = isKnown ? 0 : firstRow;
        long left = _stop - from ?? long.MaxValue;
        if (left <= 0) yield break;
        await foreach (RecordBatch batch in _whole.ReadAsync(from, (int)Math.Min(chunkRows, left), cancellationToken).ConfigureAwait(false))
        {
            foreach ((int start, int length) in Stretches(batch))
            {
                RecordBatch kept = Columns.Slice(batch, start, length);
                kept = _units is null ? new RecordBatch(Schema, kept.Arrays, length) : _units.Apply(kept, Schema);
                int passed = (int)Math.Min(skip, kept.Length);
                skip -= passed;
                if (passed < kept.Length) yield return Columns.Slice(kept, passed, kept.Length - passed);
            }

            left -= batch.Length;
            if (left <= 0 || IsPast(batch)) yield break;
        }
    }

    // All rows that follow are after the window.
    private bool IsPast(RecordBatch batch) =>
        _window.Stop < double.PositiveInfinity && Kind != RecordingKind.Trials && Columns.Values<double>(batch, SpikesSchema.Time)[^1] >= _window.Stop;

    private List<(int Start, int Length)> Stretches(RecordBatch batch)
    {
        if (!_window.IsRestricted) return [(0, batch.Length)];
        if (Kind == RecordingKind.Trials) return TrialStretches(batch);
        ReadOnlySpan<double> times = Columns.Values<double>(batch, SpikesSchema.Time);
        int start = TimeWindow.LowerBound(times, _window.Start), stop = TimeWindow.LowerBound(times, _window.Stop);
        return start < stop ? [(start, stop - start)] : [];
    }

    // Trials need not be in the order of their starts; one without a start is in no window.
    private List<(int Start, int Length)> TrialStretches(RecordBatch batch)
    {
        List<(int Start, int Length)> stretches = [];
        IArrowArray column = batch.Column(TrialsSchema.Start);
        ReadOnlySpan<double> starts = TrialsSchema.Starts(batch);
        for (int row = 0; row < batch.Length; row++)
        {
            if (column.IsNull(row) || !(starts[row] >= _window.Start && starts[row] < _window.Stop)) continue;
            if (stretches.Count > 0 && stretches[^1] is var (start, length) && start + length == row) stretches[^1] = (start, length + 1);
            else stretches.Add((row, 1));
        }

        return stretches;
    }
}
