using System.Buffers.Binary;

namespace Apache.Arrow.Ipc;

// Where a message lies in a file: from its length prefix on, metadata with the prefix, then the body.
internal readonly record struct FileBlock(long Offset, int MetadataLength, long BodyLength)
{
    // The block of a footer's vector, which must lie within the first bytes of the file.
    public static FileBlock Read(ReadOnlySpan<byte> blocks, int index, string kind, long limit)
    {
        ReadOnlySpan<byte> block = blocks.Slice(index * IpcFormat.Footer.BlockSize, IpcFormat.Footer.BlockSize);
        long offset = BinaryPrimitives.ReadInt64LittleEndian(block);
        int metadataLength = BinaryPrimitives.ReadInt32LittleEndian(block[8..]);
        long bodyLength = BinaryPrimitives.ReadInt64LittleEndian(block[16..]);
        bool isInside = offset >= 0 && metadataLength > 0 && bodyLength is >= 0 and <= int.MaxValue
            && offset <= limit - metadataLength && bodyLength <= limit - metadataLength - offset;
        return isInside
            ? new FileBlock(offset, metadataLength, bodyLength)
            : throw new InvalidDataException(
                $"The footer puts {kind} {index} at byte {offset} with {metadataLength} + {bodyLength} bytes, outside the {limit} bytes before it. The file is damaged.");
    }
}
