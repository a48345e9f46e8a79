using System.Buffers;
using System.Buffers.Binary;
using Apache.Arrow.Memory;

namespace Apache.Arrow.Ipc;

// Reads a file by its footer: the schema and where each message lies.
internal sealed class FileReaderCore : ArrowReaderCore
{
    private readonly Stream _stream;
    private readonly bool _leaveOpen;
    private readonly StreamInput _input;
    private FileBlock[] _dictionaryBlocks = [];
    private FileBlock[] _batchBlocks = [];
    private bool _hasReadDictionaries;
    private int _next;

    public FileReaderCore(Stream stream, MemoryAllocator? allocator, bool leaveOpen)
    {
        ArgumentNullException.ThrowIfNull(stream);
        if (!stream.CanSeek) throw new ArgumentException("An Arrow file is read from a stream that can seek; for others there is ArrowStreamReader.", nameof(stream));
        _stream = stream;
        _leaveOpen = leaveOpen;
        _input = new StreamInput(stream, allocator);
    }

    // Whether the file begins and ends as an Arrow file does and its footer can be read.
    public bool IsFileValid
    {
        get
        {
            try
            {
                Complete(ReadSchemaAsync(isAsync: false, default));
                return true;
            }
            catch (InvalidDataException)
            {
                return false;
            }
        }
    }

    public override void Dispose()
    {
        if (!_leaveOpen) _stream.Dispose();
    }

    public async ValueTask<int> CountAsync(bool isAsync, CancellationToken cancellationToken)
    {
        await ReadSchemaAsync(isAsync, cancellationToken).ConfigureAwait(false);
        return _batchBlocks.Length;
    }

    public override async ValueTask<RecordBatch?> ReadNextAsync(bool isAsync, CancellationToken cancellationToken)
    {
        if (_next >= await CountAsync(isAsync, cancellationToken).ConfigureAwait(false)) return null;

        // A damaged batch is passed over by the next call.
        return await ReadAsync(_next++, isAsync, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<RecordBatch> ReadAsync(int index, bool isAsync, CancellationToken cancellationToken)
    {
        int count = await CountAsync(isAsync, cancellationToken).ConfigureAwait(false);
        if (index < 0 || index >= count) throw new ArgumentOutOfRangeException(nameof(index), index, $"There are {count} record batches.");
        await ReadDictionariesAsync(isAsync, cancellationToken).ConfigureAwait(false);
        IpcMessage message = await ReadBlockAsync(_batchBlocks[index], IpcFormat.Header.RecordBatch, index, isAsync, cancellationToken).ConfigureAwait(false);
        try
        {
            return TakeRecordBatch(message);
        }
        catch (InvalidDataException fault)
        {
            message.Owner?.Dispose();
            throw new InvalidDataException($"Record batch {index}: {fault.Message}", fault);
        }
    }

    public override async ValueTask ReadSchemaAsync(bool isAsync, CancellationToken cancellationToken)
    {
        if (HasReadSchema) return;
        int magic = IpcFormat.FileMagic.Length;
        int tail = sizeof(int) + magic;
        long length = _stream.Length;
        if (length < (2 * magic) + tail) throw new InvalidDataException($"Not an Arrow file: it has {length} bytes only.");
        byte[] head = await ReadExactAsync(0, magic, isAsync, cancellationToken).ConfigureAwait(false);
        byte[] end = await ReadExactAsync(length - tail, tail, isAsync, cancellationToken).ConfigureAwait(false);
        if (!head.AsSpan().SequenceEqual(IpcFormat.FileMagic)) throw new InvalidDataException("Not an Arrow file: it does not begin with ARROW1.");
        if (!end.AsSpan(sizeof(int)).SequenceEqual(IpcFormat.FileMagic))
            throw new InvalidDataException("The Arrow file does not end with ARROW1: it was cut off or is still being written. What is there can be read as a stream from byte 8 on.");
        int footerLength = BinaryPrimitives.ReadInt32LittleEndian(end);
        long footerStart = length - tail - footerLength;
        if (footerLength <= 0 || footerStart < magic)
            throw new InvalidDataException($"The Arrow file has a footer of {footerLength} bytes in a file of {length}. The file is damaged.");
        byte[] footer = await ReadExactAsync(footerStart, footerLength, isAsync, cancellationToken).ConfigureAwait(false);
        ReadFooter(footer, footerStart);
    }

    private void ReadFooter(ReadOnlySpan<byte> bytes, long footerStart)
    {
        FlatBufferTable footer = FlatBufferTable.Root(bytes);
        _dictionaryBlocks = ReadBlocks(footer, IpcFormat.Footer.Dictionaries, "dictionary", footerStart);
        _batchBlocks = ReadBlocks(footer, IpcFormat.Footer.RecordBatches, "record batch", footerStart);
        TakeSchema(footer.Table(IpcFormat.Footer.Schema), bytes.Length);
    }

    private static FileBlock[] ReadBlocks(FlatBufferTable footer, int slot, string kind, long limit)
    {
        ReadOnlySpan<byte> vector = footer.Vector(slot, IpcFormat.Footer.BlockSize, out int count);
        var blocks = new FileBlock[count];
        for (int i = 0; i < count; i++) blocks[i] = FileBlock.Read(vector, i, kind, limit);
        return blocks;
    }

    private async ValueTask ReadDictionariesAsync(bool isAsync, CancellationToken cancellationToken)
    {
        if (_hasReadDictionaries) return;
        for (int i = 0; i < _dictionaryBlocks.Length; i++)
        {
            IpcMessage message = await ReadBlockAsync(_dictionaryBlocks[i], IpcFormat.Header.DictionaryBatch, i, isAsync, cancellationToken).ConfigureAwait(false);
            try
            {
                Dictionaries.Read(message);
            }
            catch (InvalidDataException fault)
            {
                message.Owner?.Dispose();
                throw new InvalidDataException($"Dictionary {i}: {fault.Message}", fault);
            }
        }

        _hasReadDictionaries = true;
    }

    private async ValueTask<IpcMessage> ReadBlockAsync(
        FileBlock block, IpcFormat.Header expected, int index, bool isAsync, CancellationToken cancellationToken)
    {
        byte[] metadata = await ReadExactAsync(block.Offset, block.MetadataLength, isAsync, cancellationToken).ConfigureAwait(false);
        ReadOnlyMemory<byte> table = TrimPrefix(metadata, expected, index);
        (IpcFormat.Header header, long bodyLength) = IpcMessage.Inspect(table.Span);
        if (header != expected)
            throw new InvalidDataException($"{expected} {index}: found a message of kind {header} at byte {block.Offset}. The file is damaged.");
        if (bodyLength > block.BodyLength)
            throw new InvalidDataException($"{expected} {index}: its body takes {bodyLength} bytes, {block.BodyLength} by the footer. The file is damaged.");
        if (bodyLength == 0) return new IpcMessage(table, default, null);
        (IMemoryOwner<byte> owner, long found) = await _input.ReadAsync((int)bodyLength, isAsync, cancellationToken).ConfigureAwait(false);
        if (found == bodyLength) return new IpcMessage(table, owner.Memory[..(int)bodyLength], owner);
        owner.Dispose();
        throw new InvalidDataException($"{expected} {index}: found {found} bytes of its body, expected {bodyLength}. The file was cut off.");
    }

    // The metadata without the length before it, which is 4 or, since Arrow 0.15, 8 bytes.
    private static ReadOnlyMemory<byte> TrimPrefix(ReadOnlyMemory<byte> metadata, IpcFormat.Header expected, int index)
    {
        int prefix = sizeof(int);
        int length = metadata.Length < prefix ? 0 : BinaryPrimitives.ReadInt32LittleEndian(metadata.Span);
        if (length == IpcFormat.Continuation && metadata.Length >= 2 * sizeof(int))
        {
            prefix = 2 * sizeof(int);
            length = BinaryPrimitives.ReadInt32LittleEndian(metadata.Span[sizeof(int)..]);
        }

        return length > 0 && length <= metadata.Length - prefix
            ? metadata.Slice(prefix, length)
            : throw new InvalidDataException($"{expected} {index}: found metadata of {length} bytes where the footer has {metadata.Length}. The message was overwritten or never written.");
    }

    private async ValueTask<byte[]> ReadExactAsync(long position, int length, bool isAsync, CancellationToken cancellationToken)
    {
        _stream.Position = position;
        if (length > _stream.Length - position) throw new InvalidDataException("The Arrow file became shorter while it was read.");
        var bytes = new byte[length];
        int found = await _input.FillAsync(bytes, isAsync, cancellationToken).ConfigureAwait(false);
        return found == length ? bytes : throw new InvalidDataException($"The Arrow file was cut off: found {found} bytes at {position}, expected {length}.");
    }
}
