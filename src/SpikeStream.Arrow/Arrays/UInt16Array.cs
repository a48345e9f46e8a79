using Apache.Arrow.Types;

namespace Apache.Arrow;

/// <summary>A column of <see cref="ushort"/> values.</summary>
public class UInt16Array : PrimitiveArray<ushort>
{
    /// <summary>Wraps buffers without copying.</summary>
    public UInt16Array(ArrowBuffer valueBuffer, ArrowBuffer nullBitmapBuffer, int length, int nullCount, int offset)
        : this(new ArrayData(UInt16Type.Default, length, nullCount, offset, new[] { nullBitmapBuffer, valueBuffer }))
    {
    }

    /// <summary>Creates the array of its data.</summary>
    /// <exception cref="ArgumentException">The data are of another type.</exception>
    public UInt16Array(ArrayData data)
        : base(data)
    {
        data.EnsureDataType(ArrowTypeId.UInt16);
    }

    /// <inheritdoc/>
    public override void Accept(IArrowArrayVisitor visitor) => Accept(this, visitor);

    /// <summary>Builds an array.</summary>
    public class Builder : PrimitiveArrayBuilder<ushort, UInt16Array, Builder>
    {
        /// <inheritdoc/>
        protected override UInt16Array Build(
            ArrowBuffer valueBuffer, ArrowBuffer nullBitmapBuffer, int length, int nullCount, int offset) =>
            new(valueBuffer, nullBitmapBuffer, length, nullCount, offset);
    }
}
