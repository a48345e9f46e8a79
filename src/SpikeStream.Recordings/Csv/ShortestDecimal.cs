using System.Numerics;
using System.Runtime.CompilerServices;

namespace SpikeStream.Recordings;

/// <summary>The shortest decimal that reads back to a double, and of those the nearest to it.</summary>
/// <remarks>
/// R. Giulietti, The Schubfach way to render doubles, 2020: of the multiples of 10^k and 10^(k+1) around a double, with k such that its rounding
/// interval is at least 10^k and less than 10^(k+1) wide, the one inside the interval; all comparisons are made on 4·v·10^-k and the interval's
/// ends, rounded to odd from one 128-bit product each.
/// </remarks>
internal static class ShortestDecimal
{
    private const int FractionBits = 52;
    private const int LeastPower = -292;
    private const int MostPower = 324;
    private const int LeastExponent = -1074;

    private static readonly ulong[] PowersHigh = new ulong[MostPower - LeastPower + 1];

    private static readonly ulong[] PowersLow = new ulong[MostPower - LeastPower + 1];

    static ShortestDecimal()
    {
        // 10^power as 128 bits of which the first is 1, rounded up.
        for (int power = LeastPower; power <= MostPower; power++)
        {
            var ten = BigInteger.Pow(10, Math.Abs(power));
            int bits = (int)ten.GetBitLength();
            BigInteger significand = power < 0
                ? Ceiling(BigInteger.One << (bits + 127), ten)
                : bits <= 128 ? ten << (128 - bits) : Ceiling(ten, BigInteger.One << (bits - 128));
            // A reciprocal has 128 bits unless 10^|power| is a power of two, which only 1 is.
            PowersHigh[power - LeastPower] = (ulong)(significand >> 64);
            PowersLow[power - LeastPower] = (ulong)(significand & ulong.MaxValue);
        }

        static BigInteger Ceiling(BigInteger dividend, BigInteger divisor) => (dividend + divisor - 1) / divisor;
    }

    /// <summary>The decimal of a positive finite double.</summary>
    /// <param name="value">Greater than 0.</param>
    /// <param name="exponent">The power of ten of the last digit.</param>
    /// <returns>The digits as an integer; may end in zeros.</returns>
    public static ulong Of(double value, out int exponent)
    {
        unchecked
        {
            ulong bits = BitConverter.DoubleToUInt64Bits(value);
            ulong fraction = bits & ((1UL << FractionBits) - 1);
            int biased = (int)(bits >> FractionBits);
            ulong significand = biased == 0 ? fraction : fraction | 1UL << FractionBits;
            int binary = Math.Max(biased, 1) - 1 + LeastExponent;
            // Below a power of two the neighbour is half as far away.
            bool isRegular = fraction != 0 || biased <= 1;
            ulong isOdd = significand & 1;
            int k = isRegular ? FloorLog10OfPowerOf2(binary) : FloorLog10OfThreeQuarterPowerOf2(binary);
            int shift = binary + FloorLog2OfPowerOf10(-k) + 1;
            ulong high = PowersHigh[-k - LeastPower], low = PowersLow[-k - LeastPower];
            ulong four = 4 * significand;
            ulong middle = RoundToOdd(high, low, four << shift);
            ulong lower = RoundToOdd(high, low, (isRegular ? four - 2 : four - 1) << shift) + isOdd;
            ulong upper = RoundToOdd(high, low, (four + 2) << shift) - isOdd;
            ulong floor = middle / 4;
            exponent = k;
            if (floor >= 10)
            {
                ulong tens = floor / 10;
                bool isDownInside = lower <= 40 * tens, isUpInside = 40 * tens + 40 <= upper;
                if (isDownInside != isUpInside)
                {
                    exponent = k + 1;
                    return isUpInside ? tens + 1 : tens;
                }
            }

            bool isFloorInside = lower <= 4 * floor, isCeilingInside = 4 * floor + 4 <= upper;
            if (isFloorInside != isCeilingInside) return isCeilingInside ? floor + 1 : floor;
            ulong half = 4 * floor + 2;
            return middle > half || (middle == half && (floor & 1) != 0) ? floor + 1 : floor;
        }
    }

    /// <summary>The upper 64 of the 192 bits of a product, with the last bit set where any bit below is.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong RoundToOdd(ulong high, ulong low, ulong factor)
    {
        unchecked
        {
            ulong carry = Math.BigMul(low, factor, out _);
            ulong upper = Math.BigMul(high, factor, out ulong middle);
            ulong sum = middle + carry;
            if (sum < carry) upper++;
            // The power is rounded up, so that the lowest bit may be there without cause.
            return sum > 1 ? upper | 1 : upper;
        }
    }

    private static int FloorLog10OfPowerOf2(int power) => (power * 1262611) >> 22;

    private static int FloorLog10OfThreeQuarterPowerOf2(int power) => (power * 1262611 - 524031) >> 22;

    private static int FloorLog2OfPowerOf10(int power) => (power * 1741647) >> 19;
}
