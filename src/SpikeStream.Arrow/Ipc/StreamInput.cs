using System.Buffers;
using Apache.Arrow.Memory;

namespace Apache.Arrow.Ipc;

// Reads exact numbers of bytes from a stream into memory that grows no faster than what has come, so that a length that is
// a lie costs nothing.
internal sealed class StreamInput(Stream stream, MemoryAllocator? allocator)
{
    private const int Trusted = 4 << 20;

    private readonly MemoryAllocator _allocator = allocator ?? MemoryAllocator.Default.Value;

    // Bytes to the end, or null where the stream does not know.
    public long? Remaining => stream.CanSeek ? stream.Length - stream.Position : null;

    // Fills the memory as far as the stream goes; the number of bytes read.
    public async ValueTask<int> FillAsync(Memory<byte> memory, bool isAsync, CancellationToken cancellationToken) => isAsync
        ? await stream.ReadAtLeastAsync(memory, memory.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false)
        : stream.ReadAtLeast(memory.Span, memory.Length, throwOnEndOfStream: false);

    // Memory that holds the next bytes, and how many there were if the stream ended before.
    public async ValueTask<(IMemoryOwner<byte> Owner, long Found)> ReadAsync(int length, bool isAsync, CancellationToken cancellationToken)
    {
        if (Remaining is long remaining && remaining < length) return (_allocator.Allocate(0), remaining);
        int capacity = Remaining is null ? Math.Min(length, Trusted) : length;
        IMemoryOwner<byte> owner = _allocator.AllocateToFill(capacity);
        int filled = 0;
        try
        {
            while (true)
            {
                filled += await FillAsync(owner.Memory[filled..capacity], isAsync, cancellationToken).ConfigureAwait(false);
                if (filled < capacity || capacity == length) return (owner, filled);
                int grown = (int)Math.Min(length, capacity * 2L);
                IMemoryOwner<byte> next = _allocator.AllocateToFill(grown);
                owner.Memory[..filled].CopyTo(next.Memory);
                owner.Dispose();
                (owner, capacity) = (next, grown);
            }
        }
        catch
        {
            owner.Dispose();
            throw;
        }
    }

    public void Dispose() => stream.Dispose();
}
