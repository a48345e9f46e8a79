using Apache.Arrow.Memory;
using Apache.Arrow.Types;

namespace Apache.Arrow;

/// <summary>A column of lists that all have the same number of entries.</summary>
public class FixedSizeListArray : Array
{
    /// <summary>Wraps a bitmap and values without copying.</summary>
    public FixedSizeListArray(
        IArrowType dataType, int length, IArrowArray values, ArrowBuffer nullBitmapBuffer, int nullCount = 0, int offset = 0)
        : this(new ArrayData(dataType, length, nullCount, offset, new[] { nullBitmapBuffer }, new[] { values.Data }), values)
    {
    }

    /// <summary>Creates the array of its data: validity and one child.</summary>
    /// <exception cref="ArgumentException">The data are of another type.</exception>
    public FixedSizeListArray(ArrayData data)
        : this(data, ArrowArrayFactory.BuildArray(data.Children![0]))
    {
    }

    private FixedSizeListArray(ArrayData data, IArrowArray values)
        : base(data)
    {
        data.EnsureBufferCount(1);
        data.EnsureDataType(ArrowTypeId.FixedSizeList);
        Values = values;
    }

    /// <summary>
    /// The entries of all lists, one after the other, those of null lists too. The offset is not taken into account:
    /// list i begins at entry (<see cref="Array.Offset"/> + i) times the list's size.
    /// </summary>
    public IArrowArray Values { get; }

    /// <inheritdoc/>
    public override void Accept(IArrowArrayVisitor visitor) => Accept(this, visitor);

    /// <summary>The entries of a list, over the same buffers, or null.</summary>
    public IArrowArray? GetSlicedValues(int index)
    {
        CheckIndex(index, Length);
        if (IsNull(index)) return null;
        int size = ((FixedSizeListType)Data.DataType).ListSize;
        return ArrowArrayFactory.Slice(Values, checked((Offset + index) * size), size);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing) Values.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>Builds an array: begin a list with <see cref="Append"/>, then append its entries to <see cref="ValueBuilder"/>.</summary>
    public class Builder : IArrowArrayBuilder<FixedSizeListArray, Builder>
    {
        private readonly FixedSizeListType _type;
        private readonly ArrowBuffer.BitmapBuilder _validity = new();

        /// <summary>Creates a builder of lists of a type.</summary>
        public Builder(IArrowType valueDataType, int listSize)
            : this(new FixedSizeListType(valueDataType, listSize))
        {
        }

        /// <summary>Creates a builder of lists of a field.</summary>
        public Builder(Field valueField, int listSize)
            : this(new FixedSizeListType(valueField, listSize))
        {
        }

        internal Builder(FixedSizeListType type)
        {
            _type = type;
            ValueBuilder = ArrowArrayBuilderFactory.Build(type.ValueDataType);
        }

        /// <summary>The builder of the entries.</summary>
        public IArrowArrayBuilder<IArrowArray, IArrowArrayBuilder<IArrowArray>> ValueBuilder { get; }

        /// <inheritdoc/>
        public int Length => _validity.Length;

        /// <summary>Nulls so far.</summary>
        public int NullCount => _validity.UnsetBitCount;

        /// <summary>Begins a list.</summary>
        /// <exception cref="ArgumentOutOfRangeException">The list before has another number of entries.</exception>
        public Builder Append()
        {
            CheckEntries();
            _validity.Append(true);
            return this;
        }

        /// <summary>Appends a null and the entries that stand for it.</summary>
        public Builder AppendNull()
        {
            CheckEntries();
            _validity.Append(false);
            for (int i = 0; i < _type.ListSize; i++) ValueBuilder.AppendNull();
            return this;
        }

        /// <inheritdoc/>
        public FixedSizeListArray Build(MemoryAllocator? allocator = default)
        {
            CheckEntries();
            ArrowBuffer validity = NullCount > 0 ? _validity.Build(allocator) : ArrowBuffer.Empty;
            return new FixedSizeListArray(_type, Length, ValueBuilder.Build(allocator), validity, NullCount, 0);
        }

        /// <inheritdoc/>
        public Builder Reserve(int capacity)
        {
            _validity.Reserve(capacity);
            ValueBuilder.Reserve(checked(_type.ListSize * capacity));
            return this;
        }

        /// <inheritdoc/>
        public Builder Resize(int length)
        {
            CheckEntries();
            _validity.Resize(length);
            ValueBuilder.Resize(checked(_type.ListSize * length));
            return this;
        }

        /// <inheritdoc/>
        public Builder Clear()
        {
            _validity.Clear();
            ValueBuilder.Clear();
            return this;
        }

        private void CheckEntries()
        {
            int expected = checked(Length * _type.ListSize);
            if (ValueBuilder.Length == expected) return;
            int found = ValueBuilder.Length - expected + _type.ListSize;
            throw new ArgumentOutOfRangeException(nameof(ValueBuilder), $"Lists of length: {found} do not conform to the fixed size: {_type.ListSize}");
        }
    }
}
