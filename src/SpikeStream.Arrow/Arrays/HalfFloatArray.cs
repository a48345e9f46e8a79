using Apache.Arrow.Types;

namespace Apache.Arrow;

/// <summary>A column of <see cref="Half"/> values.</summary>
public class HalfFloatArray : PrimitiveArray<Half>
{
    /// <summary>Wraps buffers without copying.</summary>
    public HalfFloatArray(ArrowBuffer valueBuffer, ArrowBuffer nullBitmapBuffer, int length, int nullCount, int offset)
        : this(new ArrayData(HalfFloatType.Default, length, nullCount, offset, new[] { nullBitmapBuffer, valueBuffer }))
    {
    }

    /// <summary>Creates the array of its data.</summary>
    /// <exception cref="ArgumentException">The data are of another type.</exception>
    public HalfFloatArray(ArrayData data)
        : base(data)
    {
        data.EnsureDataType(ArrowTypeId.HalfFloat);
    }

    /// <inheritdoc/>
    public override void Accept(IArrowArrayVisitor visitor) => Accept(this, visitor);

    /// <summary>Builds an array.</summary>
    public class Builder : PrimitiveArrayBuilder<Half, HalfFloatArray, Builder>
    {
        /// <inheritdoc/>
        protected override HalfFloatArray Build(
            ArrowBuffer valueBuffer, ArrowBuffer nullBitmapBuffer, int length, int nullCount, int offset) =>
            new(valueBuffer, nullBitmapBuffer, length, nullCount, offset);
    }
}
