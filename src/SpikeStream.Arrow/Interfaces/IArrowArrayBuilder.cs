using Apache.Arrow.Memory;

namespace Apache.Arrow;

/// <summary>Builds an array.</summary>
public interface IArrowArrayBuilder
{
    /// <summary>Entries appended so far.</summary>
    int Length { get; }
}

/// <summary>Builds an array of one type.</summary>
/// <typeparam name="TArray">The array.</typeparam>
public interface IArrowArrayBuilder<out TArray> : IArrowArrayBuilder
    where TArray : IArrowArray
{
    /// <summary>The array of the entries appended so far, in memory of its own.</summary>
    TArray Build(MemoryAllocator? allocator);
}

/// <summary>Builds an array of one type, call by call.</summary>
/// <typeparam name="TArray">The array.</typeparam>
/// <typeparam name="TBuilder">What each call returns.</typeparam>
public interface IArrowArrayBuilder<out TArray, out TBuilder> : IArrowArrayBuilder<TArray>
    where TArray : IArrowArray
    where TBuilder : IArrowArrayBuilder<TArray>
{
    /// <summary>Makes room for more entries.</summary>
    TBuilder Reserve(int capacity);

    /// <summary>Sets the number of entries.</summary>
    TBuilder Resize(int length);

    /// <summary>Forgets all entries.</summary>
    TBuilder Clear();

    /// <summary>Appends a null.</summary>
    TBuilder AppendNull();
}

/// <summary>Builds an array of one type from values.</summary>
/// <typeparam name="T">The values.</typeparam>
/// <typeparam name="TArray">The array.</typeparam>
/// <typeparam name="TBuilder">What each call returns.</typeparam>
public interface IArrowArrayBuilder<T, out TArray, out TBuilder> : IArrowArrayBuilder<TArray, TBuilder>
    where TArray : IArrowArray
    where TBuilder : IArrowArrayBuilder<TArray>
{
    /// <summary>Appends a value.</summary>
    TBuilder Append(T value);

    /// <summary>Appends values.</summary>
    TBuilder Append(ReadOnlySpan<T> span);

    /// <summary>Appends values.</summary>
    TBuilder AppendRange(IEnumerable<T> values);

    /// <summary>Exchanges two entries.</summary>
    TBuilder Swap(int i, int j);

    /// <summary>Sets an entry to a value.</summary>
    TBuilder Set(int index, T value);
}
