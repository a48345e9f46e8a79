using Apache.Arrow;
using Apache.Arrow.Ipc;

namespace SpikeStream.Recordings;

/// <summary>Writes Arrow files and streams. A file that was cut back goes on by running its batches through the writer again, which gives the footer its blocks.</summary>
internal sealed class ArrowIpcWriter : ChunkedWriter
{
    private const int HeadBytes = 8;

    private readonly bool _isFile;
    private ArrowStreamWriter? _writer;
    private long _schemaBytes;

    private ArrowIpcWriter(string path, Schema schema, WriteOptions options, bool isFile)
        : base(path, schema, options) => _isFile = isFile;

    public static ArrowIpcWriter CreateFile(string path, Schema schema, WriteOptions options) => new(path, schema, options, isFile: true);

    public static ArrowIpcWriter CreateStream(string path, Schema schema, WriteOptions options) => new(path, schema, options, isFile: false);

    protected override void Start() => Open(0);

    protected override void WriteChunk(RecordBatch chunk) => _writer!.WriteRecordBatch(chunk);

    protected override void Finish() => _writer!.WriteEnd();

    protected override void SaveState(BinaryWriter checkpoint) => checkpoint.Write(_schemaBytes);

    protected override void RestoreState(BinaryReader checkpoint, long length)
    {
        _schemaBytes = checkpoint.ReadInt64();
        if (!_isFile)
        {
            Open(_schemaBytes);
            return;
        }

        Open(length);
        using FileStream written = System.IO.File.OpenRead(PartialPath);
        written.Position = HeadBytes;
        using var reader = new ArrowStreamReader(written, new ManagedAllocator(), leaveOpen: true);
        while (written.Position < length && reader.ReadNextRecordBatch() is { } batch) _writer!.WriteRecordBatch(batch);
    }

    private void Open(long present)
    {
        var tail = new TailStream(File, present);
        _writer = _isFile ? new ArrowFileWriter(tail, Schema, leaveOpen: true) : new ArrowStreamWriter(tail, Schema, leaveOpen: true);
        _writer.WriteStart();
        _schemaBytes = tail.Position;
    }
}
