using System.Globalization;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace SpikeStream.Recordings;

/// <summary>Doubles from decimal significands and powers of ten, correctly rounded.</summary>
/// <remarks>
/// Small significands by one exact division (Clinger, How to read floating point numbers accurately, 1990); larger ones by
/// a 128-bit product with a power of five (Lemire, Number parsing at a gigabyte per second, 2021).
/// </remarks>
internal static class DecimalNumber
{
    /// <summary>Largest number of decimal places of the fast ways.</summary>
    public const int MostPlaces = 22;

    private const ulong ExactSignificand = 1UL << 53;

    // With more places significands lie on both sides of the exact ones: one way for all spares the mispredicted branches.
    private const int MostShortPlaces = 8;

    private static readonly double[] Tens = [.. Enumerable.Range(0, MostPlaces + 1).Select(power => (double)BigInteger.Pow(10, power))];

    private static readonly ulong[] ReciprocalHigh = new ulong[MostPlaces + 1];

    private static readonly ulong[] ReciprocalLow = new ulong[MostPlaces + 1];

    static DecimalNumber()
    {
        for (int places = 1; places <= MostPlaces; places++)
        {
            var power = BigInteger.Pow(5, places);
            int bits = (int)(power - 1).GetBitLength();
            BigInteger reciprocal = (BigInteger.One << (bits + 127)) / power + 1;
            ReciprocalHigh[places] = (ulong)(reciprocal >> 64);
            ReciprocalLow[places] = (ulong)(reciprocal & ulong.MaxValue);
        }
    }

    /// <summary>10^power, exactly.</summary>
    /// <param name="power">0 to 22.</param>
    public static double PowerOfTen(int power) => Tens[power];

    /// <summary>The double nearest to significand·10^-places, ties to even.</summary>
    /// <param name="significand">Any.</param>
    /// <param name="places">0 to 22.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Create(ulong significand, int places) =>
        significand < (places <= MostShortPlaces ? ExactSignificand : 1) ? significand / Tens[places] : CreateLarge(significand, places);

    /// <summary>Reads a decimal number; the whole text must be one.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out double value) =>
        TryParsePlain(text, out value) || double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value);

    private static bool TryParsePlain(ReadOnlySpan<byte> text, out double value)
    {
        value = 0;
        int i = text.Length > 0 && text[0] == (byte)'-' ? 1 : 0;
        int sign = i;
        if (text.Length - i is < 1 or > 19) return false;
        ulong significand = 0;
        int point = -1;
        for (; i < text.Length; i++)
        {
            uint digit = unchecked((uint)text[i] - '0');
            if (digit <= 9)
            {
                significand = unchecked(significand * 10 + digit);
            }
            else
            {
                if (text[i] != (byte)'.' || point >= 0) return false;
                point = i;
            }
        }

        if (point == text.Length - 1 || point == sign) return false;
        double magnitude = Create(significand, point < 0 ? 0 : text.Length - 1 - point);
        value = sign == 1 ? -magnitude : magnitude;
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double CreateLarge(ulong significand, int places)
    {
        if (places == 0) return significand;
        unchecked
        {
            int zeros = BitOperations.LeadingZeroCount(significand);
            significand <<= zeros;
            ulong high = Math.BigMul(significand, ReciprocalHigh[places], out ulong low);
            if ((high & 0x1FF) == 0x1FF)
            {
                ulong carry = Math.BigMul(significand, ReciprocalLow[places], out _);
                low += carry;
                if (carry > low) high++;
            }

            int upper = (int)(high >> 63);
            ulong mantissa = high >> (upper + 9);
            int exponent = ((217706 * -places) >> 16) + 63 + upper - zeros + 1023;
            bool isHalfway = low <= 1 && places <= 4 && (mantissa & 3) == 1 && mantissa << (upper + 9) == high;
            if (isHalfway) mantissa &= ~1UL;
            mantissa += mantissa & 1;
            mantissa >>= 1;
            if (mantissa >= 2UL << 52)
            {
                mantissa = 1UL << 52;
                exponent++;
            }

            return BitConverter.UInt64BitsToDouble((mantissa & ~(1UL << 52)) | ((ulong)exponent << 52));
        }
    }
}
