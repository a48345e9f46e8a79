namespace Apache.Arrow.Types;

/// <summary>UTF-8 text with 64-bit offsets.</summary>
public sealed class LargeStringType : ArrowType
{
    /// <summary>The only instance that is needed.</summary>
    public static readonly LargeStringType Default = new();

    /// <inheritdoc/>
    public override ArrowTypeId TypeId => ArrowTypeId.LargeString;

    /// <inheritdoc/>
    public override string Name => "large_utf8";

    /// <inheritdoc/>
    public override void Accept(IArrowTypeVisitor visitor) => Accept(this, visitor);
}
