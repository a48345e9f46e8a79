using System.Buffers;

namespace Apache.Arrow.Memory;

/// <summary>Gives the memory of buffers that own theirs.</summary>
public abstract class MemoryAllocator
{
    /// <summary>Bytes to a multiple of which addresses are aligned unless told otherwise.</summary>
    public const int DefaultAlignment = 64;

    /// <summary>Creates an allocator.</summary>
    /// <param name="alignment">Bytes, a power of two.</param>
    protected MemoryAllocator(int alignment = DefaultAlignment)
    {
        Statistics = new Stats();
        Alignment = alignment;
    }

    /// <summary>The allocator taken where none is given: native memory.</summary>
    public static Lazy<MemoryAllocator> Default { get; } = new(static () => new NativeMemoryAllocator(DefaultAlignment), true);

    /// <summary>What was allocated so far.</summary>
    public Stats Statistics { get; }

    /// <summary>Bytes to a multiple of which addresses are aligned.</summary>
    protected int Alignment { get; }

    /// <summary>Allocates zeroed memory; disposing the owner gives it back.</summary>
    public IMemoryOwner<byte> Allocate(int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        if (length == 0) return NullMemoryOwner.Instance;
        IMemoryOwner<byte> owner = AllocateInternal(length, out int bytesAllocated);
        Statistics.Allocate(bytesAllocated);
        return owner;
    }

    /// <summary>Allocates memory.</summary>
    /// <param name="length">Bytes asked for, positive.</param>
    /// <param name="bytesAllocated">Bytes taken, with those for the alignment.</param>
    protected abstract IMemoryOwner<byte> AllocateInternal(int length, out int bytesAllocated);

    // Memory that the caller fills at once, so that zeroing it would be wasted.
    internal virtual IMemoryOwner<byte> AllocateToFill(int length) => Allocate(length);

    /// <summary>Counts of what was allocated.</summary>
    public class Stats
    {
        private long _bytesAllocated;
        private long _allocations;

        /// <summary>Number of allocations.</summary>
        public long Allocations => Interlocked.Read(ref _allocations);

        /// <summary>Bytes allocated, whether given back or not.</summary>
        public long BytesAllocated => Interlocked.Read(ref _bytesAllocated);

        internal void Allocate(int n)
        {
            Interlocked.Increment(ref _allocations);
            Interlocked.Add(ref _bytesAllocated, n);
        }
    }
}
