using Apache.Arrow;
using Apache.Arrow.Ipc;

namespace SpikeStream.Recordings;

/// <summary>Takes rows into a file, as an Arrow stream, from which they can be read several times.</summary>
internal sealed class RowSpool(FileStream file, Schema schema) : IDisposable
{
    private ArrowStreamWriter? _writer;
    private long _schemaBytes;

    /// <summary>Begins an empty file.</summary>
    public void Start() => Open(0);

    public void Add(RecordBatch rows) => _writer!.WriteRecordBatch(rows);

    public void End() => _writer!.WriteEnd();

    public void Save(BinaryWriter checkpoint) => checkpoint.Write(_schemaBytes);

    /// <summary>Goes on after a file that was cut back.</summary>
    public void Restore(BinaryReader checkpoint) => Open(checkpoint.ReadInt64());

    public void Dispose() => _writer?.Dispose();

    /// <summary>The rows of a complete spool.</summary>
    /// <param name="path">The file.</param>
    /// <param name="cancellation">Ends the reading.</param>
    public static IEnumerable<RecordBatch> Read(string path, CancellationToken cancellation)
    {
        using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var reader = new ArrowStreamReader(stream, new ManagedAllocator(), leaveOpen: true);
        while (reader.ReadNextRecordBatch() is { } batch)
        {
            cancellation.ThrowIfCancellationRequested();
            yield return batch;
        }
    }

    private void Open(long present)
    {
        var tail = new TailStream(file, present);
        _writer = new ArrowStreamWriter(tail, schema, leaveOpen: true);
        _writer.WriteStart();
        _schemaBytes = tail.Position;
    }
}
