namespace Apache.Arrow.Types;

/// <summary>Lists of varying length, 32-bit offsets.</summary>
public sealed class ListType : NestedType
{
    /// <inheritdoc/>
    public override ArrowTypeId TypeId => ArrowTypeId.List;

    /// <inheritdoc/>
    public override string Name => "list";

    /// <summary>Creates the type from the field of its entries.</summary>
    public ListType(Field valueField)
        : base(valueField)
    {
    }

    /// <summary>Creates the type from the type of its entries; the field is named <c>item</c> and nullable.</summary>
    public ListType(IArrowType valueDataType)
        : this(new Field("item", valueDataType, true))
    {
    }

    /// <summary>The field of the entries.</summary>
    public Field ValueField => Fields[0];

    /// <summary>The type of the entries.</summary>
    public IArrowType ValueDataType => Fields[0].DataType;

    /// <inheritdoc/>
    public override void Accept(IArrowTypeVisitor visitor) => Accept(this, visitor);
}
