using System.Numerics;
using System.Runtime.InteropServices;

namespace Apache.Arrow;

/// <summary>Bits in Arrow's order: bit i is bit (i mod 8) of byte i / 8, lowest first.</summary>
public static class BitUtility
{
    /// <summary>Bit <paramref name="index"/> (0 to 7) of a byte.</summary>
    public static bool GetBit(byte data, int index) => ((data >> index) & 1) != 0;

    /// <summary>Bit <paramref name="index"/> of a bitmap.</summary>
    public static bool GetBit(ReadOnlySpan<byte> data, int index) => ((data[index >> 3] >> (index & 7)) & 1) != 0;

    /// <summary>Sets a bit to 0.</summary>
    public static void ClearBit(Span<byte> data, int index) => data[index >> 3] &= (byte)(0xFF ^ (1 << (index & 7)));

    /// <summary>Sets a bit to 1.</summary>
    public static void SetBit(Span<byte> data, int index) => data[index >> 3] |= (byte)(1 << (index & 7));

    /// <summary>Sets a bit to a value.</summary>
    public static void SetBit(Span<byte> data, int index, bool value)
    {
        if (value)
            SetBit(data, index);
        else
            ClearBit(data, index);
    }

    /// <summary>Inverts a bit.</summary>
    public static void ToggleBit(Span<byte> data, int index) => data[index >> 3] ^= (byte)(1 << (index & 7));

    /// <summary>Counts the ones from a bit to the end of the bitmap.</summary>
    public static int CountBits(ReadOnlySpan<byte> data, int index) => CountBits(data, index, checked((data.Length * 8) - index));

    /// <summary>Counts the ones of a bitmap.</summary>
    public static int CountBits(ReadOnlySpan<byte> data)
    {
        int count = 0;
        ReadOnlySpan<ulong> words = MemoryMarshal.Cast<byte, ulong>(data);
        foreach (ulong word in words) count += BitOperations.PopCount(word);
        foreach (byte tail in data[(words.Length * sizeof(ulong))..]) count += BitOperations.PopCount(tail);
        return count;
    }

    /// <summary>Counts the ones among <paramref name="length"/> bits from <paramref name="index"/>.</summary>
    public static int CountBits(ReadOnlySpan<byte> data, int index, int length)
    {
        if (length <= 0) return 0;
        int end = checked(index + length);
        int first = index >> 3;
        int last = (end - 1) >> 3;
        int firstMask = 0xFF << (index & 7) & 0xFF;
        int lastMask = 0xFF >> (7 - ((end - 1) & 7));
        if (first == last) return BitOperations.PopCount((uint)(data[first] & firstMask & lastMask));
        return BitOperations.PopCount((uint)(data[first] & firstMask))
            + CountBits(data[(first + 1)..last])
            + BitOperations.PopCount((uint)(data[last] & lastMask));
    }

    /// <summary>Rounds up to a multiple of 64.</summary>
    public static long RoundUpToMultipleOf64(long n) => RoundUpToMultiplePowerOfTwo(n, 64);

    /// <summary>Rounds up to a multiple of 8.</summary>
    public static long RoundUpToMultipleOf8(long n) => RoundUpToMultiplePowerOfTwo(n, 8);

    /// <summary>Rounds up to a multiple of a power of two.</summary>
    public static long RoundUpToMultiplePowerOfTwo(long n, int factor) => (n + (factor - 1)) & ~(factor - 1L);

    /// <summary>The bytes that <paramref name="n"/> bits take.</summary>
    public static int ByteCount(int n) => (n >> 3) + ((n & 7) != 0 ? 1 : 0);

    internal static void SetBits(Span<byte> data, int index, int length, bool value)
    {
        int i = index;
        int end = checked(index + length);
        while (i < end && (i & 7) != 0) SetBit(data, i++, value);
        int wholeBytes = (end - i) >> 3;
        if (wholeBytes > 0)
        {
            data.Slice(i >> 3, wholeBytes).Fill(value ? (byte)0xFF : (byte)0);
            i += wholeBytes << 3;
        }

        while (i < end) SetBit(data, i++, value);
    }

    // Copies bits to the start of a zeroed bitmap.
    internal static void CopyBits(ReadOnlySpan<byte> source, int index, int length, Span<byte> destination)
    {
        int shift = index & 7;
        ReadOnlySpan<byte> from = source[(index >> 3)..];
        int bytes = ByteCount(length);
        for (int i = 0; i < bytes; i++)
        {
            int low = from[i] >> shift;
            int high = shift != 0 && i + 1 < from.Length ? from[i + 1] << (8 - shift) : 0;
            destination[i] = (byte)((low | high) & 0xFF);
        }

        if ((length & 7) != 0) destination[bytes - 1] &= (byte)(0xFF >> (8 - (length & 7)));
    }
}
