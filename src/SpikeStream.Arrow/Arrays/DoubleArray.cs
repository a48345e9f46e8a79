using Apache.Arrow.Types;

namespace Apache.Arrow;

/// <summary>A column of <see cref="double"/> values.</summary>
public class DoubleArray : PrimitiveArray<double>
{
    /// <summary>Wraps buffers without copying.</summary>
    public DoubleArray(ArrowBuffer valueBuffer, ArrowBuffer nullBitmapBuffer, int length, int nullCount, int offset)
        : this(new ArrayData(DoubleType.Default, length, nullCount, offset, new[] { nullBitmapBuffer, valueBuffer }))
    {
    }

    /// <summary>Creates the array of its data.</summary>
    /// <exception cref="ArgumentException">The data are of another type.</exception>
    public DoubleArray(ArrayData data)
        : base(data)
    {
        data.EnsureDataType(ArrowTypeId.Double);
    }

    /// <inheritdoc/>
    public override void Accept(IArrowArrayVisitor visitor) => Accept(this, visitor);

    /// <summary>Builds an array.</summary>
    public class Builder : PrimitiveArrayBuilder<double, DoubleArray, Builder>
    {
        /// <inheritdoc/>
        protected override DoubleArray Build(
            ArrowBuffer valueBuffer, ArrowBuffer nullBitmapBuffer, int length, int nullCount, int offset) =>
            new(valueBuffer, nullBitmapBuffer, length, nullCount, offset);
    }
}
