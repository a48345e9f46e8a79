namespace Apache.Arrow.Types;

/// <summary>The logical type of a column.</summary>
public interface IArrowType
{
    /// <summary>The kind of the type.</summary>
    ArrowTypeId TypeId { get; }

    /// <summary>The name of the type in the Arrow format, such as <c>double</c> or <c>utf8</c>.</summary>
    string Name { get; }

    /// <summary>True where every value takes the same number of bits.</summary>
    bool IsFixedWidth { get; }

    /// <summary>Calls the visitor's method for this type.</summary>
    void Accept(IArrowTypeVisitor visitor);
}
