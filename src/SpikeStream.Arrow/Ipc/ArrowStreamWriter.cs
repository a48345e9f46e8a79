using Apache.Arrow.Memory;

namespace Apache.Arrow.Ipc;

/// <summary>Writes an Arrow IPC stream: a schema, then record batches. End it with <see cref="WriteEnd"/>; disposing does not.</summary>
/// <remarks>Metadata version V5, little-endian, without compression; the same batches give the same bytes, sliced or not.</remarks>
public class ArrowStreamWriter : IDisposable
{
    private static readonly byte[] Padding = new byte[8];

    private readonly bool _leaveOpen;
    private readonly FieldPlan[] _plans;
    private readonly DictionaryTracker _dictionaries = new();
    private bool _hasWrittenStart;
    private bool _hasWrittenEnd;

    /// <summary>Writes to a stream and disposes it at the end.</summary>
    public ArrowStreamWriter(Stream baseStream, Schema schema)
        : this(baseStream, schema, leaveOpen: false)
    {
    }

    /// <summary>Writes to a stream.</summary>
    public ArrowStreamWriter(Stream baseStream, Schema schema, bool leaveOpen)
        : this(baseStream, schema, leaveOpen, options: null)
    {
    }

    /// <summary>Writes to a stream as the options say.</summary>
    public ArrowStreamWriter(Stream baseStream, Schema schema, bool leaveOpen, IpcOptions? options)
        : this(baseStream, schema, leaveOpen, options, allocator: null)
    {
    }

    /// <summary>Writes to a stream as the options say; the allocator is not needed.</summary>
    public ArrowStreamWriter(Stream baseStream, Schema schema, bool leaveOpen, IpcOptions? options, MemoryAllocator? allocator)
    {
        ArgumentNullException.ThrowIfNull(baseStream);
        ArgumentNullException.ThrowIfNull(schema);
        BaseStream = baseStream;
        Schema = schema;
        _leaveOpen = leaveOpen;
        _plans = FieldPlan.ForSchema(schema);
        Encoder = new MessageEncoder(options?.WriteLegacyIpcFormat ?? false);
    }

    /// <summary>The stream written to.</summary>
    protected Stream BaseStream { get; }

    /// <summary>The schema of all batches.</summary>
    protected Schema Schema { get; }

    private protected MessageEncoder Encoder { get; }

    private protected FieldPlan[] Plans => _plans;

    // Bytes written so far.
    private protected long Written { get; private set; }

    // Whether a dictionary may be written again with other values.
    private protected virtual bool CanReplaceDictionaries => true;

    /// <summary>Writes the schema, unless it has been written.</summary>
    public void WriteStart() => Complete(WriteStartCoreAsync(isAsync: false, default));

    /// <summary>Writes the schema, unless it has been written.</summary>
    public Task WriteStartAsync(CancellationToken cancellationToken = default) => WriteStartCoreAsync(isAsync: true, cancellationToken).AsTask();

    /// <summary>Writes a batch, and before it what has not been written of the schema and dictionaries.</summary>
    /// <exception cref="ArgumentException">The batch does not have the columns of the schema.</exception>
    public virtual void WriteRecordBatch(RecordBatch recordBatch) => Complete(WriteBatchAsync(recordBatch, isAsync: false, default));

    /// <summary>Writes a batch, and before it what has not been written of the schema and dictionaries.</summary>
    /// <exception cref="ArgumentException">The batch does not have the columns of the schema.</exception>
    public virtual Task WriteRecordBatchAsync(RecordBatch recordBatch, CancellationToken cancellationToken = default) =>
        WriteBatchAsync(recordBatch, isAsync: true, cancellationToken).AsTask();

    /// <summary>Ends the stream, unless it has been ended.</summary>
    public void WriteEnd() => Complete(WriteEndCoreAsync(isAsync: false, default));

    /// <summary>Ends the stream, unless it has been ended.</summary>
    public Task WriteEndAsync(CancellationToken cancellationToken = default) => WriteEndCoreAsync(isAsync: true, cancellationToken).AsTask();

    /// <summary>Disposes the stream, unless it was to be left open.</summary>
    public virtual void Dispose()
    {
        if (!_leaveOpen) BaseStream.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected virtual ValueTask WriteHeadAsync(bool isAsync, CancellationToken cancellationToken) => default;

    private protected virtual ValueTask WriteTailAsync(bool isAsync, CancellationToken cancellationToken) => default;

    private protected virtual void NoteBlock(IpcFormat.Header header, FileBlock block)
    {
    }

    private protected async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, bool isAsync, CancellationToken cancellationToken)
    {
        if (isAsync)
            await BaseStream.WriteAsync(bytes, cancellationToken).ConfigureAwait(false);
        else
            BaseStream.Write(bytes.Span);
        Written += bytes.Length;
    }

    private static void Complete(ValueTask task) => task.GetAwaiter().GetResult();

    private async ValueTask WriteStartCoreAsync(bool isAsync, CancellationToken cancellationToken)
    {
        if (_hasWrittenStart) return;
        _hasWrittenStart = true;
        await WriteHeadAsync(isAsync, cancellationToken).ConfigureAwait(false);
        Encoder.EncodeSchema(Schema, _plans);
        await WriteMessageAsync(IpcFormat.Header.Schema, isAsync, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask WriteEndCoreAsync(bool isAsync, CancellationToken cancellationToken)
    {
        await WriteStartCoreAsync(isAsync, cancellationToken).ConfigureAwait(false);
        if (_hasWrittenEnd) return;
        _hasWrittenEnd = true;
        await WriteAsync(Encoder.EndOfStream, isAsync, cancellationToken).ConfigureAwait(false);
        await WriteTailAsync(isAsync, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask WriteBatchAsync(RecordBatch batch, bool isAsync, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        Check(batch);
        await WriteStartCoreAsync(isAsync, cancellationToken).ConfigureAwait(false);
        for (int i = 0; i < _plans.Length; i++)
        {
            foreach ((FieldPlan plan, ArrayData values) in _dictionaries.Find(_plans[i], batch.Column(i).Data))
            {
                Encoder.EncodeDictionary(plan.DictionaryId, values);
                (bool isNew, bool isReplacement) = _dictionaries.Note(plan, values, Encoder);
                if (isReplacement && !CanReplaceDictionaries)
                    throw new InvalidOperationException($"Field {plan.Path}: its dictionary has changed, but a file has one dictionary per field. Write a stream, or the same dictionary in all batches.");
                if (isNew) await WriteMessageAsync(IpcFormat.Header.DictionaryBatch, isAsync, cancellationToken).ConfigureAwait(false);
            }
        }

        Encoder.EncodeRecordBatch(batch);
        await WriteMessageAsync(IpcFormat.Header.RecordBatch, isAsync, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask WriteMessageAsync(IpcFormat.Header header, bool isAsync, CancellationToken cancellationToken)
    {
        var block = new FileBlock(Written, Encoder.Head.Length, Encoder.BodyLength);
        await WriteAsync(Encoder.Head, isAsync, cancellationToken).ConfigureAwait(false);
        foreach (ReadOnlyMemory<byte> buffer in Encoder.Body)
        {
            if (buffer.IsEmpty) continue;
            await WriteAsync(buffer, isAsync, cancellationToken).ConfigureAwait(false);
            int padding = -buffer.Length & 7;
            if (padding != 0) await WriteAsync(Padding.AsMemory(0, padding), isAsync, cancellationToken).ConfigureAwait(false);
        }

        NoteBlock(header, block);
    }

    private void Check(RecordBatch batch)
    {
        if (batch.ColumnCount != _plans.Length)
            throw new ArgumentException($"The record batch has {batch.ColumnCount} columns, the schema {_plans.Length} fields.", nameof(batch));
        for (int i = 0; i < _plans.Length; i++)
        {
            ArrayData column = batch.Column(i).Data;
            if (column.Length != batch.Length)
                throw new ArgumentException($"Column {_plans[i].Path} has {column.Length} entries in a record batch of {batch.Length} rows.", nameof(batch));
            if (!TypeComparison.AreSame(column.DataType, _plans[i].Type))
                throw new ArgumentException($"Column {_plans[i].Path} is of type {column.DataType.Name}, its field of type {_plans[i].Type.Name} (or of another unit, size or child).", nameof(batch));
        }
    }
}
