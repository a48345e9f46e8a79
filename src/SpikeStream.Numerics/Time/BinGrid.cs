using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace SpikeStream.Numerics.Time;

/// <summary>
/// A grid of bins of one width that starts at time 0. The one place where a time becomes a bin index: a time on a bin's left edge belongs
/// to that bin, whatever the rounding of the width.
/// </summary>
/// <remarks>
/// The width is an exact rational number of seconds, numerator/denominator. The edge of bin k is the double nearest to k·width, so the
/// edge of bin 3 at 1 ms is the double 0.003, and the bin of t is the largest k whose edge is not above t.
/// </remarks>
public sealed partial record BinGrid
{
    /// <summary>Largest double below which every integer is exact.</summary>
    private const long ExactIntegers = 1L << 53;

    private readonly double _numerator;
    private readonly double _denominator;
    private readonly double _binsPerSecond;

    /// <summary>A grid from an exact width.</summary>
    /// <param name="numerator">Numerator of the width in seconds, above 0.</param>
    /// <param name="denominator">Denominator of the width in seconds, above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A part is not positive, or the reduced fraction has a part above 2^40.</exception>
    public BinGrid(long numerator, long denominator)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(numerator, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(denominator, 1);
        long divisor = (long)BigInteger.GreatestCommonDivisor(numerator, denominator);
        Numerator = numerator / divisor;
        Denominator = denominator / divisor;
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Numerator, 1L << 40, nameof(numerator));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Denominator, 1L << 40, nameof(denominator));
        _numerator = Numerator;
        _denominator = Denominator;
        _binsPerSecond = _denominator / _numerator;
        // k·numerator must be exact, and the estimate of k by one multiplication right to a quarter of a bin.
        MaximumIndex = Math.Min(1L << 50, ExactIntegers / Numerator) - 1;
    }

    /// <summary>Numerator of the width in seconds, in lowest terms.</summary>
    public long Numerator { get; }

    /// <summary>Denominator of the width in seconds, in lowest terms.</summary>
    public long Denominator { get; }

    /// <summary>The width in seconds, correctly rounded.</summary>
    public double Width => _numerator / _denominator;

    /// <summary>Largest absolute value of an index: 2^50 - 1, or less if the numerator is above 8.</summary>
    public long MaximumIndex { get; }

    /// <summary>A grid from a decimal number of seconds, exact.</summary>
    /// <param name="seconds">The width, above 0.</param>
    /// <returns>The grid.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The width is not positive or needs too many digits.</exception>
    public static BinGrid FromSeconds(decimal seconds)
    {
        if (seconds <= 0) throw new ArgumentOutOfRangeException(nameof(seconds), seconds, "expected a positive bin width");
        long denominator = 1;
        while (seconds != decimal.Truncate(seconds) && denominator < 1_000_000_000_000)
        {
            seconds *= 10;
            denominator *= 10;
        }

        if (seconds != decimal.Truncate(seconds) || seconds > long.MaxValue)
            throw new ArgumentOutOfRangeException(nameof(seconds), seconds, "expected a bin width of at most 12 decimals, in seconds");
        return new BinGrid((long)seconds, denominator);
    }

    /// <summary>A grid from text with a unit, such as <c>1 ms</c>, <c>0.2 ms</c>, <c>50 us</c>, <c>1/30 s</c>.</summary>
    /// <param name="text">A decimal number or a fraction of two integers, then s, ms, us, µs, ns or min.</param>
    /// <returns>The grid.</returns>
    /// <exception cref="FormatException">The text is no such width; the message says what was expected.</exception>
    public static BinGrid Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        string trimmed = text.Trim();
        int unitStart = trimmed.Length;
        while (unitStart > 0 && char.IsLetter(trimmed[unitStart - 1])) unitStart--;
        (long up, long down) = trimmed[unitStart..] switch
        {
            "min" => (60L, 1L),
            "s" => (1, 1),
            "ms" => (1, 1_000),
            "us" or "µs" or "μs" => (1, 1_000_000),
            "ns" => (1, 1_000_000_000),
            _ => (0, 0),
        };
        string[] parts = trimmed[..unitStart].Split('/');
        long divisor = 1;
        bool valid = up > 0 && parts.Length <= 2
            && decimal.TryParse(parts[0], NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out _)
            && (parts.Length == 1 || (long.TryParse(parts[1], NumberStyles.AllowLeadingWhite | NumberStyles.AllowTrailingWhite, CultureInfo.InvariantCulture, out divisor) && divisor > 0));
        if (valid)
        {
            decimal value = decimal.Parse(parts[0], NumberStyles.Float, CultureInfo.InvariantCulture);
            try
            {
                if (value > 0)
                {
                    BinGrid number = FromSeconds(value);
                    return new BinGrid(checked(number.Numerator * up), checked(number.Denominator * down * divisor));
                }
            }
            catch (Exception e) when (e is OverflowException or ArgumentOutOfRangeException)
            {
                throw new FormatException($"found bin width \"{text}\", expected fewer digits (numerator and denominator below 2^40 in seconds)", e);
            }
        }

        throw new FormatException($"found bin width \"{text}\", expected a positive number with a unit such as \"1 ms\"");
    }

    /// <summary>The left edge of a bin.</summary>
    /// <param name="index">Index of the bin.</param>
    /// <returns>index·width in seconds, correctly rounded.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The index is beyond <see cref="MaximumIndex"/>.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public double Edge(long index)
    {
        if (index > MaximumIndex || index < -MaximumIndex) ThrowBeyond(index);
        return index * _numerator / _denominator;
    }

    /// <summary>The bin of a time: the largest index whose edge is not above it.</summary>
    /// <param name="time">Time in seconds.</param>
    /// <returns>The index; negative for times before 0.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The time is NaN or its bin beyond <see cref="MaximumIndex"/>.</exception>
    public long IndexOf(double time)
    {
        double position = time * _binsPerSecond;
        if (!(Math.Abs(position) < MaximumIndex)) throw OutOfRange(time);
        double rounded = (position + RoundingConstant) - RoundingConstant;
        return (long)(time >= rounded * _numerator / _denominator ? rounded : rounded - 1);
    }

    /// <summary>The bin of a time, without an exception for one that has none.</summary>
    /// <param name="time">Time in seconds.</param>
    /// <param name="index">The index; 0 if there is none.</param>
    /// <returns>Whether the time is a number whose bin is within <see cref="MaximumIndex"/>.</returns>
    public bool TryIndexOf(double time, out long index)
    {
        bool valid = Math.Abs(time * _binsPerSecond) < MaximumIndex;
        index = valid ? IndexOf(time) : 0;
        return valid;
    }

    /// <summary>How many bins of this grid make one bin of a coarser one.</summary>
    /// <param name="coarse">The coarser grid.</param>
    /// <param name="factor">The whole number of bins; 0 where there is none.</param>
    /// <returns>Whether the coarse width is a whole multiple of this one.</returns>
    public bool TryGetFactor(BinGrid coarse, out int factor)
    {
        ArgumentNullException.ThrowIfNull(coarse);
        BigInteger up = (BigInteger)coarse.Numerator * Denominator, down = (BigInteger)coarse.Denominator * Numerator;
        BigInteger quotient = BigInteger.DivRem(up, down, out BigInteger rest);
        bool whole = rest.IsZero && quotient >= 1 && quotient <= int.MaxValue;
        factor = whole ? (int)quotient : 0;
        return whole;
    }

    /// <summary>How many bins of this grid a duration has, rounded to the nearest.</summary>
    /// <param name="seconds">Duration in seconds.</param>
    /// <returns>The number of bins, ties to even.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The duration is NaN or too long.</exception>
    public long CountIn(double seconds)
    {
        double position = seconds * _denominator / _numerator;
        if (!(Math.Abs(position) < MaximumIndex)) throw OutOfRange(seconds);
        return (long)Math.Round(position);
    }

    /// <summary>The width with a unit, such as <c>1 ms</c>.</summary>
    /// <returns>Text that <see cref="Parse"/> reads back exactly.</returns>
    public override string ToString()
    {
        foreach ((string unit, long scale) in Units)
        {
            if (Numerator * scale % Denominator == 0) return string.Create(CultureInfo.InvariantCulture, $"{Numerator * scale / Denominator} {unit}");
        }

        return string.Create(CultureInfo.InvariantCulture, $"{Numerator}/{Denominator} s");
    }

    /// <inheritdoc/>
    public bool Equals(BinGrid? other) => other is not null && Numerator == other.Numerator && Denominator == other.Denominator;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Numerator, Denominator);

    private static readonly (string Unit, long Scale)[] Units = [("s", 1), ("ms", 1_000), ("us", 1_000_000)];

    private void ThrowBeyond(long index) =>
        throw new ArgumentOutOfRangeException(nameof(index), index, $"expected a bin index of at most {MaximumIndex}");

    private ArgumentOutOfRangeException OutOfRange(double time) => new(
        nameof(time), time, string.Create(CultureInfo.InvariantCulture, $"expected a finite time whose bin is below {MaximumIndex} at a width of {this}"));
}
