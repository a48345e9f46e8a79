using System.Collections;
using Apache.Arrow.Types;

namespace Apache.Arrow;

/// <summary>A column of byte strings with 64-bit offsets; for reading, as version 22 of the official package has no builder.</summary>
public class LargeBinaryArray : Array, IReadOnlyList<byte[]?>
{
    /// <summary>Creates the array of its data: validity, offsets, bytes.</summary>
    /// <exception cref="ArgumentException">The data are of another type.</exception>
    public LargeBinaryArray(ArrayData data)
        : this(ArrowTypeId.LargeBinary, data)
    {
    }

    /// <summary>Creates the array of its data, which are of the type given.</summary>
    /// <exception cref="ArgumentException">The data are of another type.</exception>
    public LargeBinaryArray(ArrowTypeId typeId, ArrayData data)
        : base(data)
    {
        data.EnsureDataType(typeId);
        data.EnsureBufferCount(3);
    }

    /// <summary>Wraps buffers without copying.</summary>
    public LargeBinaryArray(
        IArrowType dataType,
        int length,
        ArrowBuffer valueOffsetsBuffer,
        ArrowBuffer dataBuffer,
        ArrowBuffer nullBitmapBuffer,
        int nullCount = 0,
        int offset = 0)
        : this(new ArrayData(dataType, length, nullCount, offset, new[] { nullBitmapBuffer, valueOffsetsBuffer, dataBuffer }))
    {
    }

    /// <summary>The buffer of the offsets; offset <see cref="Array.Offset"/> is the first.</summary>
    public ArrowBuffer ValueOffsetsBuffer => Data.Buffers[1];

    /// <summary>The buffer of all bytes.</summary>
    public ArrowBuffer ValueBuffer => Data.Buffers[2];

    /// <summary>Where each entry begins in the bytes, and where the last ends: one more than there are entries.</summary>
    public ReadOnlySpan<long> ValueOffsets => Length == 0 && ValueOffsetsBuffer.IsEmpty
        ? NoOffsets
        : ValueOffsetsBuffer.As<long>().Slice(Offset, Length + 1);

    int IReadOnlyCollection<byte[]?>.Count => Length;

    // An array of no entries may come without offsets.
    private static ReadOnlySpan<long> NoOffsets => [0];

    byte[]? IReadOnlyList<byte[]?>.this[int index]
    {
        get
        {
            ReadOnlySpan<byte> bytes = GetBytes(index, out bool isNull);
            return isNull ? null : bytes.ToArray();
        }
    }

    /// <inheritdoc/>
    public override void Accept(IArrowArrayVisitor visitor) => Accept(this, visitor);

    /// <summary>The number of bytes of an entry; 0 for null.</summary>
    public int GetValueLength(int index)
    {
        CheckIndex(index, Length);
        if (IsNull(index)) return 0;
        ReadOnlySpan<long> offsets = ValueOffsets;
        return checked((int)(offsets[index + 1] - offsets[index]));
    }

    /// <summary>The bytes of an entry; none for null.</summary>
    public ReadOnlySpan<byte> GetBytes(int index) => GetBytes(index, out _);

    /// <summary>The bytes of an entry, and whether it is null.</summary>
    public ReadOnlySpan<byte> GetBytes(int index, out bool isNull)
    {
        CheckIndex(index, Length);
        isNull = IsNull(index);
        if (isNull) return [];
        ReadOnlySpan<long> offsets = ValueOffsets;
        int start = checked((int)offsets[index]);
        return ValueBuffer.Span.Slice(start, checked((int)offsets[index + 1]) - start);
    }

    IEnumerator<byte[]?> IEnumerable<byte[]?>.GetEnumerator()
    {
        for (int i = 0; i < Length; i++) yield return ((IReadOnlyList<byte[]?>)this)[i];
    }

    IEnumerator IEnumerable.GetEnumerator() => ((IEnumerable<byte[]?>)this).GetEnumerator();
}
