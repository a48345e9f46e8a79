using System.Collections;
using Apache.Arrow.Types;

namespace Apache.Arrow.Arrays;

/// <summary>A column of byte strings of one length.</summary>
public class FixedSizeBinaryArray : Array, IReadOnlyList<byte[]>
{
    /// <summary>Creates the array of its data: validity and bytes.</summary>
    /// <exception cref="ArgumentException">The data are of another type.</exception>
    public FixedSizeBinaryArray(ArrayData data)
        : this(ArrowTypeId.FixedSizedBinary, data)
    {
    }

    /// <summary>Creates the array of its data, which are of the type given.</summary>
    /// <exception cref="ArgumentException">The data are of another type.</exception>
    public FixedSizeBinaryArray(ArrowTypeId typeId, ArrayData data)
        : base(data)
    {
        data.EnsureDataType(typeId);
        data.EnsureBufferCount(2);
    }

    /// <summary>The bytes of all entries.</summary>
    public ArrowBuffer ValueBuffer => Data.Buffers[1];

    int IReadOnlyCollection<byte[]>.Count => Length;

    byte[] IReadOnlyList<byte[]>.this[int index] => GetBytes(index).ToArray();

    /// <inheritdoc/>
    public override void Accept(IArrowArrayVisitor visitor) => Accept(this, visitor);

    /// <summary>The bytes of an entry; none for null.</summary>
    public ReadOnlySpan<byte> GetBytes(int index)
    {
        CheckIndex(index, Length);
        if (IsNull(index)) return [];
        int size = ((FixedSizeBinaryType)Data.DataType).ByteWidth;
        return ValueBuffer.Span.Slice(checked((Offset + index) * size), size);
    }

    IEnumerator<byte[]> IEnumerable<byte[]>.GetEnumerator()
    {
        for (int i = 0; i < Length; i++) yield return GetBytes(i).ToArray();
    }

    IEnumerator IEnumerable.GetEnumerator() => ((IEnumerable<byte[]>)this).GetEnumerator();
}
