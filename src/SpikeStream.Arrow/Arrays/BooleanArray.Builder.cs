using Apache.Arrow.Memory;

namespace Apache.Arrow;

public partial class BooleanArray
{
    /// <summary>Builds an array.</summary>
    public class Builder : IArrowArrayBuilder<bool, BooleanArray, Builder>
    {
        private readonly ArrowBuffer.BitmapBuilder _values = new();
        private readonly ArrowBuffer.BitmapBuilder _validity = new();

        /// <inheritdoc/>
        public int Length => _values.Length;

        /// <summary>Entries that fit without growing.</summary>
        public int Capacity => _values.Capacity;

        /// <summary>Nulls so far.</summary>
        public int NullCount => _validity.UnsetBitCount;

        /// <inheritdoc/>
        public Builder Append(bool value) => NullableAppend(value);

        /// <summary>Appends a value or null.</summary>
        public Builder NullableAppend(bool? value)
        {
            _values.Append(value ?? false);
            _validity.Append(value.HasValue);
            return this;
        }

        /// <inheritdoc/>
        public Builder Append(ReadOnlySpan<bool> span)
        {
            foreach (bool value in span) Append(value);
            return this;
        }

        /// <inheritdoc/>
        public Builder AppendRange(IEnumerable<bool> values)
        {
            ArgumentNullException.ThrowIfNull(values);
            foreach (bool value in values) Append(value);
            return this;
        }

        /// <inheritdoc/>
        public Builder AppendNull() => NullableAppend(null);

        /// <inheritdoc/>
        public BooleanArray Build(MemoryAllocator? allocator = default) => new(
            _values.Build(allocator), NullCount > 0 ? _validity.Build(allocator) : ArrowBuffer.Empty, Length, NullCount, 0);

        /// <inheritdoc/>
        public Builder Clear()
        {
            _values.Clear();
            _validity.Clear();
            return this;
        }

        /// <inheritdoc/>
        public Builder Reserve(int capacity)
        {
            _values.Reserve(capacity);
            _validity.Reserve(capacity);
            return this;
        }

        /// <inheritdoc/>
        public Builder Resize(int length)
        {
            _values.Resize(length);
            _validity.Resize(length);
            return this;
        }

        /// <summary>Inverts an entry; null becomes true.</summary>
        public Builder Toggle(int index)
        {
            _values.Toggle(index);
            _validity.Set(index);
            return this;
        }

        /// <summary>Sets an entry to true.</summary>
        public Builder Set(int index) => Set(index, true);

        /// <inheritdoc/>
        public Builder Set(int index, bool value)
        {
            _values.Set(index, value);
            _validity.Set(index);
            return this;
        }

        /// <inheritdoc/>
        public Builder Swap(int i, int j)
        {
            _values.Swap(i, j);
            _validity.Swap(i, j);
            return this;
        }
    }
}
