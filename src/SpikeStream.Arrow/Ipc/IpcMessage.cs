using System.Buffers;

namespace Apache.Arrow.Ipc;

// A message as it was found: its metadata (a FlatBuffer) and its body. The owner, if any, is that of the body's memory.
internal readonly record struct IpcMessage(ReadOnlyMemory<byte> Metadata, ReadOnlyMemory<byte> Body, IMemoryOwner<byte>? Owner)
{
    public FlatBufferTable Table => FlatBufferTable.Root(Metadata.Span);

    // The kind of message and the length of its body; metadata of versions before V4 are refused.
    public static (IpcFormat.Header Header, long BodyLength) Inspect(ReadOnlySpan<byte> metadata)
    {
        FlatBufferTable message = FlatBufferTable.Root(metadata);
        short version = message.Int16(IpcFormat.Message.Version);
        if (version is not (IpcFormat.MetadataV4 or IpcFormat.MetadataV5))
            throw new NotSupportedException($"Found Arrow metadata version V{version + 1}, expected V4 or V5.");
        long bodyLength = message.Int64(IpcFormat.Message.BodyLength);
        if (bodyLength < 0) throw new InvalidDataException($"Malformed Arrow message: its body length is {bodyLength}.");
        return ((IpcFormat.Header)message.Byte(IpcFormat.Message.HeaderType), bodyLength);
    }
}
