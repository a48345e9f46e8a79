using Apache.Arrow.Types;

namespace Apache.Arrow;

/// <summary>A column of <see cref="sbyte"/> values.</summary>
public class Int8Array : PrimitiveArray<sbyte>
{
    /// <summary>Wraps buffers without copying.</summary>
    public Int8Array(ArrowBuffer valueBuffer, ArrowBuffer nullBitmapBuffer, int length, int nullCount, int offset)
        : this(new ArrayData(Int8Type.Default, length, nullCount, offset, new[] { nullBitmapBuffer, valueBuffer }))
    {
    }

    /// <summary>Creates the array of its data.</summary>
    /// <exception cref="ArgumentException">The data are of another type.</exception>
    public Int8Array(ArrayData data)
        : base(data)
    {
        data.EnsureDataType(ArrowTypeId.Int8);
    }

    /// <inheritdoc/>
    public override void Accept(IArrowArrayVisitor visitor) => Accept(this, visitor);

    /// <summary>Builds an array.</summary>
    public class Builder : PrimitiveArrayBuilder<sbyte, Int8Array, Builder>
    {
        /// <inheritdoc/>
        protected override Int8Array Build(
            ArrowBuffer valueBuffer, ArrowBuffer nullBitmapBuffer, int length, int nullCount, int offset) =>
            new(valueBuffer, nullBitmapBuffer, length, nullCount, offset);
    }
}
