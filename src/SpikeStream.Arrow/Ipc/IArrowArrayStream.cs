namespace Apache.Arrow.Ipc;

/// <summary>A schema and record batches of that schema, one after the other.</summary>
public interface IArrowArrayStream : IDisposable
{
    /// <summary>The schema of all batches.</summary>
    Schema Schema { get; }

    /// <summary>The next batch, or null after the last.</summary>
    ValueTask<RecordBatch?> ReadNextRecordBatchAsync(CancellationToken cancellationToken = default);
}
