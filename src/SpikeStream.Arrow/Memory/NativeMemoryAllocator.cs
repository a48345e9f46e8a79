using System.Buffers;

namespace Apache.Arrow.Memory;

/// <summary>The default allocator.</summary>
/// <remarks>
/// The official package takes native memory, freed by a finalizer, under which a span may lose its memory when its array is
/// no longer referenced. This one takes arrays of the shared pool: disposing gives them back, and what nobody disposes is collected.
/// </remarks>
public class NativeMemoryAllocator : MemoryAllocator
{
    /// <summary>Creates an allocator.</summary>
    /// <param name="alignment">Bytes, a power of two. Pooled arrays are aligned to 8 bytes, whatever is asked for.</param>
    public NativeMemoryAllocator(int alignment = DefaultAlignment)
        : base(alignment)
    {
    }

    /// <inheritdoc/>
    protected override IMemoryOwner<byte> AllocateInternal(int length, out int bytesAllocated)
    {
        bytesAllocated = length;
        var owner = new PooledMemoryOwner(length);
        owner.Memory.Span.Clear();
        return owner;
    }

    internal override IMemoryOwner<byte> AllocateToFill(int length)
    {
        if (length == 0 || GetType() != typeof(NativeMemoryAllocator)) return Allocate(length);
        var owner = new PooledMemoryOwner(length);
        Statistics.Allocate(length);
        return owner;
    }
}
