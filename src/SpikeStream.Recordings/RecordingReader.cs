using System.Runtime.CompilerServices;
using Apache.Arrow;

namespace SpikeStream.Recordings;

/// <summary>The base of readers of files: a format gives chunks as suits it, this makes batches of the asked size of them.</summary>
internal abstract class RecordingReader(RecordingKind kind, Schema schema, string format, long? rowCount) : IRecordingReader
{
    private const int LeastChunkRows = 8192;
    private const int MostChunkRows = 1 << 20;

    public RecordingKind Kind => kind;

    public Schema Schema => schema;

    public string Format => format;

    public long? RowCount => rowCount;

    public async IAsyncEnumerable<RecordBatch> ReadAsync(
        long firstRow, int batchRows, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(firstRow);
        ArgumentOutOfRangeException.ThrowIfLessThan(batchRows, 1);
        int chunkRows = batchRows >= LeastChunkRows ? Math.Min(batchRows, MostChunkRows) : batchRows * (LeastChunkRows / batchRows);
        var shaper = new BatchShaper(schema, batchRows);
        await foreach (RecordBatch chunk in ReadChunksAsync(firstRow, chunkRows, cancellationToken).ConfigureAwait(false))
        {
            shaper.Add(chunk);
            while (shaper.TryTake(out RecordBatch? batch))
            {
                cancellationToken.ThrowIfCancellationRequested();
                yield return batch;
            }
        }

        if (shaper.TakeRest() is { } last) yield return last;
    }

    public virtual ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>Index of the first row that is not before a time, where it can be found without reading what is before it; otherwise null.</summary>
    internal virtual long? FindRow(double time) => null;

    /// <summary>Reads rows from a position to the end, in chunks of any size; <paramref name="chunkRows"/> suits best.</summary>
    protected abstract IAsyncEnumerable<RecordBatch> ReadChunksAsync(long firstRow, int chunkRows, CancellationToken cancellationToken);

    /// <summary>For formats that are read synchronously.</summary>
    protected static async IAsyncEnumerable<RecordBatch> FromSync(
        IEnumerable<RecordBatch> chunks, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.CompletedTask.ConfigureAwait(false);
        foreach (RecordBatch chunk in chunks)
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return chunk;
        }
    }
}
