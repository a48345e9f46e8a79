using Apache.Arrow.Types;

namespace Apache.Arrow;

// Counts of a unit to ticks of 100 ns and back, rounded towards zero.
internal static class TimeUnitTicks
{
    public static long ToTicks(TimeUnit unit, long value) => unit switch
    {
        TimeUnit.Second => checked(value * TimeSpan.TicksPerSecond),
        TimeUnit.Millisecond => checked(value * TimeSpan.TicksPerMillisecond),
        TimeUnit.Microsecond => checked(value * TimeSpan.TicksPerMicrosecond),
        TimeUnit.Nanosecond => value / TimeSpan.NanosecondsPerTick,
        _ => throw new ArgumentOutOfRangeException(nameof(unit), unit, "Unsupported time unit."),
    };

    public static long FromTicks(TimeUnit unit, long ticks) => unit switch
    {
        TimeUnit.Second => ticks / TimeSpan.TicksPerSecond,
        TimeUnit.Millisecond => ticks / TimeSpan.TicksPerMillisecond,
        TimeUnit.Microsecond => ticks / TimeSpan.TicksPerMicrosecond,
        TimeUnit.Nanosecond => checked(ticks * TimeSpan.NanosecondsPerTick),
        _ => throw new ArgumentOutOfRangeException(nameof(unit), unit, "Unsupported time unit."),
    };
}
