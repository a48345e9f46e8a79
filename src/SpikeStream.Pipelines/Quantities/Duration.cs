using System.Globalization;

namespace SpikeStream.Pipelines.Quantities;

/// <summary>A length of time as an exact rational number of seconds, so that bin edges never drift.</summary>
/// <remarks>The default value is 0 s. Written as <c>"1 ms"</c>, <c>"0.2 ms"</c>, <c>"10 s"</c>, <c>"2 min"</c>.</remarks>
public readonly record struct Duration : IQuantity<Duration>, IComparable<Duration>
{
    private readonly long _denominatorLessOne;

    /// <summary>Makes a duration from reduced numbers.</summary>
    /// <param name="numerator">Seconds, numerator.</param>
    /// <param name="denominator">Seconds, denominator, at least 1, without a common factor.</param>
    private Duration(long numerator, long denominator)
    {
        Numerator = numerator;
        _denominatorLessOne = denominator - 1;
    }

    /// <inheritdoc/>
    public static string Name => "a duration";

    /// <inheritdoc/>
    public static IReadOnlyList<QuantityUnit> Units { get; } =
    [
        new("ms", 1, 1000), new("us", 1, 1_000_000), new("µs", 1, 1_000_000), new("ns", 1, 1_000_000_000),
        new("s", 1, 1), new("min", 60, 1), new("h", 3600, 1),
    ];

    /// <summary>Numerator of the reduced number of seconds.</summary>
    public long Numerator { get; }

    /// <summary>Denominator of the reduced number of seconds, at least 1.</summary>
    public long Denominator => _denominatorLessOne + 1;

    /// <summary>The length in s, rounded once.</summary>
    public double Seconds => (double)Numerator / Denominator;

    /// <summary>The length rounded to 100 ns.</summary>
    public TimeSpan TimeSpan => TimeSpan.FromSeconds(Seconds);

    /// <inheritdoc/>
    public double BaseValue => Seconds;

    /// <inheritdoc/>
    public static Duration FromBase(long numerator, long denominator) => new(numerator, denominator);

    /// <summary>Reads a duration from text.</summary>
    /// <param name="text">Such as <c>1 ms</c>.</param>
    /// <returns>The duration.</returns>
    /// <exception cref="FormatException">The text is no number with a unit of time.</exception>
    public static Duration Parse(string text) => QuantityText.TryParse(text, out Duration value)
        ? value
        : throw new FormatException($"found \"{text}\", expected {QuantityText.Expected<Duration>()}");

    /// <inheritdoc/>
    public int CompareTo(Duration other) => ((Int128)Numerator * other.Denominator).CompareTo((Int128)other.Numerator * Denominator);

    /// <summary>Whether the left is shorter.</summary>
    public static bool operator <(Duration left, Duration right) => left.CompareTo(right) < 0;

    /// <summary>Whether the left is longer.</summary>
    public static bool operator >(Duration left, Duration right) => left.CompareTo(right) > 0;

    /// <summary>Whether the left is not longer.</summary>
    public static bool operator <=(Duration left, Duration right) => left.CompareTo(right) <= 0;

    /// <summary>Whether the left is not shorter.</summary>
    public static bool operator >=(Duration left, Duration right) => left.CompareTo(right) >= 0;

    /// <summary>The largest unit in which the number is whole, or seconds.</summary>
    /// <returns>Text that <see cref="Parse"/> reads back, exactly where the number has at most 18 decimal digits.</returns>
    public override string ToString()
    {
        foreach ((string symbol, long perSecond) in new[] { ("s", 1L), ("ms", 1000L), ("us", 1_000_000L), ("ns", 1_000_000_000L) })
        {
            if (perSecond % Denominator == 0)
                return string.Create(CultureInfo.InvariantCulture, $"{(Int128)Numerator * (perSecond / Denominator)} {symbol}");
        }

        return string.Create(CultureInfo.InvariantCulture, $"{(decimal)Numerator / Denominator} s");
    }
}
