using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Apache.Arrow;

namespace SpikeStream.Recordings;

/// <summary>Memory that is filled as a span of numbers and then becomes the values of an Arrow array without a copy.</summary>
/// <typeparam name="T">The number.</typeparam>
public sealed class ColumnMemory<T>
    where T : unmanaged
{
    private readonly byte[] _bytes;

    /// <summary>Allocates memory whose content is undefined until written.</summary>
    /// <param name="length">Number of values.</param>
    /// <exception cref="InvalidInputException">The column needs 2 GiB or more.</exception>
    public ColumnMemory(int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        long size = (long)length * Unsafe.SizeOf<T>();
        if (size > System.Array.MaxLength)
            throw new InvalidInputException($"found a column of {size} bytes in one batch, expected less than 2 GiB: use smaller batches.");
        _bytes = GC.AllocateUninitializedArray<byte>((int)size);
        Length = length;
    }

    /// <summary>Number of values.</summary>
    public int Length { get; }

    /// <summary>The values, to be written.</summary>
    public Span<T> Span => MemoryMarshal.Cast<byte, T>(_bytes.AsSpan());

    /// <summary>The values as an Arrow buffer that shares this memory.</summary>
    /// <returns>The whole buffer.</returns>
    public ArrowBuffer ToBuffer() => new(_bytes);

    /// <summary>The first values as an Arrow buffer that shares this memory.</summary>
    /// <param name="length">Number of values.</param>
    /// <returns>The buffer.</returns>
    public ArrowBuffer ToBuffer(int length) => new(_bytes.AsMemory(0, checked(length * Unsafe.SizeOf<T>())));
}
