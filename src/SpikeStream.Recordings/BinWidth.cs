using System.Buffers;
using System.Globalization;

namespace SpikeStream.Recordings;

/// <summary>A length of time as an exact rational number of seconds, so that bin edges never drift.</summary>
/// <remarks>The left edge of bin k is <c>k·numerator/denominator</c>, rounded once. The default value is 1 s.</remarks>
public readonly record struct BinWidth
{
    private static readonly SearchValues<char> NumberCharacters = SearchValues.Create("0123456789.");

    private readonly long _numeratorLessOne;
    private readonly long _denominatorLessOne;

    /// <summary>Makes a width from a fraction of seconds, which is reduced.</summary>
    /// <param name="numerator">Seconds, numerator; at least 1.</param>
    /// <param name="denominator">Seconds, denominator; at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is below 1.</exception>
    public BinWidth(long numerator, long denominator)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(numerator, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(denominator, 1);
        long divisor = GreatestCommonDivisor(numerator, denominator);
        _numeratorLessOne = numerator / divisor - 1;
        _denominatorLessOne = denominator / divisor - 1;
    }

    /// <summary>Numerator of the reduced number of seconds.</summary>
    public long Numerator => _numeratorLessOne + 1;

    /// <summary>Denominator of the reduced number of seconds.</summary>
    public long Denominator => _denominatorLessOne + 1;

    /// <summary>The width in s, rounded once.</summary>
    public double Seconds => (double)Numerator / Denominator;

    /// <summary>The left edge of a bin in s.</summary>
    /// <param name="bin">Index of the bin; |bin·numerator| below 2^53 for an exactly rounded edge.</param>
    /// <returns>Seconds.</returns>
    public double LeftEdge(long bin) => (double)bin * Numerator / Denominator;

    /// <summary>Reads text such as <c>1 ms</c>, <c>0.2 ms</c>, <c>50 us</c>, <c>2 s</c>.</summary>
    /// <param name="text">A positive decimal number and a unit: s, ms, us or ns.</param>
    /// <returns>The width.</returns>
    /// <exception cref="InvalidInputException">The text is no such length of time.</exception>
    public static BinWidth Parse(string text) => TryParse(text, out BinWidth width)
        ? width
        : throw new InvalidInputException($"binWidth: found \"{text}\", expected a positive length of time with its unit, such as \"1 ms\".");

    /// <summary>Reads text such as <c>1 ms</c>.</summary>
    /// <param name="text">A positive decimal number and a unit: s, ms, us or ns.</param>
    /// <param name="width">The width, where the text is one.</param>
    /// <returns>Whether the text is a positive length of time.</returns>
    public static bool TryParse(string? text, out BinWidth width)
    {
        width = default;
        ReadOnlySpan<char> rest = text.AsSpan().Trim();
        int split = rest.IndexOfAnyExcept(NumberCharacters);
        if (split <= 0) return false;
        long perSecond = rest[split..].Trim() switch
        {
            "s" => 1,
            "ms" => 1_000,
            "us" or "µs" => 1_000_000,
            "ns" => 1_000_000_000,
            _ => 0,
        };
        if (perSecond == 0) return false;
        if (!decimal.TryParse(rest[..split], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal value)) return false;
        long scale = 1;
        for (; value != decimal.Truncate(value); value *= 10)
        {
            if (scale >= 100_000_000) return false;
            scale *= 10;
        }

        if (value < 1 || value > long.MaxValue / 2) return false;
        width = new BinWidth((long)value, scale * perSecond);
        return true;
    }

    /// <summary>The width with the largest unit that gives a short number.</summary>
    /// <returns>Such as <c>1 ms</c> or <c>0.2 ms</c>; a fraction such as <c>1/1024 s</c> where no decimal is exact.</returns>
    public override string ToString()
    {
        foreach ((string unit, long perSecond) in new[] { ("s", 1L), ("ms", 1_000L), ("us", 1_000_000L), ("ns", 1_000_000_000L) })
        {
            if (Seconds * perSecond < 0.1) continue;
            decimal value = (decimal)Numerator * perSecond / Denominator;
            if (value * Denominator == (decimal)Numerator * perSecond && decimal.Round(value, 4) == value)
                return string.Create(CultureInfo.InvariantCulture, $"{value:0.####} {unit}");
        }

        return string.Create(CultureInfo.InvariantCulture, $"{Numerator}/{Denominator} s");
    }

    private static long GreatestCommonDivisor(long a, long b)
    {
        while (b != 0) (a, b) = (b, a % b);
        return a;
    }
}
