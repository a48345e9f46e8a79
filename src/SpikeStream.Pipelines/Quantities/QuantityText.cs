using System.Globalization;

namespace SpikeStream.Pipelines.Quantities;

/// <summary>Reads quantities from decimal text, exactly: "0.2 ms" is the rational number 1/5000 s.</summary>
public static class QuantityText
{
    private const int MaximumDigits = 18;

    /// <summary>Reads a quantity.</summary>
    /// <typeparam name="T">The quantity.</typeparam>
    /// <param name="text">Number, optional space, unit.</param>
    /// <param name="quantity">The quantity read.</param>
    /// <returns>False where the text is not a decimal number followed by one of the units, or needs more than 18 digits.</returns>
    public static bool TryParse<T>(string? text, out T quantity)
        where T : struct, IQuantity<T>
    {
        quantity = default;
        if (text is null) return false;
        ReadOnlySpan<char> trimmed = text.AsSpan().Trim();
        int split = 0;
        while (split < trimmed.Length && IsNumberCharacter(trimmed, split)) split++;
        ReadOnlySpan<char> symbol = trimmed[split..].Trim();
        foreach (QuantityUnit unit in T.Units)
        {
            if (!symbol.SequenceEqual(unit.Symbol)) continue;
            if (!TryParseDecimal(trimmed[..split], out long numerator, out long denominator)) return false;
            return TryScale(numerator, denominator, unit, out quantity);
        }

        return false;
    }

    /// <summary>What a reader of <typeparamref name="T"/> expects, for messages.</summary>
    /// <typeparam name="T">The quantity.</typeparam>
    /// <returns>Such as <c>a duration with a unit (us, ms, s, min, h) such as "1 ms"</c>.</returns>
    public static string Expected<T>()
        where T : struct, IQuantity<T> =>
        $"{T.Name} with a unit ({string.Join(", ", T.Units.Select(unit => unit.Symbol))}) such as \"1 {T.Units[0].Symbol}\"";

    private static bool IsNumberCharacter(ReadOnlySpan<char> text, int index) => text[index] switch
    {
        >= '0' and <= '9' or '.' or '+' or '-' => true,
        'e' or 'E' => index + 1 < text.Length && text[index + 1] is (>= '0' and <= '9') or '+' or '-',
        _ => false,
    };

    private static bool TryParseDecimal(ReadOnlySpan<char> text, out long numerator, out long denominator)
    {
        numerator = 0;
        denominator = 1;
        int exponentAt = text.IndexOfAny('e', 'E');
        int exponent = 0;
        ReadOnlySpan<char> mantissa = exponentAt < 0 ? text : text[..exponentAt];
        if (exponentAt >= 0 && !int.TryParse(text[(exponentAt + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out exponent))
            return false;
        int point = mantissa.IndexOf('.');
        string digits = point < 0 ? mantissa.ToString() : string.Concat(mantissa[..point], mantissa[(point + 1)..]);
        if (digits.Length > MaximumDigits || Math.Abs(exponent) > MaximumDigits) return false;
        if (!long.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out numerator)) return false;
        int scale = exponent - (point < 0 ? 0 : mantissa.Length - point - 1);
        if (Math.Abs(scale) > MaximumDigits) return false;
        long power = 1;
        for (int i = 0; i < Math.Abs(scale); i++) power *= 10;
        if (scale < 0) denominator = power;
        Int128 scaled = scale > 0 ? (Int128)numerator * power : numerator;
        if (scaled > long.MaxValue || scaled < -long.MaxValue) return false;
        numerator = (long)scaled;
        return true;
    }

    private static bool TryScale<T>(long numerator, long denominator, QuantityUnit unit, out T quantity)
        where T : struct, IQuantity<T>
    {
        quantity = default;
        Int128 top = (Int128)numerator * unit.Numerator;
        Int128 bottom = (Int128)denominator * unit.Denominator;
        Int128 divisor = GreatestCommonDivisor(Int128.Abs(top), bottom);
        top /= divisor;
        bottom /= divisor;
        if (Int128.Abs(top) > long.MaxValue || bottom > long.MaxValue) return false;
        quantity = T.FromBase((long)top, (long)bottom);
        return true;
    }

    private static Int128 GreatestCommonDivisor(Int128 left, Int128 right)
    {
        while (right != 0) (left, right) = (right, left % right);
        return left == 0 ? 1 : left;
    }
}
