using System.Buffers.Binary;

namespace Apache.Arrow.Ipc;

// Reads a stream that lies in memory; arrays point into it.
internal sealed class MemoryReaderCore(ReadOnlyMemory<byte> memory) : SequentialReaderCore
{
    private ReadOnlyMemory<byte> _rest = memory;

    public override void Dispose()
    {
        // The memory is the caller's.
    }

    protected override ValueTask<IpcMessage?> NextMessageAsync(bool isAsync, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new ValueTask<IpcMessage?>(Next());
    }

    private IpcMessage? Next()
    {
        if (_rest.IsEmpty) return null;
        int metadataLength = TakeInt32();
        if (metadataLength == IpcFormat.Continuation) metadataLength = TakeInt32();
        if (CheckMetadataLength(metadataLength) == 0) return null;
        ReadOnlyMemory<byte> metadata = Take(metadataLength, "metadata");
        (_, long bodyLength) = IpcMessage.Inspect(metadata.Span);
        return new IpcMessage(metadata, Take(bodyLength, "a message body"), null);
    }

    private int TakeInt32() => BinaryPrimitives.ReadInt32LittleEndian(Take(sizeof(int), "a message's length").Span);

    private ReadOnlyMemory<byte> Take(long length, string what)
    {
        if (length > _rest.Length) throw Truncated(what, _rest.Length, length);
        ReadOnlyMemory<byte> taken = _rest[..(int)length];
        _rest = _rest[(int)length..];
        return taken;
    }
}
