using Apache.Arrow;

namespace SpikeStream.Recordings;

/// <summary>A small recording that is held in memory.</summary>
internal sealed class MemoryRecordingReader(RecordingKind kind, string format, RecordBatch table)
    : RecordingReader(kind, table.Schema, format, table.Length)
{
    protected override IAsyncEnumerable<RecordBatch> ReadChunksAsync(long firstRow, int chunkRows, CancellationToken cancellationToken) =>
        FromSync(firstRow >= table.Length ? [] : [Columns.Slice(table, (int)firstRow, table.Length - (int)firstRow)], cancellationToken);
}
