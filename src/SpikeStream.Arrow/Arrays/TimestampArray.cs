using Apache.Arrow.Types;

namespace Apache.Arrow;

/// <summary>A column of instants: 64-bit counts of the type's unit since 1970-01-01T00:00:00Z.</summary>
public class TimestampArray : PrimitiveArray<long>, IReadOnlyList<DateTimeOffset?>
{
    /// <summary>Wraps buffers without copying.</summary>
    public TimestampArray(TimestampType type, ArrowBuffer valueBuffer, ArrowBuffer nullBitmapBuffer, int length, int nullCount, int offset)
        : this(new ArrayData(type, length, nullCount, offset, new[] { nullBitmapBuffer, valueBuffer }))
    {
    }

    /// <summary>Creates the array of its data.</summary>
    /// <exception cref="ArgumentException">The data are of another type.</exception>
    public TimestampArray(ArrayData data)
        : base(data)
    {
        data.EnsureDataType(ArrowTypeId.Timestamp);
    }

    int IReadOnlyCollection<DateTimeOffset?>.Count => Length;

    DateTimeOffset? IReadOnlyList<DateTimeOffset?>.this[int index] => GetTimestamp(index);

    /// <inheritdoc/>
    public override void Accept(IArrowArrayVisitor visitor) => Accept(this, visitor);

    /// <summary>The instant of an entry that is not null, to 100 ns.</summary>
    public DateTimeOffset GetTimestampUnchecked(int index) =>
        DateTimeOffset.UnixEpoch.AddTicks(TimeUnitTicks.ToTicks(((TimestampType)Data.DataType).Unit, Values[index]));

    /// <summary>The instant of an entry, to 100 ns, or null.</summary>
    public DateTimeOffset? GetTimestamp(int index) => IsNull(index) ? null : GetTimestampUnchecked(index);

    IEnumerator<DateTimeOffset?> IEnumerable<DateTimeOffset?>.GetEnumerator()
    {
        for (int i = 0; i < Length; i++) yield return GetTimestamp(i);
    }

    /// <summary>Builds an array.</summary>
    public class Builder : PrimitiveArrayBuilder<DateTimeOffset, long, TimestampArray, Builder>
    {
        /// <summary>Creates a builder of milliseconds, UTC.</summary>
        public Builder()
            : this(TimestampType.Default)
        {
        }

        /// <summary>Creates a builder of a unit in the offset of a time zone.</summary>
        public Builder(TimeUnit unit, TimeZoneInfo timezone)
            : this(new TimestampType(unit, timezone))
        {
        }

        /// <summary>Creates a builder of a unit in a time zone.</summary>
        public Builder(TimeUnit unit = TimeUnit.Millisecond, string timezone = "+00:00")
            : this(new TimestampType(unit, timezone))
        {
        }

        /// <summary>Creates a builder of a unit without a time zone.</summary>
        public Builder(TimeUnit unit)
            : this(new TimestampType(unit, (string?)null))
        {
        }

        /// <summary>Creates a builder of arrays of a type.</summary>
        public Builder(TimestampType type)
            : base(new Stored(type))
        {
            DataType = type;
        }

        /// <summary>The type of the array.</summary>
        protected TimestampType DataType { get; }

        /// <inheritdoc/>
        protected override long ConvertTo(DateTimeOffset value) =>
            TimeUnitTicks.FromTicks(DataType.Unit, (value - DateTimeOffset.UnixEpoch).Ticks);

        private sealed class Stored(TimestampType type) : PrimitiveArrayBuilder<long, TimestampArray, Stored>
        {
            protected override TimestampArray Build(
                ArrowBuffer valueBuffer, ArrowBuffer nullBitmapBuffer, int length, int nullCount, int offset) =>
                new(type, valueBuffer, nullBitmapBuffer, length, nullCount, offset);
        }
    }
}
