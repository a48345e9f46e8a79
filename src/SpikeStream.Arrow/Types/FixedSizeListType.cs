namespace Apache.Arrow.Types;

/// <summary>Lists that all have the same number of entries.</summary>
public sealed class FixedSizeListType : NestedType
{
    /// <inheritdoc/>
    public override ArrowTypeId TypeId => ArrowTypeId.FixedSizeList;

    /// <inheritdoc/>
    public override string Name => "fixed_size_list";

    /// <summary>Creates the type from the field of its entries.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The size is not positive.</exception>
    public FixedSizeListType(Field valueField, int listSize)
        : base(valueField)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(listSize);
        ListSize = listSize;
    }

    /// <summary>Creates the type from the type of its entries; the field is named <c>item</c> and nullable.</summary>
    public FixedSizeListType(IArrowType valueDataType, int listSize)
        : this(new Field("item", valueDataType, true), listSize)
    {
    }

    /// <summary>Entries per list.</summary>
    public int ListSize { get; }

    /// <summary>The field of the entries.</summary>
    public Field ValueField => Fields[0];

    /// <summary>The type of the entries.</summary>
    public IArrowType ValueDataType => Fields[0].DataType;

    /// <inheritdoc/>
    public override void Accept(IArrowTypeVisitor visitor) => Accept(this, visitor);
}
