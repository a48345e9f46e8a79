namespace SpikeStream.Models.Statistics;

/// <summary>Times as whole numbers of ticks, so that differences of times are exact and bins of them even.</summary>
/// <remarks>Times are rounded to the nearest tick: at the sampling rate of the recording, or a multiple of it, that heals the rounding of the times and loses nothing.</remarks>
/// <param name="rate">Ticks per second, above 0.</param>
public sealed class TickClock(double rate)
{
    /// <summary>Ticks per second.</summary>
    public double Rate => rate;

    /// <summary>The tick nearest to a time.</summary>
    /// <param name="time">Time in s.</param>
    /// <returns>Ticks since 0 s, ties to even.</returns>
    public long TickOf(double time) => (long)Math.Round(time * rate);

    /// <summary>A length of time that is a whole number of ticks.</summary>
    /// <param name="seconds">Length in s.</param>
    /// <param name="ticks">The number of ticks.</param>
    /// <returns>Whether it is whole, to a millionth of a tick, and at least 1.</returns>
    public bool TryTicks(double seconds, out long ticks)
    {
        double exact = seconds * rate;
        ticks = (long)Math.Round(exact);
        return ticks >= 1 && Math.Abs(exact - ticks) < 1e-6;
    }
}
