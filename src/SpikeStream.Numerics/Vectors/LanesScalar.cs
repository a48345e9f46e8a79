using System.Runtime.CompilerServices;

namespace SpikeStream.Numerics.Vectors;

/// <summary>Eight lanes in memory, for machines without vector instructions and for checking the others. Slow.</summary>
public unsafe struct LanesScalar : ILanes<LanesScalar>
{
    private Eight _values;

    /// <inheritdoc/>
    public static LanesScalar Load(double* source)
    {
        LanesScalar result = default;
        for (int i = 0; i < 8; i++) result._values[i] = source[i];
        return result;
    }

    /// <inheritdoc/>
    public static void Store(LanesScalar value, double* destination)
    {
        for (int i = 0; i < 8; i++) destination[i] = value._values[i];
    }

    /// <inheritdoc/>
    public static LanesScalar Broadcast(double value)
    {
        LanesScalar result = default;
        for (int i = 0; i < 8; i++) result._values[i] = value;
        return result;
    }

    /// <inheritdoc/>
    public static LanesScalar Add(LanesScalar a, LanesScalar b)
    {
        for (int i = 0; i < 8; i++) a._values[i] += b._values[i];
        return a;
    }

    /// <inheritdoc/>
    public static LanesScalar Subtract(LanesScalar a, LanesScalar b)
    {
        for (int i = 0; i < 8; i++) a._values[i] -= b._values[i];
        return a;
    }

    /// <inheritdoc/>
    public static LanesScalar Multiply(LanesScalar a, LanesScalar b)
    {
        for (int i = 0; i < 8; i++) a._values[i] *= b._values[i];
        return a;
    }

    /// <inheritdoc/>
    public static LanesScalar MultiplyAdd(LanesScalar a, LanesScalar b, LanesScalar c)
    {
        for (int i = 0; i < 8; i++) a._values[i] = Math.FusedMultiplyAdd(a._values[i], b._values[i], c._values[i]);
        return a;
    }

    /// <inheritdoc/>
    public static LanesScalar NegatedMultiplyAdd(LanesScalar a, LanesScalar b, LanesScalar c)
    {
        for (int i = 0; i < 8; i++) a._values[i] = Math.FusedMultiplyAdd(-a._values[i], b._values[i], c._values[i]);
        return a;
    }

    /// <inheritdoc/>
    public static LanesScalar Minimum(LanesScalar value, LanesScalar limit)
    {
        for (int i = 0; i < 8; i++) value._values[i] = limit._values[i] < value._values[i] ? limit._values[i] : value._values[i];
        return value;
    }

    /// <inheritdoc/>
    public static LanesScalar ZeroWhereLess(LanesScalar value, LanesScalar x, LanesScalar limit)
    {
        for (int i = 0; i < 8; i++) value._values[i] = x._values[i] < limit._values[i] ? 0 : value._values[i];
        return value;
    }

    /// <inheritdoc/>
    public static LanesScalar SelectAtMost(LanesScalar x, LanesScalar limit, LanesScalar a, LanesScalar b)
    {
        for (int i = 0; i < 8; i++) a._values[i] = x._values[i] <= limit._values[i] ? a._values[i] : b._values[i];
        return a;
    }

    /// <inheritdoc/>
    public static bool AnyAbove(LanesScalar x, LanesScalar limit)
    {
        for (int i = 0; i < 8; i++)
        {
            if (x._values[i] > limit._values[i]) return true;
        }

        return false;
    }

    /// <inheritdoc/>
    public static LanesScalar ScaleByPowerOfTwo(LanesScalar value, LanesScalar shifted)
    {
        for (int i = 0; i < 8; i++)
        {
            long bits = (BitConverter.DoubleToInt64Bits(shifted._values[i]) << 52) + BitConverter.DoubleToInt64Bits(value._values[i]);
            value._values[i] = BitConverter.Int64BitsToDouble(bits);
        }

        return value;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanesScalar SixteenthPowerOfTwo(LanesScalar shifted)
    {
        for (int i = 0; i < 8; i++) shifted._values[i] = SixteenthPowers.Of(shifted._values[i]);
        return shifted;
    }

    /// <inheritdoc/>
    public static LanesScalar PrefixSum(LanesScalar value)
    {
        for (int shift = 1; shift < 8; shift *= 2)
        {
            for (int i = 7; i >= 0; i--) value._values[i] += i >= shift ? value._values[i - shift] : 0;
        }

        return value;
    }

    /// <inheritdoc/>
    public static LanesScalar SuffixSum(LanesScalar value)
    {
        for (int shift = 1; shift < 8; shift *= 2)
        {
            for (int i = 0; i < 8; i++) value._values[i] += i + shift < 8 ? value._values[i + shift] : 0;
        }

        return value;
    }

    /// <inheritdoc/>
    public static LanesScalar BroadcastFirst(LanesScalar value) => Broadcast(value._values[0]);

    /// <inheritdoc/>
    public static LanesScalar BroadcastLast(LanesScalar value) => Broadcast(value._values[7]);

    /// <inheritdoc/>
    public static double Sum(LanesScalar value)
    {
        double first = value._values[0] + value._values[4] + (value._values[2] + value._values[6]);
        double second = value._values[1] + value._values[5] + (value._values[3] + value._values[7]);
        return first + second;
    }

    [InlineArray(8)]
    private struct Eight
    {
        private double _first;
    }
}
