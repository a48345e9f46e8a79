using Apache.Arrow.Types;

namespace Apache.Arrow;

/// <summary>A column of structs: named children side by side.</summary>
public class StructArray : Array, IArrowRecord
{
    private IReadOnlyList<IArrowArray>? _fields;

    /// <summary>Wraps a bitmap and children without copying.</summary>
    public StructArray(
        IArrowType dataType, int length, IEnumerable<IArrowArray> children, ArrowBuffer nullBitmapBuffer, int nullCount = 0, int offset = 0)
        : this(new ArrayData(
            dataType, length, nullCount, offset, new[] { nullBitmapBuffer }, children.Select(child => child.Data).ToArray()))
    {
    }

    /// <summary>Creates the array of its data: validity and children.</summary>
    /// <exception cref="ArgumentException">The data are of another type.</exception>
    public StructArray(ArrayData data)
        : base(data)
    {
        data.EnsureBufferCount(1);
        data.EnsureDataType(ArrowTypeId.Struct);
    }

    /// <summary>The children, sliced as this array is. A null struct does not make its children's entries null.</summary>
    public IReadOnlyList<IArrowArray> Fields => LazyInitializer.EnsureInitialized(ref _fields, SliceFields);

    IRecordType IArrowRecord.Schema => (StructType)Data.DataType;

    int IArrowRecord.ColumnCount => Fields.Count;

    /// <inheritdoc/>
    public override void Accept(IArrowArrayVisitor visitor)
    {
        switch (visitor)
        {
            case IArrowArrayVisitor<StructArray> typed:
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

    IArrowArray IArrowRecord.Column(string columnName, IEqualityComparer<string>? comparer) =>
        Fields[((StructType)Data.DataType).GetFieldIndex(columnName, comparer)];

    IArrowArray IArrowRecord.Column(int columnIndex) => Fields[columnIndex];

    private IArrowArray[] SliceFields()
    {
        ArrayData[] children = Data.Children ?? [];
        var fields = new IArrowArray[children.Length];
        for (int i = 0; i < fields.Length; i++)
        {
            bool whole = Offset == 0 && children[i].Length == Length;
            fields[i] = ArrowArrayFactory.BuildArray(whole ? children[i] : children[i].Slice(Offset, Length));
        }

        return fields;
    }
}
