namespace Apache.Arrow;

/// <summary>Visits arrays of every type.</summary>
public interface IArrowArrayVisitor
{
    /// <summary>Called for an array that has no method of its own.</summary>
    void Visit(IArrowArray array);
}

/// <summary>Visits arrays of one type.</summary>
/// <typeparam name="T">The array visited.</typeparam>
public interface IArrowArrayVisitor<T> : IArrowArrayVisitor
    where T : IArrowArray
{
    /// <summary>Called for an array of type <typeparamref name="T"/>.</summary>
    void Visit(T array);
}
