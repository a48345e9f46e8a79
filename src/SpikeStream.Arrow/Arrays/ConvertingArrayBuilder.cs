using Apache.Arrow.Memory;

namespace Apache.Arrow;

/// <summary>Builds arrays from values that are stored as another type.</summary>
/// <typeparam name="TFrom">The value appended.</typeparam>
/// <typeparam name="TTo">The value stored.</typeparam>
/// <typeparam name="TArray">The array.</typeparam>
/// <typeparam name="TBuilder">The builder itself.</typeparam>
public abstract class PrimitiveArrayBuilder<TFrom, TTo, TArray, TBuilder> : IArrowArrayBuilder<TFrom, TArray, TBuilder>
    where TTo : struct
    where TArray : IArrowArray
    where TBuilder : class, IArrowArrayBuilder<TArray>
{
    /// <summary>Creates a builder over the one that stores.</summary>
    protected PrimitiveArrayBuilder(IArrowArrayBuilder<TTo, TArray, IArrowArrayBuilder<TArray>> builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArrayBuilder = builder;
    }

    /// <inheritdoc/>
    public int Length => ArrayBuilder.Length;

    /// <summary>This builder, as what each call returns.</summary>
    protected TBuilder Instance => (this as TBuilder)!;

    /// <summary>The builder that stores.</summary>
    protected IArrowArrayBuilder<TTo, TArray, IArrowArrayBuilder<TArray>> ArrayBuilder { get; }

    /// <inheritdoc/>
    public TArray Build(MemoryAllocator? allocator = default) => ArrayBuilder.Build(allocator);

    /// <inheritdoc/>
    public TBuilder Append(TFrom value)
    {
        ArrayBuilder.Append(ConvertTo(value));
        return Instance;
    }

    /// <inheritdoc/>
    public TBuilder Append(ReadOnlySpan<TFrom> span)
    {
        ArrayBuilder.Reserve(span.Length);
        foreach (TFrom value in span) ArrayBuilder.Append(ConvertTo(value));
        return Instance;
    }

    /// <inheritdoc/>
    public TBuilder AppendRange(IEnumerable<TFrom> values)
    {
        ArrayBuilder.AppendRange(values.Select(ConvertTo));
        return Instance;
    }

    /// <inheritdoc/>
    public TBuilder AppendNull()
    {
        ArrayBuilder.AppendNull();
        return Instance;
    }

    /// <inheritdoc/>
    public TBuilder Reserve(int capacity)
    {
        ArrayBuilder.Reserve(capacity);
        return Instance;
    }

    /// <inheritdoc/>
    public TBuilder Resize(int length)
    {
        ArrayBuilder.Resize(length);
        return Instance;
    }

    /// <inheritdoc/>
    public TBuilder Swap(int i, int j)
    {
        ArrayBuilder.Swap(i, j);
        return Instance;
    }

    /// <inheritdoc/>
    public TBuilder Set(int index, TFrom value)
    {
        ArrayBuilder.Set(index, ConvertTo(value));
        return Instance;
    }

    /// <inheritdoc/>
    public TBuilder Clear()
    {
        ArrayBuilder.Clear();
        return Instance;
    }

    /// <summary>The value that is stored for a value appended.</summary>
    protected abstract TTo ConvertTo(TFrom value);
}
