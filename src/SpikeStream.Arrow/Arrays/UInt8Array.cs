using Apache.Arrow.Types;

namespace Apache.Arrow;

/// <summary>A column of <see cref="byte"/> values.</summary>
public class UInt8Array : PrimitiveArray<byte>
{
    /// <summary>Wraps buffers without copying.</summary>
    public UInt8Array(ArrowBuffer valueBuffer, ArrowBuffer nullBitmapBuffer, int length, int nullCount, int offset)
        : this(new ArrayData(UInt8Type.Default, length, nullCount, offset, new[] { nullBitmapBuffer, valueBuffer }))
    {
    }

    /// <summary>Creates the array of its data.</summary>
    /// <exception cref="ArgumentException">The data are of another type.</exception>
    public UInt8Array(ArrayData data)
        : base(data)
    {
        data.EnsureDataType(ArrowTypeId.UInt8);
    }

    /// <inheritdoc/>
    public override void Accept(IArrowArrayVisitor visitor) => Accept(this, visitor);

    /// <summary>Builds an array.</summary>
    public class Builder : PrimitiveArrayBuilder<byte, UInt8Array, Builder>
    {
        /// <inheritdoc/>
        protected override UInt8Array Build(
            ArrowBuffer valueBuffer, ArrowBuffer nullBitmapBuffer, int length, int nullCount, int offset) =>
            new(valueBuffer, nullBitmapBuffer, length, nullCount, offset);
    }
}
