using System.Collections;
using System.Text;
using Apache.Arrow.Types;

namespace Apache.Arrow;

/// <summary>A column of text with 64-bit offsets, UTF-8 unless said otherwise; for reading, as version 22 of the official package has no builder.</summary>
public class LargeStringArray : LargeBinaryArray, IReadOnlyList<string?>
{
    /// <summary>The encoding where none is given: UTF-8.</summary>
    public static readonly Encoding DefaultEncoding = Encoding.UTF8;

    /// <summary>Creates the array of its data: validity, offsets, bytes.</summary>
    /// <exception cref="ArgumentException">The data are of another type.</exception>
    public LargeStringArray(ArrayData data)
        : base(ArrowTypeId.LargeString, data)
    {
    }

    /// <summary>Wraps buffers without copying.</summary>
    public LargeStringArray(
        int length, ArrowBuffer valueOffsetsBuffer, ArrowBuffer dataBuffer, ArrowBuffer nullBitmapBuffer, int nullCount = 0, int offset = 0)
        : this(new ArrayData(
            LargeStringType.Default, length, nullCount, offset, new[] { nullBitmapBuffer, valueOffsetsBuffer, dataBuffer }))
    {
    }

    int IReadOnlyCollection<string?>.Count => Length;

    string? IReadOnlyList<string?>.this[int index] => GetString(index);

    /// <inheritdoc/>
    public override void Accept(IArrowArrayVisitor visitor) => Accept(this, visitor);

    /// <summary>The text of an entry, or null.</summary>
    public string? GetString(int index, Encoding? encoding = default)
    {
        ReadOnlySpan<byte> bytes = GetBytes(index, out bool isNull);
        return isNull ? null : (encoding ?? DefaultEncoding).GetString(bytes);
    }

    IEnumerator<string?> IEnumerable<string?>.GetEnumerator()
    {
        for (int i = 0; i < Length; i++) yield return GetString(i);
    }

    IEnumerator IEnumerable.GetEnumerator() => ((IEnumerable<string?>)this).GetEnumerator();
}
