using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace SpikeStream.Numerics.Vectors;

/// <summary>Eight lanes one by one, for machines without vector instructions and for checking the others.</summary>
/// <remarks>Fields rather than an array and loops: the compiler keeps them in registers or on the stack one by one, where copies of whole values would wait for the stores.</remarks>
public unsafe struct LanesScalar : ILanes<LanesScalar>
{
    private double _first;
    private double _second;
    private double _third;
    private double _fourth;
    private double _fifth;
    private double _sixth;
    private double _seventh;
    private double _eighth;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanesScalar Load(double* source)
    {
        Unsafe.SkipInit(out LanesScalar result);
        result._first = source[0];
        result._second = source[1];
        result._third = source[2];
        result._fourth = source[3];
        result._fifth = source[4];
        result._sixth = source[5];
        result._seventh = source[6];
        result._eighth = source[7];
        return result;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(LanesScalar value, double* destination)
    {
        destination[0] = value._first;
        destination[1] = value._second;
        destination[2] = value._third;
        destination[3] = value._fourth;
        destination[4] = value._fifth;
        destination[5] = value._sixth;
        destination[6] = value._seventh;
        destination[7] = value._eighth;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanesScalar Broadcast(double value)
    {
        Unsafe.SkipInit(out LanesScalar result);
        result._first = value;
        result._second = value;
        result._third = value;
        result._fourth = value;
        result._fifth = value;
        result._sixth = value;
        result._seventh = value;
        result._eighth = value;
        return result;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanesScalar Add(LanesScalar a, LanesScalar b)
    {
        Unsafe.SkipInit(out LanesScalar result);
        result._first = a._first + b._first;
        result._second = a._second + b._second;
        result._third = a._third + b._third;
        result._fourth = a._fourth + b._fourth;
        result._fifth = a._fifth + b._fifth;
        result._sixth = a._sixth + b._sixth;
        result._seventh = a._seventh + b._seventh;
        result._eighth = a._eighth + b._eighth;
        return result;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanesScalar Subtract(LanesScalar a, LanesScalar b)
    {
        Unsafe.SkipInit(out LanesScalar result);
        result._first = a._first - b._first;
        result._second = a._second - b._second;
        result._third = a._third - b._third;
        result._fourth = a._fourth - b._fourth;
        result._fifth = a._fifth - b._fifth;
        result._sixth = a._sixth - b._sixth;
        result._seventh = a._seventh - b._seventh;
        result._eighth = a._eighth - b._eighth;
        return result;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanesScalar Multiply(LanesScalar a, LanesScalar b)
    {
        Unsafe.SkipInit(out LanesScalar result);
        result._first = a._first * b._first;
        result._second = a._second * b._second;
        result._third = a._third * b._third;
        result._fourth = a._fourth * b._fourth;
        result._fifth = a._fifth * b._fifth;
        result._sixth = a._sixth * b._sixth;
        result._seventh = a._seventh * b._seventh;
        result._eighth = a._eighth * b._eighth;
        return result;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanesScalar MultiplyAdd(LanesScalar a, LanesScalar b, LanesScalar c)
    {
        if (!Fma.IsSupported && !AdvSimd.Arm64.IsSupported) return Add(Multiply(a, b), c);
        Unsafe.SkipInit(out LanesScalar result);
        result._first = Math.FusedMultiplyAdd(a._first, b._first, c._first);
        result._second = Math.FusedMultiplyAdd(a._second, b._second, c._second);
        result._third = Math.FusedMultiplyAdd(a._third, b._third, c._third);
        result._fourth = Math.FusedMultiplyAdd(a._fourth, b._fourth, c._fourth);
        result._fifth = Math.FusedMultiplyAdd(a._fifth, b._fifth, c._fifth);
        result._sixth = Math.FusedMultiplyAdd(a._sixth, b._sixth, c._sixth);
        result._seventh = Math.FusedMultiplyAdd(a._seventh, b._seventh, c._seventh);
        result._eighth = Math.FusedMultiplyAdd(a._eighth, b._eighth, c._eighth);
        return result;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanesScalar NegatedMultiplyAdd(LanesScalar a, LanesScalar b, LanesScalar c)
    {
        if (!Fma.IsSupported && !AdvSimd.Arm64.IsSupported) return Subtract(c, Multiply(a, b));
        Unsafe.SkipInit(out LanesScalar result);
        result._first = Math.FusedMultiplyAdd(-a._first, b._first, c._first);
        result._second = Math.FusedMultiplyAdd(-a._second, b._second, c._second);
        result._third = Math.FusedMultiplyAdd(-a._third, b._third, c._third);
        result._fourth = Math.FusedMultiplyAdd(-a._fourth, b._fourth, c._fourth);
        result._fifth = Math.FusedMultiplyAdd(-a._fifth, b._fifth, c._fifth);
        result._sixth = Math.FusedMultiplyAdd(-a._sixth, b._sixth, c._sixth);
        result._seventh = Math.FusedMultiplyAdd(-a._seventh, b._seventh, c._seventh);
        result._eighth = Math.FusedMultiplyAdd(-a._eighth, b._eighth, c._eighth);
        return result;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanesScalar Minimum(LanesScalar value, LanesScalar limit)
    {
        Unsafe.SkipInit(out LanesScalar result);
        result._first = limit._first < value._first ? limit._first : value._first;
        result._second = limit._second < value._second ? limit._second : value._second;
        result._third = limit._third < value._third ? limit._third : value._third;
        result._fourth = limit._fourth < value._fourth ? limit._fourth : value._fourth;
        result._fifth = limit._fifth < value._fifth ? limit._fifth : value._fifth;
        result._sixth = limit._sixth < value._sixth ? limit._sixth : value._sixth;
        result._seventh = limit._seventh < value._seventh ? limit._seventh : value._seventh;
        result._eighth = limit._eighth < value._eighth ? limit._eighth : value._eighth;
        return result;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanesScalar ZeroWhereLess(LanesScalar value, LanesScalar x, LanesScalar limit)
    {
        Unsafe.SkipInit(out LanesScalar result);
        result._first = x._first < limit._first ? 0 : value._first;
        result._second = x._second < limit._second ? 0 : value._second;
        result._third = x._third < limit._third ? 0 : value._third;
        result._fourth = x._fourth < limit._fourth ? 0 : value._fourth;
        result._fifth = x._fifth < limit._fifth ? 0 : value._fifth;
        result._sixth = x._sixth < limit._sixth ? 0 : value._sixth;
        result._seventh = x._seventh < limit._seventh ? 0 : value._seventh;
        result._eighth = x._eighth < limit._eighth ? 0 : value._eighth;
        return result;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanesScalar SelectAtMost(LanesScalar x, LanesScalar limit, LanesScalar a, LanesScalar b)
    {
        Unsafe.SkipInit(out LanesScalar result);
        result._first = x._first <= limit._first ? a._first : b._first;
        result._second = x._second <= limit._second ? a._second : b._second;
        result._third = x._third <= limit._third ? a._third : b._third;
        result._fourth = x._fourth <= limit._fourth ? a._fourth : b._fourth;
        result._fifth = x._fifth <= limit._fifth ? a._fifth : b._fifth;
        result._sixth = x._sixth <= limit._sixth ? a._sixth : b._sixth;
        result._seventh = x._seventh <= limit._seventh ? a._seventh : b._seventh;
        result._eighth = x._eighth <= limit._eighth ? a._eighth : b._eighth;
        return result;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool AnyAbove(LanesScalar x, LanesScalar limit)
    {
        return x._first > limit._first || x._second > limit._second || x._third > limit._third || x._fourth > limit._fourth
            || x._fifth > limit._fifth || x._sixth > limit._sixth || x._seventh > limit._seventh || x._eighth > limit._eighth;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanesScalar ScaleByPowerOfTwo(LanesScalar value, LanesScalar shifted)
    {
        Unsafe.SkipInit(out LanesScalar result);
        result._first = Scaled(value._first, shifted._first);
        result._second = Scaled(value._second, shifted._second);
        result._third = Scaled(value._third, shifted._third);
        result._fourth = Scaled(value._fourth, shifted._fourth);
        result._fifth = Scaled(value._fifth, shifted._fifth);
        result._sixth = Scaled(value._sixth, shifted._sixth);
        result._seventh = Scaled(value._seventh, shifted._seventh);
        result._eighth = Scaled(value._eighth, shifted._eighth);
        return result;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanesScalar SixteenthPowerOfTwo(LanesScalar shifted)
    {
        Unsafe.SkipInit(out LanesScalar result);
        result._first = SixteenthPowers.Of(shifted._first);
        result._second = SixteenthPowers.Of(shifted._second);
        result._third = SixteenthPowers.Of(shifted._third);
        result._fourth = SixteenthPowers.Of(shifted._fourth);
        result._fifth = SixteenthPowers.Of(shifted._fifth);
        result._sixth = SixteenthPowers.Of(shifted._sixth);
        result._seventh = SixteenthPowers.Of(shifted._seventh);
        result._eighth = SixteenthPowers.Of(shifted._eighth);
        return result;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanesScalar PrefixSum(LanesScalar value)
    {
        value._eighth += value._seventh;
        value._seventh += value._sixth;
        value._sixth += value._fifth;
        value._fifth += value._fourth;
        value._fourth += value._third;
        value._third += value._second;
        value._second += value._first;
        value._first += 0;
        value._eighth += value._sixth;
        value._seventh += value._fifth;
        value._sixth += value._fourth;
        value._fifth += value._third;
        value._fourth += value._second;
        value._third += value._first;
        value._second += 0;
        value._first += 0;
        value._eighth += value._fourth;
        value._seventh += value._third;
        value._sixth += value._second;
        value._fifth += value._first;
        value._fourth += 0;
        value._third += 0;
        value._second += 0;
        value._first += 0;
        return value;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanesScalar SuffixSum(LanesScalar value)
    {
        value._first += value._second;
        value._second += value._third;
        value._third += value._fourth;
        value._fourth += value._fifth;
        value._fifth += value._sixth;
        value._sixth += value._seventh;
        value._seventh += value._eighth;
        value._eighth += 0;
        value._first += value._third;
        value._second += value._fourth;
        value._third += value._fifth;
        value._fourth += value._sixth;
        value._fifth += value._seventh;
        value._sixth += value._eighth;
        value._seventh += 0;
        value._eighth += 0;
        value._first += value._fifth;
        value._second += value._sixth;
        value._third += value._seventh;
        value._fourth += value._eighth;
        value._fifth += 0;
        value._sixth += 0;
        value._seventh += 0;
        value._eighth += 0;
        return value;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanesScalar BroadcastFirst(LanesScalar value) => Broadcast(value._first);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanesScalar BroadcastLast(LanesScalar value) => Broadcast(value._eighth);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Sum(LanesScalar value)
    {
        double even = value._first + value._fifth + (value._third + value._seventh);
        double odd = value._second + value._sixth + (value._fourth + value._eighth);
        return even + odd;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double Scaled(double value, double shifted) =>
        BitConverter.Int64BitsToDouble((BitConverter.DoubleToInt64Bits(shifted) << 52) + BitConverter.DoubleToInt64Bits(value));
}
