namespace Apache.Arrow;

/// <summary>A column of values.</summary>
public interface IArrowArray : IDisposable
{
    /// <summary>The number of entries.</summary>
    int Length { get; }

    /// <summary>Where the array begins in its buffers, in entries.</summary>
    int Offset { get; }

    /// <summary>The number of nulls.</summary>
    int NullCount { get; }

    /// <summary>Type, buffers and children.</summary>
    ArrayData Data { get; }

    /// <summary>Whether the entry is null.</summary>
    bool IsNull(int index);

    /// <summary>Whether the entry is not null.</summary>
    bool IsValid(int index);

    /// <summary>Calls the visitor's method for this array.</summary>
    void Accept(IArrowArrayVisitor visitor);
}
