using Apache.Arrow.Memory;

namespace Apache.Arrow;

/// <summary>Builds arrays of values of a fixed width.</summary>
/// <typeparam name="T">The stored value.</typeparam>
/// <typeparam name="TArray">The array.</typeparam>
/// <typeparam name="TBuilder">The builder itself.</typeparam>
public abstract class PrimitiveArrayBuilder<T, TArray, TBuilder> : IArrowArrayBuilder<T, TArray, TBuilder>
    where T : struct
    where TArray : IArrowArray
    where TBuilder : class, IArrowArrayBuilder<TArray>
{
    /// <inheritdoc/>
    public int Length => ValueBuffer.Length;

    /// <summary>This builder, as what each call returns.</summary>
    protected TBuilder Instance => (this as TBuilder)!;

    /// <summary>The values.</summary>
    protected ArrowBuffer.Builder<T> ValueBuffer { get; } = new();

    /// <summary>The validity.</summary>
    protected ArrowBuffer.BitmapBuilder ValidityBuffer { get; } = new();

    /// <summary>Nulls so far.</summary>
    protected int NullCount => ValidityBuffer.UnsetBitCount;

    /// <inheritdoc/>
    public TBuilder Resize(int length)
    {
        ValueBuffer.Resize(length);
        ValidityBuffer.Resize(length);
        return Instance;
    }

    /// <inheritdoc/>
    public TBuilder Reserve(int capacity)
    {
        ValueBuffer.Reserve(capacity);
        ValidityBuffer.Reserve(capacity);
        return Instance;
    }

    /// <inheritdoc/>
    public TBuilder Append(T value)
    {
        ValueBuffer.Append(value);
        ValidityBuffer.Append(true);
        return Instance;
    }

    /// <summary>Appends a value or null.</summary>
    public TBuilder Append(T? value) => value is T present ? Append(present) : AppendNull();

    /// <inheritdoc/>
    public TBuilder Append(ReadOnlySpan<T> span)
    {
        ValueBuffer.Append(span);
        ValidityBuffer.AppendRange(true, span.Length);
        return Instance;
    }

    /// <inheritdoc/>
    public TBuilder AppendRange(IEnumerable<T> values)
    {
        int before = ValueBuffer.Length;
        ValueBuffer.AppendRange(values);
        ValidityBuffer.AppendRange(true, ValueBuffer.Length - before);
        return Instance;
    }

    /// <inheritdoc/>
    public TBuilder AppendNull()
    {
        ValueBuffer.Append(default(T));
        ValidityBuffer.Append(false);
        return Instance;
    }

    /// <inheritdoc/>
    public TBuilder Clear()
    {
        ValueBuffer.Clear();
        ValidityBuffer.Clear();
        return Instance;
    }

    /// <inheritdoc/>
    public TBuilder Set(int index, T value)
    {
        ValidityBuffer.Set(index, true);
        ValueBuffer.Span[index] = value;
        return Instance;
    }

    /// <inheritdoc/>
    public TBuilder Swap(int i, int j)
    {
        ValidityBuffer.Swap(i, j);
        Span<T> values = ValueBuffer.Span;
        (values[i], values[j]) = (values[j], values[i]);
        return Instance;
    }

    /// <inheritdoc/>
    public TArray Build(MemoryAllocator? allocator = default) => Build(
        ValueBuffer.Build(allocator),
        NullCount > 0 ? ValidityBuffer.Build(allocator) : ArrowBuffer.Empty,
        Length,
        NullCount,
        0);

    /// <summary>Wraps the buffers.</summary>
    protected abstract TArray Build(ArrowBuffer valueBuffer, ArrowBuffer nullBitmapBuffer, int length, int nullCount, int offset);
}
