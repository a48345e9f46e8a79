using Apache.Arrow.Memory;
using Apache.Arrow.Types;

namespace Apache.Arrow;

public partial class RecordBatch
{
    /// <summary>Builds a batch column by column.</summary>
    public class Builder
    {
        private readonly MemoryAllocator? _allocator;
        private readonly ArrayBuilder _arrayBuilder;
        private readonly Schema.Builder _schemaBuilder = new();
        private readonly List<IArrowArray> _arrays = [];

        /// <summary>Creates a builder.</summary>
        public Builder(MemoryAllocator? allocator = default)
        {
            _allocator = allocator;
            _arrayBuilder = new ArrayBuilder(allocator);
        }

        /// <summary>The batch of the columns so far; as long as the longest.</summary>
        public RecordBatch Build() => new(_schemaBuilder.Build(), _arrays, _arrays.Count == 0 ? 0 : _arrays.Max(array => array.Length));

        /// <summary>Forgets all columns.</summary>
        public Builder Clear()
        {
            _schemaBuilder.Clear();
            _arrays.Clear();
            return this;
        }

        /// <summary>Appends the columns of a batch.</summary>
        public Builder Append(RecordBatch batch)
        {
            foreach (Field field in batch.Schema.FieldsList) _schemaBuilder.Field(field);
            _arrays.AddRange(batch.Arrays);
            return this;
        }

        /// <summary>Appends the column that a builder builds; null is ignored.</summary>
        public Builder Append<TArray>(string name, bool nullable, IArrowArrayBuilder<TArray>? builder)
            where TArray : IArrowArray => builder is null ? this : Append(name, nullable, builder.Build(_allocator));

        /// <summary>Appends a column; null is ignored.</summary>
        public Builder Append<TArray>(string name, bool nullable, TArray? array)
            where TArray : IArrowArray
        {
            if (string.IsNullOrWhiteSpace(name)) throw new ArgumentNullException(nameof(name));
            if (array is null) return this;
            _arrays.Add(array);
            _schemaBuilder.Field(new Field(name, array.Data.DataType, nullable));
            return this;
        }

        /// <summary>Appends the column that a function builds; null is ignored.</summary>
        public Builder Append<TArray>(string name, bool nullable, Func<ArrayBuilder, TArray>? action)
            where TArray : IArrowArray => action is null ? this : Append(name, nullable, action(_arrayBuilder));
    }

    /// <summary>Builds columns of a batch.</summary>
    public class ArrayBuilder
    {
        private readonly MemoryAllocator? _allocator;

        internal ArrayBuilder(MemoryAllocator? allocator)
        {
            _allocator = allocator;
        }

        /// <summary>Builds a column.</summary>
        public BooleanArray Boolean(Action<BooleanArray.Builder> action) => Build<BooleanArray, BooleanArray.Builder>(new BooleanArray.Builder(), action);

        /// <summary>Builds a column.</summary>
        public Int8Array Int8(Action<Int8Array.Builder> action) => Build<Int8Array, Int8Array.Builder>(new Int8Array.Builder(), action);

        /// <summary>Builds a column.</summary>
        public UInt8Array UInt8(Action<UInt8Array.Builder> action) => Build<UInt8Array, UInt8Array.Builder>(new UInt8Array.Builder(), action);

        /// <summary>Builds a column.</summary>
        public Int16Array Int16(Action<Int16Array.Builder> action) => Build<Int16Array, Int16Array.Builder>(new Int16Array.Builder(), action);

        /// <summary>Builds a column.</summary>
        public UInt16Array UInt16(Action<UInt16Array.Builder> action) => Build<UInt16Array, UInt16Array.Builder>(new UInt16Array.Builder(), action);

        /// <summary>Builds a column.</summary>
        public Int32Array Int32(Action<Int32Array.Builder> action) => Build<Int32Array, Int32Array.Builder>(new Int32Array.Builder(), action);

        /// <summary>Builds a column.</summary>
        public UInt32Array UInt32(Action<UInt32Array.Builder> action) => Build<UInt32Array, UInt32Array.Builder>(new UInt32Array.Builder(), action);

        /// <summary>Builds a column.</summary>
        public Int64Array Int64(Action<Int64Array.Builder> action) => Build<Int64Array, Int64Array.Builder>(new Int64Array.Builder(), action);

        /// <summary>Builds a column.</summary>
        public UInt64Array UInt64(Action<UInt64Array.Builder> action) => Build<UInt64Array, UInt64Array.Builder>(new UInt64Array.Builder(), action);

        /// <summary>Builds a column.</summary>
        public HalfFloatArray HalfFloat(Action<HalfFloatArray.Builder> action) => Build<HalfFloatArray, HalfFloatArray.Builder>(new HalfFloatArray.Builder(), action);

        /// <summary>Builds a column.</summary>
        public FloatArray Float(Action<FloatArray.Builder> action) => Build<FloatArray, FloatArray.Builder>(new FloatArray.Builder(), action);

        /// <summary>Builds a column.</summary>
        public DoubleArray Double(Action<DoubleArray.Builder> action) => Build<DoubleArray, DoubleArray.Builder>(new DoubleArray.Builder(), action);

        /// <summary>Builds a column.</summary>
        public Date32Array Date32(Action<Date32Array.Builder> action) => Build<Date32Array, Date32Array.Builder>(new Date32Array.Builder(), action);

        /// <summary>Builds a column.</summary>
        public Date64Array Date64(Action<Date64Array.Builder> action) => Build<Date64Array, Date64Array.Builder>(new Date64Array.Builder(), action);

        /// <summary>Builds a column.</summary>
        public BinaryArray Binary(Action<BinaryArray.Builder> action) => Build<BinaryArray, BinaryArray.Builder>(new BinaryArray.Builder(), action);

        /// <summary>Builds a column.</summary>
        public StringArray String(Action<StringArray.Builder> action) => Build<StringArray, StringArray.Builder>(new StringArray.Builder(), action);

        /// <summary>Builds a column.</summary>
        public TimestampArray Timestamp(Action<TimestampArray.Builder> action) => Build<TimestampArray, TimestampArray.Builder>(new TimestampArray.Builder(), action);

        /// <summary>Builds a column.</summary>
        public TimestampArray Timestamp(TimestampType type, Action<TimestampArray.Builder> action) =>
            Build<TimestampArray, TimestampArray.Builder>(new TimestampArray.Builder(type), action);

        /// <summary>Builds a column.</summary>
        public DurationArray Duration(DurationType type, Action<DurationArray.Builder> action) =>
            Build<DurationArray, DurationArray.Builder>(new DurationArray.Builder(type), action);

        private TArray Build<TArray, TBuilder>(TBuilder builder, Action<TBuilder> action)
            where TArray : IArrowArray
            where TBuilder : IArrowArrayBuilder<TArray>
        {
            ArgumentNullException.ThrowIfNull(action);
            action(builder);
            return builder.Build(_allocator);
        }
    }
}
