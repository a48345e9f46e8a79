using System.Buffers;
using Apache.Arrow.Memory;
using Apache.Arrow.Types;

namespace Apache.Arrow;

/// <summary>Columns of one length, with their schema.</summary>
public partial class RecordBatch : IArrowRecord
{
    private readonly IMemoryOwner<byte>? _memoryOwner;
    private readonly List<IArrowArray> _arrays;

    /// <summary>Creates a batch of arrays, which it owns from now on.</summary>
    /// <param name="schema">The fields, one per array.</param>
    /// <param name="data">The arrays.</param>
    /// <param name="length">The number of rows.</param>
    public RecordBatch(Schema schema, IEnumerable<IArrowArray> data, int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(schema);
        _arrays = [.. data];
        Schema = schema;
        Length = length;
    }

    // The owner's memory is what all arrays of a message point into.
    internal RecordBatch(Schema schema, IMemoryOwner<byte>? memoryOwner, List<IArrowArray> arrays, int length)
    {
        _memoryOwner = memoryOwner;
        _arrays = arrays;
        Schema = schema;
        Length = length;
    }

    /// <summary>The fields, one per column.</summary>
    public Schema Schema { get; }

    /// <summary>The number of columns.</summary>
    public int ColumnCount => _arrays.Count;

    /// <summary>The columns, in order.</summary>
    public IEnumerable<IArrowArray> Arrays => _arrays;

    /// <summary>The number of rows.</summary>
    public int Length { get; }

    IRecordType IArrowRecord.Schema => Schema;

    int IArrowArray.NullCount => 0;

    int IArrowArray.Offset => 0;

    ArrayData IArrowArray.Data => throw new NotSupportedException("Unable to get data for RecordBatch");

    internal IReadOnlyList<IArrowArray> ArrayList => _arrays;

    /// <summary>The column at a position.</summary>
    public IArrowArray Column(int i) => _arrays[i];

    /// <summary>The first column of that name.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is none.</exception>
    public IArrowArray Column(string columnName) => Column(columnName, null);

    /// <summary>The first column of that name, as a comparer compares names.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is none.</exception>
    public IArrowArray Column(string columnName, IEqualityComparer<string>? comparer)
    {
        int index = Schema.GetFieldIndex(columnName, comparer);
        if (index >= 0) return _arrays[index];
        string names = string.Join(", ", Schema.FieldsList.Select(field => field.Name));
        throw new ArgumentOutOfRangeException(nameof(columnName), columnName, $"There is no such column; there are: {names}.");
    }

    /// <summary>A copy in memory of its own.</summary>
    public RecordBatch Clone(MemoryAllocator? allocator = default) =>
        new(Schema, _arrays.Select(array => ArrowArrayFactory.BuildArray(array.Data.Clone(allocator))), Length);

    /// <summary>Rows from <paramref name="offset"/> on, at most <paramref name="length"/>, over the same buffers: valid while this batch is not disposed.</summary>
    /// <exception cref="ArgumentException">The offset is beyond the end.</exception>
    public RecordBatch Slice(int offset, int length)
    {
        if (offset > Length)
            throw new ArgumentException($"Offset {offset} cannot be greater than Length {Length} for RecordBatch.Slice", nameof(offset));
        length = Math.Min(Length - offset, length);
        var arrays = new List<IArrowArray>(_arrays.Count);
        foreach (IArrowArray array in _arrays) arrays.Add(ArrowArrayFactory.Slice(array, offset, length));
        return new RecordBatch(Schema, null, arrays, length);
    }

    /// <inheritdoc/>
    public void Accept(IArrowArrayVisitor visitor)
    {
        switch (visitor)
        {
            case IArrowArrayVisitor<RecordBatch> typed:
                typed.Visit(this);
                break;
            case IArrowArrayVisitor<IArrowRecord> record:
                record.Visit(this);
                break;
            default:
                visitor.Visit(this);
                break;
        }
    }

    /// <inheritdoc/>
    public override string ToString() => $"{nameof(RecordBatch)}: {ColumnCount} columns by {Length} rows";

    /// <summary>Gives back the memory that the batch and its columns own.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    bool IArrowArray.IsNull(int index) => false;

    bool IArrowArray.IsValid(int index) => true;

    /// <summary>Gives back the memory that the batch and its columns own.</summary>
    protected virtual void Dispose(bool disposing)
    {
        if (!disposing) return;
        _memoryOwner?.Dispose();
        foreach (IArrowArray array in _arrays) array.Dispose();
    }
}
