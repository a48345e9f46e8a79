using System.Buffers;
using System.Runtime.InteropServices;
using Apache.Arrow.Memory;

namespace Apache.Arrow;

/// <summary>A run of bytes: memory of the caller, taken without copying, or memory that the buffer owns and gives back when disposed.</summary>
public readonly partial struct ArrowBuffer : IEquatable<ArrowBuffer>, IDisposable
{
    private readonly IMemoryOwner<byte>? _memoryOwner;
    private readonly ReadOnlyMemory<byte> _memory;

    /// <summary>Wraps memory without copying; whoever gave it keeps owning it.</summary>
    public ArrowBuffer(ReadOnlyMemory<byte> data)
    {
        _memoryOwner = null;
        _memory = data;
    }

    // The owner's memory is asked for at each use: it must not outlive the owner.
    internal ArrowBuffer(IMemoryOwner<byte> memoryOwner)
    {
        _memoryOwner = memoryOwner;
        _memory = default;
    }

    /// <summary>No bytes.</summary>
    public static ArrowBuffer Empty => default;

    /// <summary>The bytes.</summary>
    public ReadOnlyMemory<byte> Memory => _memoryOwner is null ? _memory : _memoryOwner.Memory;

    /// <summary>Whether there are no bytes.</summary>
    public bool IsEmpty => Memory.IsEmpty;

    /// <summary>The number of bytes.</summary>
    public int Length => Memory.Length;

    /// <summary>The bytes. Valid while the owner of the memory is.</summary>
    public ReadOnlySpan<byte> Span => Memory.Span;

    /// <summary>A copy that owns its memory, padded to a multiple of 64 bytes.</summary>
    public ArrowBuffer Clone(MemoryAllocator? allocator = default) =>
        IsEmpty ? Empty : new Builder<byte>(Length).Append(Span).Build(allocator);

    /// <summary>Whether the bytes are the same.</summary>
    public bool Equals(ArrowBuffer other) => Span.SequenceEqual(other.Span);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is ArrowBuffer other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        hash.AddBytes(Span);
        return hash.ToHashCode();
    }

    /// <summary>Gives owned memory back; nothing for wrapped memory.</summary>
    public void Dispose() => _memoryOwner?.Dispose();

    internal ReadOnlySpan<T> As<T>()
        where T : struct => MemoryMarshal.Cast<byte, T>(Span);
}
