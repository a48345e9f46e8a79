using Apache.Arrow.Types;

namespace Apache.Arrow;

/// <summary>A column of <see cref="long"/> values.</summary>
public class Int64Array : PrimitiveArray<long>
{
    /// <summary>Wraps buffers without copying.</summary>
    public Int64Array(ArrowBuffer valueBuffer, ArrowBuffer nullBitmapBuffer, int length, int nullCount, int offset)
        : this(new ArrayData(Int64Type.Default, length, nullCount, offset, new[] { nullBitmapBuffer, valueBuffer }))
    {
    }

    /// <summary>Creates the array of its data.</summary>
    /// <exception cref="ArgumentException">The data are of another type.</exception>
    public Int64Array(ArrayData data)
        : base(data)
    {
        data.EnsureDataType(ArrowTypeId.Int64);
    }

    /// <inheritdoc/>
    public override void Accept(IArrowArrayVisitor visitor) => Accept(this, visitor);

    /// <summary>Builds an array.</summary>
    public class Builder : PrimitiveArrayBuilder<long, Int64Array, Builder>
    {
        /// <inheritdoc/>
        protected override Int64Array Build(
            ArrowBuffer valueBuffer, ArrowBuffer nullBitmapBuffer, int length, int nullCount, int offset) =>
            new(valueBuffer, nullBitmapBuffer, length, nullCount, offset);
    }
}
