using Apache.Arrow.Memory;
using Apache.Arrow.Types;

namespace Apache.Arrow;

/// <summary>What an array is made of: type, length, offset, buffers, children, dictionary. Slices share the buffers.</summary>
public sealed class ArrayData : IDisposable
{
    private const int NotCounted = -1;

    /// <summary>The type.</summary>
    public readonly IArrowType DataType;

    /// <summary>The number of entries.</summary>
    public readonly int Length;

    /// <summary>The number of nulls, or -1 while they have not been counted.</summary>
    public int NullCount;

    /// <summary>Where the array begins in its buffers, in entries.</summary>
    public readonly int Offset;

    /// <summary>The buffers, the validity bitmap first; its bits are 1 where the entry is not null, and it may be empty where none is.</summary>
    public readonly ArrowBuffer[] Buffers;

    /// <summary>The children, or null.</summary>
    public readonly ArrayData[]? Children;

    /// <summary>The dictionary of a dictionary array, else null.</summary>
    public readonly ArrayData? Dictionary;

    /// <summary>Creates the data of an array from collections, which are copied.</summary>
    public ArrayData(
        IArrowType dataType, int length, int nullCount, int offset, IEnumerable<ArrowBuffer> buffers, IEnumerable<ArrayData>? children)
        : this(dataType, length, nullCount, offset, buffers, children, null)
    {
    }

    /// <summary>Creates the data of an array; the arrays are kept, not copied.</summary>
    public ArrayData(IArrowType dataType, int length, int nullCount, int offset, ArrowBuffer[] buffers, ArrayData[]? children)
        : this(dataType, length, nullCount, offset, buffers, children, null)
    {
    }

    /// <summary>Creates the data of an array from collections, which are copied.</summary>
    public ArrayData(
        IArrowType dataType,
        int length,
        int nullCount = 0,
        int offset = 0,
        IEnumerable<ArrowBuffer>? buffers = null,
        IEnumerable<ArrayData>? children = null,
        ArrayData? dictionary = null)
        : this(dataType, length, nullCount, offset, buffers?.ToArray(), children?.ToArray(), dictionary)
    {
    }

    /// <summary>Creates the data of an array; the arrays are kept, not copied.</summary>
    public ArrayData(
        IArrowType dataType,
        int length,
        int nullCount = 0,
        int offset = 0,
        ArrowBuffer[]? buffers = null,
        ArrayData[]? children = null,
        ArrayData? dictionary = null)
    {
        DataType = dataType ?? NullType.Default;
        Length = length;
        NullCount = nullCount;
        Offset = offset;
        Buffers = buffers!;
        Children = children;
        Dictionary = dictionary;
    }

    /// <summary>The number of nulls, counted at the first call where it was not given.</summary>
    public int GetNullCount()
    {
        if (NullCount == NotCounted)
            NullCount = Buffers is null || Buffers.Length == 0 || Buffers[0].IsEmpty ? 0 : Length - BitUtility.CountBits(Buffers[0].Span, Offset, Length);
        return NullCount;
    }

    /// <summary>Entries from <paramref name="offset"/> on, at most <paramref name="length"/>, over the same buffers: nothing is copied.</summary>
    /// <exception cref="ArgumentException">The offset is beyond the end.</exception>
    public ArrayData Slice(int offset, int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        if (offset > Length)
            throw new ArgumentException($"Offset {offset} cannot be greater than Length {Length} for Array.Slice", nameof(offset));
        length = Math.Min(Length - offset, length);
        int nullCount = NullCount switch
        {
            0 => 0,
            _ when NullCount == Length => length,
            _ when offset == 0 && length == Length => NullCount,
            _ => NotCounted,
        };
        return new ArrayData(DataType, length, nullCount, checked(Offset + offset), Buffers, Children, Dictionary);
    }

    /// <summary>A copy in memory of its own.</summary>
    public ArrayData Clone(MemoryAllocator? allocator = default) => new(
        DataType,
        Length,
        NullCount,
        Offset,
        Buffers?.Select(buffer => buffer.Clone(allocator)).ToArray(),
        Children?.Select(child => child.Clone(allocator)).ToArray(),
        Dictionary?.Clone(allocator));

    /// <summary>Gives back the memory that the buffers own.</summary>
    public void Dispose()
    {
        foreach (ArrowBuffer buffer in Buffers ?? []) buffer.Dispose();
        foreach (ArrayData child in Children ?? []) child?.Dispose();
        Dictionary?.Dispose();
    }

    internal void EnsureBufferCount(int count)
    {
        if (Buffers?.Length != count)
            throw new ArgumentException($"Buffer count <{Buffers?.Length ?? 0}> does not match the expected <{count}> for {DataType.Name}.", nameof(count));
    }

    internal void EnsureDataType(ArrowTypeId id)
    {
        if (DataType.TypeId != id)
            throw new ArgumentException($"Specified array type <{DataType.TypeId}> does not match expected type(s) <{id}>.", nameof(id));
    }
}
