namespace Apache.Arrow.Types;

/// <summary>Indices into a dictionary of values.</summary>
public sealed class DictionaryType : FixedWidthType
{
    /// <inheritdoc/>
    public override ArrowTypeId TypeId => ArrowTypeId.Dictionary;

    /// <inheritdoc/>
    public override string Name => "dictionary";

    /// <summary>Creates the type.</summary>
    /// <exception cref="ArgumentException">The index type is not an integer type.</exception>
    public DictionaryType(IArrowType indexType, IArrowType valueType, bool ordered)
    {
        if (indexType is not IntegerType)
            throw new ArgumentException($"{nameof(indexType)} must be integer", nameof(indexType));
        IndexType = indexType;
        ValueType = valueType;
        Ordered = ordered;
    }

    /// <inheritdoc/>
    public override int BitWidth => ((IntegerType)IndexType).BitWidth;

    /// <summary>The type of the indices.</summary>
    public IArrowType IndexType { get; }

    /// <summary>The type of the dictionary's values.</summary>
    public IArrowType ValueType { get; }

    /// <summary>True where the order of the dictionary means something.</summary>
    public bool Ordered { get; }

    /// <inheritdoc/>
    public override void Accept(IArrowTypeVisitor visitor) => Accept(this, visitor);
}
