using Apache.Arrow.Types;

namespace Apache.Arrow;

/// <summary>A column of <see cref="short"/> values.</summary>
public class Int16Array : PrimitiveArray<short>
{
    /// <summary>Wraps buffers without copying.</summary>
    public Int16Array(ArrowBuffer valueBuffer, ArrowBuffer nullBitmapBuffer, int length, int nullCount, int offset)
        : this(new ArrayData(Int16Type.Default, length, nullCount, offset, new[] { nullBitmapBuffer, valueBuffer }))
    {
    }

    /// <summary>Creates the array of its data.</summary>
    /// <exception cref="ArgumentException">The data are of another type.</exception>
    public Int16Array(ArrayData data)
        : base(data)
    {
        data.EnsureDataType(ArrowTypeId.Int16);
    }

    /// <inheritdoc/>
    public override void Accept(IArrowArrayVisitor visitor) => Accept(this, visitor);

    /// <summary>Builds an array.</summary>
    public class Builder : PrimitiveArrayBuilder<short, Int16Array, Builder>
    {
        /// <inheritdoc/>
        protected override Int16Array Build(
            ArrowBuffer valueBuffer, ArrowBuffer nullBitmapBuffer, int length, int nullCount, int offset) =>
            new(valueBuffer, nullBitmapBuffer, length, nullCount, offset);
    }
}
