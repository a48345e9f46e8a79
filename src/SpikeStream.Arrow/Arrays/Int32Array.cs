using Apache.Arrow.Types;

namespace Apache.Arrow;

/// <summary>A column of <see cref="int"/> values.</summary>
public class Int32Array : PrimitiveArray<int>
{
    /// <summary>Wraps buffers without copying.</summary>
    public Int32Array(ArrowBuffer valueBuffer, ArrowBuffer nullBitmapBuffer, int length, int nullCount, int offset)
        : this(new ArrayData(Int32Type.Default, length, nullCount, offset, new[] { nullBitmapBuffer, valueBuffer }))
    {
    }

    /// <summary>Creates the array of its data.</summary>
    /// <exception cref="ArgumentException">The data are of another type.</exception>
    public Int32Array(ArrayData data)
        : base(data)
    {
        data.EnsureDataType(ArrowTypeId.Int32);
    }

    /// <inheritdoc/>
    public override void Accept(IArrowArrayVisitor visitor) => Accept(this, visitor);

    /// <summary>Builds an array.</summary>
    public class Builder : PrimitiveArrayBuilder<int, Int32Array, Builder>
    {
        /// <inheritdoc/>
        protected override Int32Array Build(
            ArrowBuffer valueBuffer, ArrowBuffer nullBitmapBuffer, int length, int nullCount, int offset) =>
            new(valueBuffer, nullBitmapBuffer, length, nullCount, offset);
    }
}
