using Apache.Arrow.Types;

namespace Apache.Arrow;

/// <summary>A column of <see cref="ulong"/> values.</summary>
public class UInt64Array : PrimitiveArray<ulong>
{
    /// <summary>Wraps buffers without copying.</summary>
    public UInt64Array(ArrowBuffer valueBuffer, ArrowBuffer nullBitmapBuffer, int length, int nullCount, int offset)
        : this(new ArrayData(UInt64Type.Default, length, nullCount, offset, new[] { nullBitmapBuffer, valueBuffer }))
    {
    }

    /// <summary>Creates the array of its data.</summary>
    /// <exception cref="ArgumentException">The data are of another type.</exception>
    public UInt64Array(ArrayData data)
        : base(data)
    {
        data.EnsureDataType(ArrowTypeId.UInt64);
    }

    /// <inheritdoc/>
    public override void Accept(IArrowArrayVisitor visitor) => Accept(this, visitor);

    /// <summary>Builds an array.</summary>
    public class Builder : PrimitiveArrayBuilder<ulong, UInt64Array, Builder>
    {
        /// <inheritdoc/>
        protected override UInt64Array Build(
            ArrowBuffer valueBuffer, ArrowBuffer nullBitmapBuffer, int length, int nullCount, int offset) =>
            new(valueBuffer, nullBitmapBuffer, length, nullCount, offset);
    }
}
