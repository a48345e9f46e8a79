namespace Apache.Arrow.Types;

/// <summary>Elapsed times: 64-bit counts of a unit.</summary>
public sealed class DurationType : TimeBasedType
{
    /// <inheritdoc/>
    public override ArrowTypeId TypeId => ArrowTypeId.Duration;

    /// <inheritdoc/>
    public override string Name => "duration";

    /// <summary>Durations in seconds.</summary>
    public static readonly DurationType Second = new(TimeUnit.Second);

    /// <summary>Durations in milliseconds.</summary>
    public static readonly DurationType Millisecond = new(TimeUnit.Millisecond);

    /// <summary>Durations in microseconds.</summary>
    public static readonly DurationType Microsecond = new(TimeUnit.Microsecond);

    /// <summary>Durations in nanoseconds.</summary>
    public static readonly DurationType Nanosecond = new(TimeUnit.Nanosecond);

    private DurationType(TimeUnit unit)
        : base(unit)
    {
    }

    /// <inheritdoc/>
    public override int BitWidth => 64;

    /// <summary>The duration type of a unit.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such unit.</exception>
    public static DurationType FromTimeUnit(TimeUnit unit) => unit switch
    {
        TimeUnit.Second => Second,
        TimeUnit.Millisecond => Millisecond,
        TimeUnit.Microsecond => Microsecond,
        TimeUnit.Nanosecond => Nanosecond,
        _ => throw new ArgumentOutOfRangeException(nameof(unit), unit, "Unsupported time unit."),
    };

    /// <inheritdoc/>
    public override void Accept(IArrowTypeVisitor visitor) => Accept(this, visitor);
}
