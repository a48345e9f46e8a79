using System.Collections;
using System.Text;
using Apache.Arrow.Types;

namespace Apache.Arrow;

/// <summary>A column of text with 32-bit offsets, UTF-8 unless said otherwise.</summary>
public class StringArray : BinaryArray, IReadOnlyList<string?>
{
    /// <summary>The encoding where none is given: UTF-8.</summary>
    public static readonly Encoding DefaultEncoding = Encoding.UTF8;

    /// <summary>Creates the array of its data: validity, offsets, bytes.</summary>
    /// <exception cref="ArgumentException">The data are of another type.</exception>
    public StringArray(ArrayData data)
        : base(ArrowTypeId.String, data)
    {
    }

    /// <summary>Wraps buffers without copying.</summary>
    public StringArray(
        int length, ArrowBuffer valueOffsetsBuffer, ArrowBuffer dataBuffer, ArrowBuffer nullBitmapBuffer, int nullCount = 0, int offset = 0)
        : this(new ArrayData(
            StringType.Default, length, nullCount, offset, new[] { nullBitmapBuffer, valueOffsetsBuffer, dataBuffer }))
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

    /// <summary>Builds an array.</summary>
    public new class Builder : BuilderBase<StringArray, Builder>
    {
        /// <summary>Creates a builder.</summary>
        public Builder()
            : base(StringType.Default)
        {
        }

        /// <summary>Appends a text; null appends a null.</summary>
        public Builder Append(string? value, Encoding? encoding = null) =>
            value is null ? AppendNull() : Append((ReadOnlySpan<byte>)(encoding ?? DefaultEncoding).GetBytes(value));

        /// <summary>Appends texts; null appends a null.</summary>
        public Builder AppendRange(IEnumerable<string?> values, Encoding? encoding = null)
        {
            ArgumentNullException.ThrowIfNull(values);
            foreach (string? value in values) Append(value, encoding);
            return this;
        }

        /// <inheritdoc/>
        protected override StringArray Build(ArrayData data) => new(data);
    }
}
