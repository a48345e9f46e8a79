namespace Apache.Arrow;

/// <summary>The base of arrays.</summary>
public abstract class Array : IArrowArray
{
    /// <summary>Creates the array of its data.</summary>
    protected Array(ArrayData data)
    {
        ArgumentNullException.ThrowIfNull(data);
        Data = data;
    }

    /// <inheritdoc/>
    public ArrayData Data { get; }

    /// <inheritdoc/>
    public int Length => Data.Length;

    /// <inheritdoc/>
    public int Offset => Data.Offset;

    /// <inheritdoc/>
    public int NullCount => Data.GetNullCount();

    /// <summary>The validity bitmap, which may be empty where no entry is null; bit <see cref="Offset"/> is that of the first entry.</summary>
    public ArrowBuffer NullBitmapBuffer => Data.Buffers[0];

    /// <inheritdoc/>
    public virtual void Accept(IArrowArrayVisitor visitor) => Accept(this, visitor);

    /// <inheritdoc/>
    public bool IsValid(int index) =>
        NullCount == 0 || NullBitmapBuffer.IsEmpty || BitUtility.GetBit(NullBitmapBuffer.Span, checked(index + Offset));

    /// <inheritdoc/>
    public bool IsNull(int index) => !IsValid(index);

    /// <summary>Entries from <paramref name="offset"/> on, at most <paramref name="length"/>, over the same buffers: valid while this array is not disposed.</summary>
    public Array Slice(int offset, int length) => (Array)ArrowArrayFactory.Slice(this, offset, length);

    /// <summary>Gives back the memory that the array owns.</summary>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    internal static void Accept<T>(T array, IArrowArrayVisitor visitor)
        where T : class, IArrowArray
    {
        if (visitor is IArrowArrayVisitor<T> typed)
            typed.Visit(array);
        else
            visitor.Visit(array);
    }

    internal static void CheckIndex(int index, int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, length);
    }

    /// <summary>Gives back the memory that the array owns.</summary>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing) Data.Dispose();
    }
}
