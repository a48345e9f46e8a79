namespace Apache.Arrow.Types;

/// <summary>Bytes, the same number in every value.</summary>
public class FixedSizeBinaryType : FixedWidthType
{
    /// <summary>Creates the type.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The width is not positive.</exception>
    public FixedSizeBinaryType(int byteWidth)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(byteWidth);
        ByteWidth = byteWidth;
    }

    /// <inheritdoc/>
    public override ArrowTypeId TypeId => ArrowTypeId.FixedSizedBinary;

    /// <inheritdoc/>
    public override string Name => "fixed_size_binary";

    /// <summary>Bytes per value.</summary>
    public int ByteWidth { get; }

    /// <inheritdoc/>
    public override int BitWidth => checked(ByteWidth * 8);

    /// <inheritdoc/>
    public override void Accept(IArrowTypeVisitor visitor) => Accept(this, visitor);
}
