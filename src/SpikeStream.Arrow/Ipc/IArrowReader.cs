namespace Apache.Arrow.Ipc;

/// <summary>Gives record batches one after the other.</summary>
public interface IArrowReader
{
    /// <summary>The next batch, or null after the last.</summary>
    ValueTask<RecordBatch?> ReadNextRecordBatchAsync(CancellationToken cancellationToken = default);
}
