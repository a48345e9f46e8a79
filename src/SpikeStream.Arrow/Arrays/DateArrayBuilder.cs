namespace Apache.Arrow;

/// <summary>Builds arrays of dates.</summary>
/// <typeparam name="TUnderlying">The value stored.</typeparam>
/// <typeparam name="TArray">The array.</typeparam>
/// <typeparam name="TBuilder">The builder itself.</typeparam>
public abstract class DateArrayBuilder<TUnderlying, TArray, TBuilder> :
    DelegatingArrayBuilder<TUnderlying, TArray, TBuilder>,
    IArrowArrayBuilder<DateTime, TArray, TBuilder>,
    IArrowArrayBuilder<DateTimeOffset, TArray, TBuilder>,
    IArrowArrayBuilder<DateOnly, TArray, TBuilder>
    where TArray : IArrowArray
    where TBuilder : class, IArrowArrayBuilder<TArray>
{
    private protected static readonly int EpochDayNumber = new DateOnly(1970, 1, 1).DayNumber;

    /// <summary>Creates a builder over the one that stores.</summary>
    protected DateArrayBuilder(IArrowArrayBuilder<TUnderlying, TArray, IArrowArrayBuilder<TArray>> innerBuilder)
        : base(innerBuilder)
    {
    }

    private TBuilder Instance => (this as TBuilder)!;

    /// <summary>Appends a date. A time of day is dropped.</summary>
    public TBuilder Append(DateTime value)
    {
        InnerBuilder.Append(Convert(value));
        return Instance;
    }

    /// <summary>Appends dates. A time of day is dropped.</summary>
    public TBuilder Append(ReadOnlySpan<DateTime> span)
    {
        InnerBuilder.Reserve(span.Length);
        foreach (DateTime value in span) InnerBuilder.Append(Convert(value));
        return Instance;
    }

    /// <summary>Appends dates. A time of day is dropped.</summary>
    public TBuilder AppendRange(IEnumerable<DateTime> values)
    {
        InnerBuilder.AppendRange(values.Select(Convert));
        return Instance;
    }

    /// <summary>Sets an entry to a date. A time of day is dropped.</summary>
    public TBuilder Set(int index, DateTime value)
    {
        InnerBuilder.Set(index, Convert(value));
        return Instance;
    }

    /// <summary>Appends a date. The date is that of the instant in UTC.</summary>
    public TBuilder Append(DateTimeOffset value)
    {
        InnerBuilder.Append(Convert(value));
        return Instance;
    }

    /// <summary>Appends dates. The date is that of the instant in UTC.</summary>
    public TBuilder Append(ReadOnlySpan<DateTimeOffset> span)
    {
        InnerBuilder.Reserve(span.Length);
        foreach (DateTimeOffset value in span) InnerBuilder.Append(Convert(value));
        return Instance;
    }

    /// <summary>Appends dates. The date is that of the instant in UTC.</summary>
    public TBuilder AppendRange(IEnumerable<DateTimeOffset> values)
    {
        InnerBuilder.AppendRange(values.Select(Convert));
        return Instance;
    }

    /// <summary>Sets an entry to a date. The date is that of the instant in UTC.</summary>
    public TBuilder Set(int index, DateTimeOffset value)
    {
        InnerBuilder.Set(index, Convert(value));
        return Instance;
    }

    /// <summary>Appends a date.</summary>
    public TBuilder Append(DateOnly value)
    {
        InnerBuilder.Append(Convert(value));
        return Instance;
    }

    /// <summary>Appends dates.</summary>
    public TBuilder Append(ReadOnlySpan<DateOnly> span)
    {
        InnerBuilder.Reserve(span.Length);
        foreach (DateOnly value in span) InnerBuilder.Append(Convert(value));
        return Instance;
    }

    /// <summary>Appends dates.</summary>
    public TBuilder AppendRange(IEnumerable<DateOnly> values)
    {
        InnerBuilder.AppendRange(values.Select(Convert));
        return Instance;
    }

    /// <summary>Sets an entry to a date.</summary>
    public TBuilder Set(int index, DateOnly value)
    {
        InnerBuilder.Set(index, Convert(value));
        return Instance;
    }

    /// <inheritdoc/>
    public override TBuilder AppendNull()
    {
        InnerBuilder.AppendNull();
        return Instance;
    }

    /// <summary>Exchanges two entries.</summary>
    public TBuilder Swap(int i, int j)
    {
        InnerBuilder.Swap(i, j);
        return Instance;
    }

    /// <summary>The value stored for a date.</summary>
    protected abstract TUnderlying Convert(DateTime dateTime);

    /// <summary>The value stored for a date.</summary>
    protected abstract TUnderlying Convert(DateTimeOffset dateTimeOffset);

    /// <summary>The value stored for a date.</summary>
    protected abstract TUnderlying Convert(DateOnly date);
}
