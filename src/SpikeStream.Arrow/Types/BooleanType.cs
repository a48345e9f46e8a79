namespace Apache.Arrow.Types;

/// <summary>Truth values, one bit each.</summary>
public sealed class BooleanType : NumberType
{
    /// <summary>The only instance that is needed.</summary>
    public static readonly BooleanType Default = new();

    /// <inheritdoc/>
    public override ArrowTypeId TypeId => ArrowTypeId.Boolean;

    /// <inheritdoc/>
    public override string Name => "bool";

    /// <inheritdoc/>
    public override int BitWidth => 1;

    /// <inheritdoc/>
    public override bool IsSigned => false;

    /// <inheritdoc/>
    public override void Accept(IArrowTypeVisitor visitor) => Accept(this, visitor);
}
