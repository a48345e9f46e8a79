using Apache.Arrow.Memory;
using Apache.Arrow.Types;

namespace Apache.Arrow;

/// <summary>A column of lists of varying length.</summary>
public class ListArray : Array
{
    /// <summary>Wraps buffers and values without copying.</summary>
    public ListArray(
        IArrowType dataType,
        int length,
        ArrowBuffer valueOffsetsBuffer,
        IArrowArray values,
        ArrowBuffer nullBitmapBuffer,
        int nullCount = 0,
        int offset = 0)
        : this(
            new ArrayData(dataType, length, nullCount, offset, new[] { nullBitmapBuffer, valueOffsetsBuffer }, new[] { values.Data }),
            values)
    {
    }

    /// <summary>Creates the array of its data: validity, offsets, one child.</summary>
    /// <exception cref="ArgumentException">The data are of another type.</exception>
    public ListArray(ArrayData data)
        : this(data, ArrowArrayFactory.BuildArray(data.Children![0]))
    {
    }

    private ListArray(ArrayData data, IArrowArray values)
        : base(data)
    {
        data.EnsureBufferCount(2);
        data.EnsureDataType(ArrowTypeId.List);
        Values = values;
    }

    /// <summary>The entries of all lists, one after the other (the offset is not taken into account).</summary>
    public IArrowArray Values { get; }

    /// <summary>The buffer of the offsets; offset <see cref="Array.Offset"/> is the first.</summary>
    public ArrowBuffer ValueOffsetsBuffer => Data.Buffers[1];

    /// <summary>Where each list begins in the values, and where the last ends: one more than there are lists.</summary>
    public ReadOnlySpan<int> ValueOffsets => Length == 0 && ValueOffsetsBuffer.IsEmpty
        ? NoOffsets
        : ValueOffsetsBuffer.As<int>().Slice(Offset, Length + 1);

    // An array of no lists may come without offsets.
    private static ReadOnlySpan<int> NoOffsets => [0];

    /// <inheritdoc/>
    public override void Accept(IArrowArrayVisitor visitor) => Accept(this, visitor);

    /// <summary>The number of entries of a list; 0 for null.</summary>
    public int GetValueLength(int index)
    {
        CheckIndex(index, Length);
        if (IsNull(index)) return 0;
        ReadOnlySpan<int> offsets = ValueOffsets;
        return offsets[index + 1] - offsets[index];
    }

    /// <summary>The entries of a list, over the same buffers, or null.</summary>
    public IArrowArray? GetSlicedValues(int index)
    {
        CheckIndex(index, Length);
        return IsNull(index) ? null : ArrowArrayFactory.Slice(Values, ValueOffsets[index], GetValueLength(index));
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing) Values.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>Builds an array: begin a list with <see cref="Append"/>, then append its entries to <see cref="ValueBuilder"/>.</summary>
    public class Builder : IArrowArrayBuilder<ListArray, Builder>
    {
        private readonly ListType _type;
        private readonly ArrowBuffer.Builder<int> _offsets = new();
        private readonly ArrowBuffer.BitmapBuilder _validity = new();

        /// <summary>Creates a builder of lists of a type.</summary>
        public Builder(IArrowType valueDataType)
            : this(new ListType(valueDataType))
        {
        }

        /// <summary>Creates a builder of lists of a field.</summary>
        public Builder(Field valueField)
            : this(new ListType(valueField))
        {
        }

        internal Builder(ListType type)
        {
            _type = type;
            ValueBuilder = ArrowArrayBuilderFactory.Build(type.ValueDataType);
        }

        /// <summary>The builder of the entries.</summary>
        public IArrowArrayBuilder<IArrowArray, IArrowArrayBuilder<IArrowArray>> ValueBuilder { get; }

        /// <inheritdoc/>
        public int Length => _offsets.Length;

        /// <summary>Nulls so far.</summary>
        public int NullCount => _validity.UnsetBitCount;

        /// <summary>Begins a list.</summary>
        public Builder Append()
        {
            _offsets.Append(ValueBuilder.Length);
            _validity.Append(true);
            return this;
        }

        /// <inheritdoc/>
        public Builder AppendNull()
        {
            _offsets.Append(ValueBuilder.Length);
            _validity.Append(false);
            return this;
        }

        /// <inheritdoc/>
        public ListArray Build(MemoryAllocator? allocator = default)
        {
            int length = Length;
            _offsets.Append(ValueBuilder.Length);
            ArrowBuffer offsets = _offsets.Build(allocator);
            _offsets.Resize(length);
            ArrowBuffer validity = NullCount > 0 ? _validity.Build(allocator) : ArrowBuffer.Empty;
            return new ListArray(_type, length, offsets, ValueBuilder.Build(allocator), validity, NullCount, 0);
        }

        /// <inheritdoc/>
        public Builder Reserve(int capacity)
        {
            _offsets.Reserve(checked(capacity + 1));
            _validity.Reserve(capacity);
            return this;
        }

        /// <inheritdoc/>
        public Builder Resize(int length)
        {
            _offsets.Resize(length);
            _validity.Resize(length);
            return this;
        }

        /// <inheritdoc/>
        public Builder Clear()
        {
            _offsets.Clear();
            ValueBuilder.Clear();
            _validity.Clear();
            return this;
        }
    }
}
