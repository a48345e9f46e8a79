using System.Buffers.Binary;
using Apache.Arrow.Memory;

namespace Apache.Arrow.Ipc;

/// <summary>Writes an Arrow IPC file: a stream between two marks, and a footer that says where each record batch lies. End it with <see cref="ArrowStreamWriter.WriteEnd"/>: without the footer it is no file.</summary>
public class ArrowFileWriter : ArrowStreamWriter
{
    private readonly List<FileBlock> _dictionaryBlocks = [];
    private readonly List<FileBlock> _batchBlocks = [];

    /// <summary>Writes to a stream and disposes it at the end.</summary>
    public ArrowFileWriter(Stream stream, Schema schema)
        : this(stream, schema, leaveOpen: false)
    {
    }

    /// <summary>Writes to a stream.</summary>
    public ArrowFileWriter(Stream stream, Schema schema, bool leaveOpen)
        : this(stream, schema, leaveOpen, options: null, allocator: null)
    {
    }

    /// <summary>Writes to a stream as the options say.</summary>
    public ArrowFileWriter(Stream stream, Schema schema, bool leaveOpen, IpcOptions? options)
        : this(stream, schema, leaveOpen, options, allocator: null)
    {
    }

    /// <summary>Writes to a stream as the options say; the allocator is not needed.</summary>
    /// <exception cref="ArgumentException">The stream cannot be written to or cannot seek.</exception>
    public ArrowFileWriter(Stream stream, Schema schema, bool leaveOpen, IpcOptions? options, MemoryAllocator? allocator)
        : base(stream, schema, leaveOpen, options, allocator)
    {
        if (!stream.CanWrite) throw new ArgumentException("stream must be writable", nameof(stream));
        if (!stream.CanSeek) throw new ArgumentException("stream must be seekable", nameof(stream));
    }

    private protected override bool CanReplaceDictionaries => false;

    private protected override ValueTask WriteHeadAsync(bool isAsync, CancellationToken cancellationToken)
    {
        var head = new byte[8];
        IpcFormat.FileMagic.CopyTo(head);
        return WriteAsync(head, isAsync, cancellationToken);
    }

    private protected override void NoteBlock(IpcFormat.Header header, FileBlock block)
    {
        if (header == IpcFormat.Header.DictionaryBatch) _dictionaryBlocks.Add(block);
        if (header == IpcFormat.Header.RecordBatch) _batchBlocks.Add(block);
    }

    private protected override async ValueTask WriteTailAsync(bool isAsync, CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte> footer = Encoder.EncodeFooter(Schema, Plans, _dictionaryBlocks, _batchBlocks);
        await WriteAsync(footer, isAsync, cancellationToken).ConfigureAwait(false);
        var tail = new byte[sizeof(int) + IpcFormat.FileMagic.Length];
        BinaryPrimitives.WriteInt32LittleEndian(tail, footer.Length);
        IpcFormat.FileMagic.CopyTo(tail.AsSpan(sizeof(int)));
        await WriteAsync(tail, isAsync, cancellationToken).ConfigureAwait(false);
    }
}
