using Apache.Arrow.Types;

namespace Apache.Arrow;

/// <summary>A column of <see cref="uint"/> values.</summary>
public class UInt32Array : PrimitiveArray<uint>
{
    /// <summary>Wraps buffers without copying.</summary>
    public UInt32Array(ArrowBuffer valueBuffer, ArrowBuffer nullBitmapBuffer, int length, int nullCount, int offset)
        : this(new ArrayData(UInt32Type.Default, length, nullCount, offset, new[] { nullBitmapBuffer, valueBuffer }))
    {
    }

    /// <summary>Creates the array of its data.</summary>
    /// <exception cref="ArgumentException">The data are of another type.</exception>
    public UInt32Array(ArrayData data)
        : base(data)
    {
        data.EnsureDataType(ArrowTypeId.UInt32);
    }

    /// <inheritdoc/>
    public override void Accept(IArrowArrayVisitor visitor) => Accept(this, visitor);

    /// <summary>Builds an array.</summary>
    public class Builder : PrimitiveArrayBuilder<uint, UInt32Array, Builder>
    {
        /// <inheritdoc/>
        protected override UInt32Array Build(
            ArrowBuffer valueBuffer, ArrowBuffer nullBitmapBuffer, int length, int nullCount, int offset) =>
            new(valueBuffer, nullBitmapBuffer, length, nullCount, offset);
    }
}
