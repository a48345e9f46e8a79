using Apache.Arrow.Types;

namespace Apache.Arrow;

/// <summary>A column of elapsed times: 64-bit counts of the type's unit.</summary>
public class DurationArray : PrimitiveArray<long>, IReadOnlyList<TimeSpan?>
{
    /// <summary>Wraps buffers without copying.</summary>
    public DurationArray(DurationType type, ArrowBuffer valueBuffer, ArrowBuffer nullBitmapBuffer, int length, int nullCount, int offset)
        : this(new ArrayData(type, length, nullCount, offset, new[] { nullBitmapBuffer, valueBuffer }))
    {
    }

    /// <summary>Creates the array of its data.</summary>
    /// <exception cref="ArgumentException">The data are of another type.</exception>
    public DurationArray(ArrayData data)
        : base(data)
    {
        data.EnsureDataType(ArrowTypeId.Duration);
    }

    /// <summary>The type, which says the unit.</summary>
    public DurationType DataType => (DurationType)Data.DataType;

    int IReadOnlyCollection<TimeSpan?>.Count => Length;

    TimeSpan? IReadOnlyList<TimeSpan?>.this[int index] => GetTimeSpan(index);

    /// <inheritdoc/>
    public override void Accept(IArrowArrayVisitor visitor) => Accept(this, visitor);

    /// <summary>The time of an entry, to 100 ns, or null.</summary>
    public TimeSpan? GetTimeSpan(int index)
    {
        CheckIndex(index, Length);
        return IsValid(index) ? new TimeSpan(TimeUnitTicks.ToTicks(DataType.Unit, Values[index])) : null;
    }

    IEnumerator<TimeSpan?> IEnumerable<TimeSpan?>.GetEnumerator()
    {
        for (int i = 0; i < Length; i++) yield return GetTimeSpan(i);
    }

    /// <summary>Builds an array.</summary>
    public class Builder : PrimitiveArrayBuilder<long, DurationArray, Builder>
    {
        /// <summary>Creates a builder of arrays of a type.</summary>
        public Builder(DurationType dataType)
        {
            DataType = dataType;
        }

        /// <summary>The type of the array.</summary>
        public DurationType DataType { get; }

        /// <summary>Appends a time, rounded towards zero to the unit.</summary>
        public Builder Append(TimeSpan value) => Append(TimeUnitTicks.FromTicks(DataType.Unit, value.Ticks));

        /// <summary>Appends a time or null.</summary>
        public Builder Append(TimeSpan? value) => value is TimeSpan present ? Append(present) : AppendNull();

        /// <inheritdoc/>
        protected override DurationArray Build(
            ArrowBuffer valueBuffer, ArrowBuffer nullBitmapBuffer, int length, int nullCount, int offset) =>
            new(DataType, valueBuffer, nullBitmapBuffer, length, nullCount, offset);
    }
}
