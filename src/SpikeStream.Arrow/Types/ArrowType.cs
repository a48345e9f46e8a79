namespace Apache.Arrow.Types;

/// <summary>The base of every type.</summary>
public abstract class ArrowType : IArrowType
{
    /// <inheritdoc/>
    public abstract ArrowTypeId TypeId { get; }

    /// <inheritdoc/>
    public abstract string Name { get; }

    /// <inheritdoc/>
    public virtual bool IsFixedWidth => false;

    /// <inheritdoc/>
    public abstract void Accept(IArrowTypeVisitor visitor);

    internal static void Accept<T>(T type, IArrowTypeVisitor visitor)
        where T : class, IArrowType
    {
        if (visitor is IArrowTypeVisitor<T> typed)
            typed.Visit(type);
        else
            visitor.Visit(type);
    }
}
