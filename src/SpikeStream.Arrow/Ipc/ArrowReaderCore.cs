namespace Apache.Arrow.Ipc;

// What readers of streams, memory and files have in common. Reading is written once: with isAsync false nothing waits, so
// that the result is there when the call returns.
internal abstract class ArrowReaderCore : IDisposable
{
    private DecodedSchema? _schema;
    private DictionaryStore? _dictionaries;

    public bool HasReadSchema => _schema is not null;

    public Schema Schema
    {
        get
        {
            if (_schema is null) Complete(ReadSchemaAsync(isAsync: false, default));
            return _schema!.Schema;
        }
    }

    protected DictionaryStore Dictionaries => _dictionaries!;

    protected FieldPlan[] Plans => _schema!.Plans;

    public abstract ValueTask<RecordBatch?> ReadNextAsync(bool isAsync, CancellationToken cancellationToken);

    public abstract ValueTask ReadSchemaAsync(bool isAsync, CancellationToken cancellationToken);

    public abstract void Dispose();

    public RecordBatch? ReadNext() => Complete(ReadNextAsync(isAsync: false, default));

    protected static void Complete(ValueTask task) => task.GetAwaiter().GetResult();

    protected static T Complete<T>(ValueTask<T> task) => task.GetAwaiter().GetResult();

    protected void TakeSchema(FlatBufferTable table, int messageLength)
    {
        _schema = SchemaDecoder.Decode(table, messageLength);
        _dictionaries = new DictionaryStore(_schema.Plans);
    }

    protected void TakeSchema(IpcMessage message) =>
        TakeSchema(message.Table.Table(IpcFormat.Message.Header), message.Metadata.Length);

    protected RecordBatch TakeRecordBatch(IpcMessage message)
    {
        (ArrayData[] columns, int length) =
            BatchDecoder.Decode(message.Table.Table(IpcFormat.Message.Header), Plans, message.Body, Dictionaries);
        var arrays = new List<IArrowArray>(columns.Length);
        foreach (ArrayData column in columns) arrays.Add(ArrowArrayFactory.BuildArray(column));
        return new RecordBatch(Schema, message.Owner, arrays, length);
    }
}
