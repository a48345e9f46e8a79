using Apache.Arrow.Types;

namespace Apache.Arrow;

/// <summary>A column of <see cref="float"/> values.</summary>
public class FloatArray : PrimitiveArray<float>
{
    /// <summary>Wraps buffers without copying.</summary>
    public FloatArray(ArrowBuffer valueBuffer, ArrowBuffer nullBitmapBuffer, int length, int nullCount, int offset)
        : this(new ArrayData(FloatType.Default, length, nullCount, offset, new[] { nullBitmapBuffer, valueBuffer }))
    {
    }

    /// <summary>Creates the array of its data.</summary>
    /// <exception cref="ArgumentException">The data are of another type.</exception>
    public FloatArray(ArrayData data)
        : base(data)
    {
        data.EnsureDataType(ArrowTypeId.Float);
    }

    /// <inheritdoc/>
    public override void Accept(IArrowArrayVisitor visitor) => Accept(this, visitor);

    /// <summary>Builds an array.</summary>
    public class Builder : PrimitiveArrayBuilder<float, FloatArray, Builder>
    {
        /// <inheritdoc/>
        protected override FloatArray Build(
            ArrowBuffer valueBuffer, ArrowBuffer nullBitmapBuffer, int length, int nullCount, int offset) =>
            new(valueBuffer, nullBitmapBuffer, length, nullCount, offset);
    }
}
