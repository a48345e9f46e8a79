using System.Buffers;
using System.Buffers.Binary;
using Apache.Arrow.Memory;

namespace Apache.Arrow.Ipc;

// Reads a stream message by message; each record batch owns the memory of its body.
internal sealed class StreamReaderCore(Stream stream, MemoryAllocator? allocator, bool leaveOpen) : SequentialReaderCore
{
    private readonly StreamInput _input = new(stream, allocator);
    private readonly byte[] _prefix = new byte[sizeof(int)];

    public override void Dispose()
    {
        if (!leaveOpen) _input.Dispose();
    }

    protected override async ValueTask<IpcMessage?> NextMessageAsync(bool isAsync, CancellationToken cancellationToken)
    {
        if (await NextLengthAsync(isAtStart: true, isAsync, cancellationToken).ConfigureAwait(false) is not int metadataLength) return null;
        if (metadataLength == IpcFormat.Continuation)
            metadataLength = await NextLengthAsync(isAtStart: false, isAsync, cancellationToken).ConfigureAwait(false) ?? 0;
        if (CheckMetadataLength(metadataLength) == 0) return null;

        (IMemoryOwner<byte> metadataOwner, long found) = await _input.ReadAsync(metadataLength, isAsync, cancellationToken).ConfigureAwait(false);
        using (metadataOwner)
        {
            if (found < metadataLength) throw Truncated("metadata", found, metadataLength);

            // The metadata outlive their pooled memory: they are decoded by the caller.
            byte[] metadata = metadataOwner.Memory[..metadataLength].ToArray();
            (_, long bodyLength) = IpcMessage.Inspect(metadata);
            if (bodyLength == 0) return new IpcMessage(metadata, default, null);
            if (bodyLength > int.MaxValue)
                throw new InvalidDataException($"Found a message body of {bodyLength} bytes; at most {int.MaxValue} are supported. Write smaller record batches.");
            (IMemoryOwner<byte> owner, found) = await _input.ReadAsync((int)bodyLength, isAsync, cancellationToken).ConfigureAwait(false);
            if (found == bodyLength) return new IpcMessage(metadata, owner.Memory[..(int)bodyLength], owner);
            owner.Dispose();
            throw Truncated("a message body", found, bodyLength);
        }
    }

    private async ValueTask<int?> NextLengthAsync(bool isAtStart, bool isAsync, CancellationToken cancellationToken)
    {
        int found = await _input.FillAsync(_prefix, isAsync, cancellationToken).ConfigureAwait(false);
        if (found == 0 && isAtStart) return null;
        return found == _prefix.Length ? BinaryPrimitives.ReadInt32LittleEndian(_prefix) : throw Truncated("a message's length", found, _prefix.Length);
    }
}
