namespace Apache.Arrow.Types;

/// <summary>Instants: 64-bit counts of a unit since 1970-01-01T00:00:00.</summary>
public sealed class TimestampType : TimeBasedType
{
    /// <inheritdoc/>
    public override ArrowTypeId TypeId => ArrowTypeId.Timestamp;

    /// <inheritdoc/>
    public override string Name => "timestamp";

    /// <summary>Milliseconds, UTC.</summary>
    public static readonly TimestampType Default = new(TimeUnit.Millisecond, "+00:00");

    /// <summary>Creates the type; without a time zone the values are local times of an unstated place.</summary>
    public TimestampType(TimeUnit unit = TimeUnit.Millisecond, string? timezone = default)
        : base(unit)
    {
        Timezone = timezone;
    }

    /// <summary>Creates the type with the offset of a time zone, as <c>+hh:mm</c>.</summary>
    public TimestampType(TimeUnit unit = TimeUnit.Millisecond, TimeZoneInfo? timezone = default)
        : base(unit)
    {
        if (timezone is null) return;
        TimeSpan offset = timezone.BaseUtcOffset;
        string sign = offset < TimeSpan.Zero ? "-" : "+";
        Timezone = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{sign}{Math.Abs(offset.Hours):00}:{Math.Abs(offset.Minutes):00}");
    }

    /// <inheritdoc/>
    public override int BitWidth => 64;

    /// <summary>The name or offset of the time zone, or null.</summary>
    public string? Timezone { get; }

    /// <summary>True where the values are instants of a known time zone.</summary>
    public bool IsTimeZoneAware => !string.IsNullOrWhiteSpace(Timezone);

    /// <inheritdoc/>
    public override void Accept(IArrowTypeVisitor visitor) => Accept(this, visitor);
}
