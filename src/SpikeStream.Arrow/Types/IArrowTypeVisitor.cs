namespace Apache.Arrow.Types;

/// <summary>Visits types of every kind.</summary>
public interface IArrowTypeVisitor
{
    /// <summary>Called for a type that has no method of its own.</summary>
    void Visit(IArrowType type);
}

/// <summary>Visits types of one kind.</summary>
/// <typeparam name="T">The type visited.</typeparam>
public interface IArrowTypeVisitor<in T> : IArrowTypeVisitor
    where T : IArrowType
{
    /// <summary>Called for a type of kind <typeparamref name="T"/>.</summary>
    void Visit(T type);
}
