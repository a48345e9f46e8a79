using System.Buffers.Text;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace SpikeStream.Recordings;

/// <summary>Writes numbers as text that reads back to the same bits.</summary>
internal static unsafe class DecimalText
{
    /// <summary>Room that any number needs at most.</summary>
    public const int MostBytes = 32;

    private const double LargestWhole = 1e8;

    /// <summary>Writes a double: short decimals by scaled integers, anything else by the runtime's shortest round trip.</summary>
    /// <param name="value">The number.</param>
    /// <param name="at">Room for <see cref="MostBytes"/>.</param>
    /// <returns>The byte after the text.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte* Write(double value, byte* at)
    {
        if (value is >= 0 and < LargestWhole)
        {
            // Up to eight decimals. The quotient is the correctly rounded value of the decimal text, so equality means that the text reads back.
            ulong scaled = (ulong)(value * 1e8 + 0.5);
            if (scaled < 1UL << 53 && scaled / 1e8 == value && BitConverter.DoubleToInt64Bits(value) >= 0)
            {
                ulong whole = scaled / 100_000_000;
                at = Write((uint)whole, at);
                ulong fraction = scaled - whole * 100_000_000;
                if (fraction == 0) return at;
                *at++ = (byte)'.';
                ulong digits = EightDigits((uint)fraction);
                Unsafe.WriteUnaligned(at, digits | 0x3030303030303030UL);
                return at + 8 - (BitOperations.LeadingZeroCount(digits) >> 3);
            }
        }

        return WriteSlowly(value, at);
    }

    /// <summary>Writes an integer.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte* Write(uint value, byte* at)
    {
        if (value >= 100_000_000)
        {
            Utf8Formatter.TryFormat(value, new Span<byte>(at, MostBytes), out int written);
            return at + written;
        }

        ulong digits = EightDigits(value);
        // At least one digit stays: the bit stands for the last.
        int skip = BitOperations.TrailingZeroCount(digits | 1UL << 56) >> 3;
        Unsafe.WriteUnaligned(at, (digits | 0x3030303030303030UL) >> (8 * skip));
        return at + 8 - skip;
    }

    /// <summary>Writes an integer.</summary>
    public static byte* Write(long value, byte* at)
    {
        Utf8Formatter.TryFormat(value, new Span<byte>(at, MostBytes), out int written);
        return at + written;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static byte* WriteSlowly(double value, byte* at)
    {
        if (!value.TryFormat(new Span<byte>(at, MostBytes), out int written, "R", System.Globalization.CultureInfo.InvariantCulture))
            throw new InvalidOperationException("A double took more room than any double takes.");
        return at + written;
    }

    /// <summary>The eight decimal digits of a number below 10^8, the first in the lowest byte.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong EightDigits(uint value)
    {
        unchecked
        {
            ulong high = value / 10_000, low = value - (uint)high * 10_000;
            ulong fours = high | low << 32;
            ulong hundreds = (fours * 5243 >> 19) & 0x0000007F0000007FUL;
            ulong twos = hundreds | (fours - hundreds * 100) << 16;
            ulong tens = (twos * 103 >> 10) & 0x000F000F000F000FUL;
            return tens | (twos - tens * 10) << 8;
        }
    }
}
