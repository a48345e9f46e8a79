using System.Collections;
using Apache.Arrow.Types;

namespace Apache.Arrow;

/// <summary>A column of truth values, one bit each.</summary>
public partial class BooleanArray : Array, IReadOnlyList<bool?>
{
    /// <summary>Wraps buffers without copying.</summary>
    public BooleanArray(ArrowBuffer valueBuffer, ArrowBuffer nullBitmapBuffer, int length, int nullCount, int offset)
        : this(new ArrayData(BooleanType.Default, length, nullCount, offset, new[] { nullBitmapBuffer, valueBuffer }))
    {
    }

    /// <summary>Creates the array of its data.</summary>
    /// <exception cref="ArgumentException">The data are of another type.</exception>
    public BooleanArray(ArrayData data)
        : base(data)
    {
        data.EnsureDataType(ArrowTypeId.Boolean);
        data.EnsureBufferCount(2);
    }

    /// <summary>The bitmap of the values; bit <see cref="Array.Offset"/> is that of the first entry.</summary>
    public ArrowBuffer ValueBuffer => Data.Buffers[1];

    /// <summary>The bitmap of the values from the buffer's start, as many bytes as the length needs (the offset is not taken into account).</summary>
    public ReadOnlySpan<byte> Values => ValueBuffer.Span[..BitUtility.ByteCount(Length)];

    int IReadOnlyCollection<bool?>.Count => Length;

    bool? IReadOnlyList<bool?>.this[int index] => GetValue(index);

    /// <inheritdoc/>
    public override void Accept(IArrowArrayVisitor visitor) => Accept(this, visitor);

    /// <summary>The entry, or null.</summary>
    public bool? GetValue(int index)
    {
        CheckIndex(index, Length);
        return IsNull(index) ? null : BitUtility.GetBit(ValueBuffer.Span, checked(index + Offset));
    }

    IEnumerator<bool?> IEnumerable<bool?>.GetEnumerator()
    {
        for (int i = 0; i < Length; i++) yield return GetValue(i);
    }

    IEnumerator IEnumerable.GetEnumerator() => ((IEnumerable<bool?>)this).GetEnumerator();
}
