using System.Runtime.CompilerServices;
using Apache.Arrow;

namespace SpikeStream.Recordings;

/// <summary>Spikes of which none may lie outside of the observation that the recording states.</summary>
internal sealed class CheckedSpikes : RecordingReader
{
    private readonly string _path;
    private readonly IRecordingReader _whole;
    private readonly SpikeObservation _observation;

    private CheckedSpikes(string path, IRecordingReader whole, SpikeObservation observation)
        : base(whole.Kind, whole.Schema, whole.Format, whole.RowCount)
    {
        _path = path;
        _whole = whole;
        _observation = observation;
    }

    /// <summary>Adds the checks that a recording needs by what its schema says.</summary>
    /// <param name="path">The recording, for messages.</param>
    /// <param name="whole">The recording; owned by the result.</param>
    public static IRecordingReader Create(string path, IRecordingReader whole)
    {
        UnitIdentity.Check(path, whole.Schema);
        return SpikeObservation.Of(whole.Schema) is { } observation ? new CheckedSpikes(path, whole, observation) : whole;
    }

    public override async ValueTask DisposeAsync()
    {
        await _whole.DisposeAsync().ConfigureAwait(false);
        await base.DisposeAsync().ConfigureAwait(false);
    }

    internal override long? FindRow(double time) => (_whole as RecordingReader)?.FindRow(time);

    protected override async IAsyncEnumerable<RecordBatch> ReadChunksAsync(
        long firstRow, int chunkRows, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        long row = firstRow;
        await foreach (RecordBatch batch in _whole.ReadAsync(firstRow, chunkRows, cancellationToken).ConfigureAwait(false))
        {
            Check(batch, row);
            row += batch.Length;
            yield return batch;
        }
    }

    private void Check(RecordBatch batch, long row)
    {
        ReadOnlySpan<double> times = SpikesSchema.Times(batch);
        ReadOnlySpan<uint> units = SpikesSchema.Units(batch);
        int outside = _observation.FirstOutside(times, units);
        if (outside < 0) return;
        throw new InvalidInputException(FormattableString.Invariant(
            $"{_path}: row {row + outside}: found a spike of unit {units[outside]} at {times[outside]:R} s, expected it within the observation ({_observation.Describe(units[outside])}); leave such spikes out with repair."));
    }
}
