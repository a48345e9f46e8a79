using Apache.Arrow.Memory;
using Apache.Arrow.Types;

namespace Apache.Arrow;

public partial class LargeBinaryArray
{
    /// <summary>Builds an array.</summary>
    public class Builder : BuilderBase<LargeBinaryArray, Builder>
    {
        /// <summary>Creates a builder.</summary>
        public Builder()
            : base(LargeBinaryType.Default)
        {
        }

        /// <summary>Creates a builder of arrays of a type.</summary>
        public Builder(IArrowType dataType)
            : base(dataType)
        {
        }

        /// <inheritdoc/>
        protected override LargeBinaryArray Build(ArrayData data) => new(data);
    }

    /// <summary>Builds arrays of byte strings.</summary>
    /// <typeparam name="TArray">The array.</typeparam>
    /// <typeparam name="TBuilder">The builder itself.</typeparam>
    public abstract class BuilderBase<TArray, TBuilder> : IArrowArrayBuilder<TArray, TBuilder>
        where TArray : IArrowArray
        where TBuilder : class, IArrowArrayBuilder<TArray>
    {
        /// <summary>Creates a builder of arrays of a type.</summary>
        protected BuilderBase(IArrowType dataType)
        {
            DataType = dataType;
            ValueOffsets.Append(0);
        }

        /// <inheritdoc/>
        public int Length => ValueOffsets.Length - 1;

        /// <summary>The type of the array.</summary>
        protected IArrowType DataType { get; }

        /// <summary>This builder, as what each call returns.</summary>
        protected TBuilder Instance => (this as TBuilder)!;

        /// <summary>The offsets.</summary>
        protected ArrowBuffer.Builder<long> ValueOffsets { get; } = new();

        /// <summary>The bytes.</summary>
        protected ArrowBuffer.Builder<byte> ValueBuffer { get; } = new();

        /// <summary>The validity.</summary>
        protected ArrowBuffer.BitmapBuilder ValidityBuffer { get; } = new();

        /// <summary>Nulls so far.</summary>
        protected int NullCount => ValidityBuffer.UnsetBitCount;

        /// <inheritdoc/>
        public TArray Build(MemoryAllocator? allocator = default)
        {
            ArrowBuffer validity = NullCount > 0 ? ValidityBuffer.Build(allocator) : ArrowBuffer.Empty;
            return Build(new ArrayData(
                DataType, Length, NullCount, 0, new[] { validity, ValueOffsets.Build(allocator), ValueBuffer.Build(allocator) }));
        }

        /// <inheritdoc/>
        public TBuilder AppendNull() => EndEntry(false);

        /// <summary>Appends an entry of one byte.</summary>
        public TBuilder Append(byte value)
        {
            ValueBuffer.Append(value);
            return EndEntry(true);
        }

        /// <summary>Appends an entry.</summary>
        public TBuilder Append(ReadOnlySpan<byte> span)
        {
            ValueBuffer.Append(span);
            return EndEntry(true);
        }

        /// <summary>Appends an entry; null appends a null.</summary>
        public TBuilder Append(IEnumerable<byte>? value)
        {
            if (value is null) return AppendNull();
            ValueBuffer.AppendRange(value);
            return EndEntry(true);
        }

        /// <summary>Appends entries of one byte each.</summary>
        public TBuilder AppendRange(IEnumerable<byte> values)
        {
            ArgumentNullException.ThrowIfNull(values);
            foreach (byte value in values) Append(value);
            return Instance;
        }

        /// <summary>Appends entries; null appends a null.</summary>
        public TBuilder AppendRange(IEnumerable<byte[]?> values)
        {
            ArgumentNullException.ThrowIfNull(values);
            foreach (byte[]? value in values) Append((IEnumerable<byte>?)value);
            return Instance;
        }

        /// <inheritdoc/>
        public TBuilder Reserve(int capacity)
        {
            ValueOffsets.Reserve(checked(capacity + 1));
            ValueBuffer.Reserve(capacity);
            ValidityBuffer.Reserve(capacity);
            return Instance;
        }

        /// <inheritdoc/>
        public TBuilder Resize(int length)
        {
            // The offsets of new entries must stay in order: they are made empty, and dropped ones give their bytes back.
            int before = Length;
            ValueOffsets.Resize(checked(length + 1));
            if (length > before)
                ValueOffsets.Span[(before + 1)..(length + 1)].Fill(ValueBuffer.Length);
            else
                ValueBuffer.Resize(checked((int)ValueOffsets.Span[length]));
            ValidityBuffer.Resize(length);
            return Instance;
        }

        /// <inheritdoc/>
        public TBuilder Clear()
        {
            ValueOffsets.Clear();
            ValueBuffer.Clear();
            ValidityBuffer.Clear();
            ValueOffsets.Append(0);
            return Instance;
        }

        /// <summary>Wraps the data.</summary>
        protected abstract TArray Build(ArrayData data);

        private TBuilder EndEntry(bool isValid)
        {
            ValueOffsets.Append(ValueBuffer.Length);
            ValidityBuffer.Append(isValid);
            return Instance;
        }
    }
}
