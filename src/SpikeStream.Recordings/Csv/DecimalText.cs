using System.Buffers.Text;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace SpikeStream.Recordings;

/// <summary>Writes numbers as text that reads back to the same bits.</summary>
internal static unsafe class DecimalText
{
    /// <summary>Room that any number needs at most.</summary>
    public const int MostBytes = 40;

    // Beyond these places of the point numbers are written with an exponent.
    private const int LeastPlainPoint = -4;
    private const int MostPlainPoint = 17;

    private const double LargestWhole = 1e8;
    private const ulong UniqueDigits = 1_000_000_000_000_000;

    /// <summary>Writes a double: short decimals by scaled integers, anything else by the shortest decimal that reads back, as the runtime's "R" writes it.</summary>
    /// <param name="value">The number.</param>
    /// <param name="at">Room for <see cref="MostBytes"/>.</param>
    /// <returns>The byte after the text.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte* Write(double value, byte* at)
    {
        if (value is >= 0 and < LargestWhole)
        {
            // Up to eight decimals. The quotient is the correctly rounded value of the decimal text, so equality means that the text reads back; no other of up to 15 digits does.
            ulong scaled = (ulong)(value * 1e8 + 0.5);
            if (scaled < UniqueDigits && scaled / 1e8 == value && BitConverter.DoubleToInt64Bits(value) >= 0)
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

        return WriteShortest(value, at);
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
    private static byte* WriteShortest(double value, byte* at)
    {
        if (!double.IsFinite(value) || value == 0)
        {
            value.TryFormat(new Span<byte>(at, MostBytes), out int written, "R", System.Globalization.CultureInfo.InvariantCulture);
            return at + written;
        }

        if (value < 0) *at++ = (byte)'-';
        ulong significand = ShortestDecimal.Of(Math.Abs(value), out int exponent);
        byte* digits = stackalloc byte[24];
        int length = Digits(significand, digits);
        int point = length + exponent;
        while (length > 1 && digits[length - 1] == (byte)'0') length--;
        if (point is <= LeastPlainPoint or > MostPlainPoint) return WriteScientific(digits, length, point - 1, at);
        if (point <= 0)
        {
            // At most three zeros after the point, then the digits; what is copied too much is overwritten by the next.
            Unsafe.WriteUnaligned(at, 0x3030303030302E30UL);
            at += 2 - point;
            Unsafe.CopyBlockUnaligned(at, digits, 24);
            return at + length;
        }

        if (length <= point)
        {
            Unsafe.CopyBlockUnaligned(at, digits, 24);
            for (int i = length; i < point; i++) at[i] = (byte)'0';
            return at + point;
        }

        Unsafe.CopyBlockUnaligned(at, digits, 24);
        at[point] = (byte)'.';
        for (int i = point; i < length; i++) at[i + 1] = digits[i];
        return at + length + 1;
    }

    private static byte* WriteScientific(byte* digits, int length, int exponent, byte* at)
    {
        *at++ = digits[0];
        if (length > 1)
        {
            *at++ = (byte)'.';
            for (int i = 1; i < length; i++) *at++ = digits[i];
        }

        *at++ = (byte)'E';
        *at++ = exponent < 0 ? (byte)'-' : (byte)'+';
        uint magnitude = (uint)Math.Abs(exponent);
        if (magnitude < 10) *at++ = (byte)'0';
        return Write(magnitude, at);
    }

    /// <summary>Writes an integer of up to 17 digits; there must be room for 24.</summary>
    private static int Digits(ulong value, byte* at)
    {
        if (value < 100_000_000) return (int)(Write((uint)value, at) - at);
        ulong high = value / 100_000_000, low = value - high * 100_000_000;
        byte* stop = high < 100_000_000 ? Write((uint)high, at) : Write(high, at);
        Unsafe.WriteUnaligned(stop, EightDigits((uint)low) | 0x3030303030303030UL);
        return (int)(stop + 8 - at);
    }

    private static byte* Write(ulong value, byte* at)
    {
        uint high = (uint)(value / 100_000_000);
        byte* stop = Write(high, at);
        Unsafe.WriteUnaligned(stop, EightDigits((uint)(value - high * 100_000_000UL)) | 0x3030303030303030UL);
        return stop + 8;
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
