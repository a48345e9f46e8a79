using Apache.Arrow.Memory;

namespace Apache.Arrow.Ipc;

/// <summary>Reads an Arrow IPC stream: a schema, then record batches.</summary>
/// <remarks>
/// Read from memory, the arrays point into that memory and nothing is copied; read from a stream, each batch owns its memory
/// until it is disposed. Damaged data are refused with an <see cref="InvalidDataException"/>, what is not supported with a
/// <see cref="NotSupportedException"/>.
/// </remarks>
public class ArrowStreamReader : IArrowReader, IArrowArrayStream, IDisposable
{
    private readonly ArrowReaderCore _core;

    /// <summary>Reads a stream and disposes it at the end.</summary>
    public ArrowStreamReader(Stream stream)
        : this(stream, null, leaveOpen: false)
    {
    }

    /// <summary>Reads a stream into memory of an allocator and disposes the stream at the end.</summary>
    public ArrowStreamReader(Stream stream, MemoryAllocator? allocator)
        : this(stream, allocator, leaveOpen: false)
    {
    }

    /// <summary>Reads a stream.</summary>
    public ArrowStreamReader(Stream stream, bool leaveOpen)
        : this(stream, null, leaveOpen)
    {
    }

    /// <summary>Reads a stream into memory of an allocator.</summary>
    public ArrowStreamReader(Stream stream, MemoryAllocator? allocator, bool leaveOpen)
    {
        ArgumentNullException.ThrowIfNull(stream);
        _core = new StreamReaderCore(stream, allocator, leaveOpen);
    }

    /// <summary>Reads memory without copying it: it must live as long as the arrays.</summary>
    public ArrowStreamReader(ReadOnlyMemory<byte> buffer)
    {
        _core = new MemoryReaderCore(buffer);
    }

    private protected ArrowStreamReader(ArrowReaderCore core)
    {
        _core = core;
    }

    /// <summary>The schema of all batches; read when it is first asked for.</summary>
    public Schema Schema => _core.Schema;

    private protected ArrowReaderCore Core => _core;

    /// <summary>The schema of all batches, read without blocking.</summary>
    public async ValueTask<Schema> GetSchema(CancellationToken cancellationToken = default)
    {
        await _core.ReadSchemaAsync(isAsync: true, cancellationToken).ConfigureAwait(false);
        return _core.Schema;
    }

    /// <summary>The next batch, or null after the last.</summary>
    public ValueTask<RecordBatch?> ReadNextRecordBatchAsync(CancellationToken cancellationToken = default) =>
        _core.ReadNextAsync(isAsync: true, cancellationToken);

    /// <summary>The next batch, or null after the last.</summary>
    public RecordBatch? ReadNextRecordBatch() => _core.ReadNext();

    /// <summary>Disposes the stream, unless it was to be left open.</summary>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Disposes the stream, unless it was to be left open.</summary>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing) _core.Dispose();
    }
}
