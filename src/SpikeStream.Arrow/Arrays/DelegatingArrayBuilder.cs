using Apache.Arrow.Memory;

namespace Apache.Arrow;

/// <summary>A builder that leaves the storing to another.</summary>
/// <typeparam name="T">The value stored.</typeparam>
/// <typeparam name="TArray">The array.</typeparam>
/// <typeparam name="TBuilder">The builder itself.</typeparam>
public abstract class DelegatingArrayBuilder<T, TArray, TBuilder> : IArrowArrayBuilder<TArray, TBuilder>
    where TArray : IArrowArray
    where TBuilder : class, IArrowArrayBuilder<TArray>
{
    /// <summary>Creates a builder over the one that stores.</summary>
    protected DelegatingArrayBuilder(IArrowArrayBuilder<T, TArray, IArrowArrayBuilder<TArray>> innerBuilder)
    {
        ArgumentNullException.ThrowIfNull(innerBuilder);
        InnerBuilder = innerBuilder;
    }

    /// <inheritdoc/>
    public int Length => InnerBuilder.Length;

    /// <summary>The builder that stores.</summary>
    protected IArrowArrayBuilder<T, TArray, IArrowArrayBuilder<TArray>> InnerBuilder { get; }

    /// <inheritdoc/>
    public TArray Build(MemoryAllocator? allocator = default) => InnerBuilder.Build(allocator);

    /// <inheritdoc/>
    public TBuilder Reserve(int capacity)
    {
        InnerBuilder.Reserve(capacity);
        return (this as TBuilder)!;
    }

    /// <inheritdoc/>
    public TBuilder Resize(int length)
    {
        InnerBuilder.Resize(length);
        return (this as TBuilder)!;
    }

    /// <inheritdoc/>
    public TBuilder Clear()
    {
        InnerBuilder.Clear();
        return (this as TBuilder)!;
    }

    /// <inheritdoc/>
    public abstract TBuilder AppendNull();
}
