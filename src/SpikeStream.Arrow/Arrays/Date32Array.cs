using Apache.Arrow.Types;

namespace Apache.Arrow;

/// <summary>A column of dates, stored as days since 1970-01-01.</summary>
public class Date32Array : PrimitiveArray<int>, IReadOnlyList<DateTime?>, IReadOnlyList<DateOnly?>
{
    /// <summary>Wraps buffers without copying.</summary>
    public Date32Array(ArrowBuffer valueBuffer, ArrowBuffer nullBitmapBuffer, int length, int nullCount, int offset)
        : this(new ArrayData(Date32Type.Default, length, nullCount, offset, new[] { nullBitmapBuffer, valueBuffer }))
    {
    }

    /// <summary>Creates the array of its data.</summary>
    /// <exception cref="ArgumentException">The data are of another type.</exception>
    public Date32Array(ArrayData data)
        : base(data)
    {
        data.EnsureDataType(ArrowTypeId.Date32);
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
        GetValue(index) is int value ? DateTimeOffset.UnixEpoch.AddDays(value) : null;

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
    public class Builder : DateArrayBuilder<int, Date32Array, Builder>
    {
        /// <summary>Creates a builder.</summary>
        public Builder()
            : base(new Stored())
        {
        }

        /// <inheritdoc/>
        protected override int Convert(DateTime dateTime) => Convert(DateOnly.FromDateTime(dateTime));

        /// <inheritdoc/>
        protected override int Convert(DateTimeOffset dateTimeOffset) => Convert(DateOnly.FromDateTime(dateTimeOffset.UtcDateTime));

        /// <inheritdoc/>
        protected override int Convert(DateOnly date) =>
            date.DayNumber - EpochDayNumber;

        private sealed class Stored : PrimitiveArrayBuilder<int, Date32Array, Stored>
        {
            protected override Date32Array Build(
                ArrowBuffer valueBuffer, ArrowBuffer nullBitmapBuffer, int length, int nullCount, int offset) =>
                new(valueBuffer, nullBitmapBuffer, length, nullCount, offset);
        }
    }
}
