using Apache.Arrow.Types;

namespace Apache.Arrow;

/// <summary>A column of dates, stored as milliseconds since 1970-01-01.</summary>
public class Date64Array : PrimitiveArray<long>, IReadOnlyList<DateTime?>, IReadOnlyList<DateOnly?>
{
    /// <summary>Wraps buffers without copying.</summary>
    public Date64Array(ArrowBuffer valueBuffer, ArrowBuffer nullBitmapBuffer, int length, int nullCount, int offset)
        : this(new ArrayData(Date64Type.Default, length, nullCount, offset, new[] { nullBitmapBuffer, valueBuffer }))
    {
    }

    /// <summary>Creates the array of its data.</summary>
    /// <exception cref="ArgumentException">The data are of another type.</exception>
    public Date64Array(ArrayData data)
        : base(data)
    {
        data.EnsureDataType(ArrowTypeId.Date64);
    }

    int IReadOnlyCollection<DateTime?>.Count => Length;

    int IReadOnlyCollection<DateOnly?>.Count => Length;

    DateTime? IReadOnlyList<DateTime?>.this[int index] => GetDateTime(index);

    DateOnly? IReadOnlyList<DateOnly?>.this[int index] => GetDateOnly(index);

    /// <inheritdoc/>
    public override void Accept(IArrowArrayVisitor visitor) => Accept(this, visitor);

    /// <summary>The date of an entry at midnight, of unspecified kind, or null.</summary>
    public DateTime? GetDateTime(int index) => GetDateTimeOffset(index)?.Date;

    /// <summary>The date of an entry, UTC, or null.</summary>
    public DateTimeOffset? GetDateTimeOffset(int index) =>
        GetValue(index) is long value ? DateTimeOffset.UnixEpoch.AddMilliseconds(value) : null;

    /// <summary>The date of an entry, or null.</summary>
    public DateOnly? GetDateOnly(int index) =>
        GetDateTimeOffset(index) is DateTimeOffset value ? DateOnly.FromDateTime(value.UtcDateTime) : null;

    IEnumerator<DateTime?> IEnumerable<DateTime?>.GetEnumerator()
    {
        for (int i = 0; i < Length; i++) yield return GetDateTime(i);
    }

    IEnumerator<DateOnly?> IEnumerable<DateOnly?>.GetEnumerator()
    {
        for (int i = 0; i < Length; i++) yield return GetDateOnly(i);
    }

    /// <summary>Builds an array.</summary>
    public class Builder : DateArrayBuilder<long, Date64Array, Builder>
    {
        /// <summary>Creates a builder.</summary>
        public Builder()
            : base(new Stored())
        {
        }

        /// <inheritdoc/>
        protected override long Convert(DateTime dateTime) => Convert(DateOnly.FromDateTime(dateTime));

        /// <inheritdoc/>
        protected override long Convert(DateTimeOffset dateTimeOffset) => Convert(DateOnly.FromDateTime(dateTimeOffset.UtcDateTime));

        /// <inheritdoc/>
        protected override long Convert(DateOnly date) =>
            (date.DayNumber - EpochDayNumber) * (TimeSpan.TicksPerDay / TimeSpan.TicksPerMillisecond);

        private sealed class Stored : PrimitiveArrayBuilder<long, Date64Array, Stored>
        {
            protected override Date64Array Build(
                ArrowBuffer valueBuffer, ArrowBuffer nullBitmapBuffer, int length, int nullCount, int offset) =>
                new(valueBuffer, nullBitmapBuffer, length, nullCount, offset);
        }
    }
}
