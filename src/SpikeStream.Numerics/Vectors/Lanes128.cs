using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace SpikeStream.Numerics.Vectors;

/// <summary>Eight lanes in four 128-bit vectors (NEON, SSE).</summary>
public unsafe struct Lanes128 : ILanes<Lanes128>
{
    private Vector128<double> _first;
    private Vector128<double> _second;
    private Vector128<double> _third;
    private Vector128<double> _fourth;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal Lanes128(Vector128<double> first, Vector128<double> second, Vector128<double> third, Vector128<double> fourth)
    {
        _first = first;
        _second = second;
        _third = third;
        _fourth = fourth;
    }

    /// <summary>Lanes 0 and 1.</summary>
    internal readonly Vector128<double> First => _first;

    /// <summary>Lanes 2 and 3.</summary>
    internal readonly Vector128<double> Second => _second;

    /// <summary>Lanes 4 and 5.</summary>
    internal readonly Vector128<double> Third => _third;

    /// <summary>Lanes 6 and 7.</summary>
    internal readonly Vector128<double> Fourth => _fourth;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Load(double* source)
    {
        Unsafe.SkipInit(out Lanes128 result);
        result._first = Vector128.Load(source);
        result._second = Vector128.Load(source + 2);
        result._third = Vector128.Load(source + 4);
        result._fourth = Vector128.Load(source + 6);
        return result;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Lanes128 value, double* destination)
    {
        value._first.Store(destination);
        value._second.Store(destination + 2);
        value._third.Store(destination + 4);
        value._fourth.Store(destination + 6);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Broadcast(double value)
    {
        Vector128<double> copies = Vector128.Create(value);
        Unsafe.SkipInit(out Lanes128 result);
        result._first = copies;
        result._second = copies;
        result._third = copies;
        result._fourth = copies;
        return result;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Add(Lanes128 a, Lanes128 b)
    {
        Unsafe.SkipInit(out Lanes128 result);
        result._first = a._first + b._first;
        result._second = a._second + b._second;
        result._third = a._third + b._third;
        result._fourth = a._fourth + b._fourth;
        return result;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Subtract(Lanes128 a, Lanes128 b)
    {
        Unsafe.SkipInit(out Lanes128 result);
        result._first = a._first - b._first;
        result._second = a._second - b._second;
        result._third = a._third - b._third;
        result._fourth = a._fourth - b._fourth;
        return result;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Multiply(Lanes128 a, Lanes128 b)
    {
        Unsafe.SkipInit(out Lanes128 result);
        result._first = a._first * b._first;
        result._second = a._second * b._second;
        result._third = a._third * b._third;
        result._fourth = a._fourth * b._fourth;
        return result;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 MultiplyAdd(Lanes128 a, Lanes128 b, Lanes128 c)
    {
        if (!Fma.IsSupported && !AdvSimd.Arm64.IsSupported) return Add(Multiply(a, b), c);
        Unsafe.SkipInit(out Lanes128 result);
        result._first = Vector128.FusedMultiplyAdd(a._first, b._first, c._first);
        result._second = Vector128.FusedMultiplyAdd(a._second, b._second, c._second);
        result._third = Vector128.FusedMultiplyAdd(a._third, b._third, c._third);
        result._fourth = Vector128.FusedMultiplyAdd(a._fourth, b._fourth, c._fourth);
        return result;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 NegatedMultiplyAdd(Lanes128 a, Lanes128 b, Lanes128 c)
    {
        if (!Fma.IsSupported && !AdvSimd.Arm64.IsSupported) return Subtract(c, Multiply(a, b));
        Unsafe.SkipInit(out Lanes128 result);
        result._first = Vector128.FusedMultiplyAdd(-a._first, b._first, c._first);
        result._second = Vector128.FusedMultiplyAdd(-a._second, b._second, c._second);
        result._third = Vector128.FusedMultiplyAdd(-a._third, b._third, c._third);
        result._fourth = Vector128.FusedMultiplyAdd(-a._fourth, b._fourth, c._fourth);
        return result;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Minimum(Lanes128 value, Lanes128 limit)
    {
        Unsafe.SkipInit(out Lanes128 result);
        result._first = Vector128.ConditionalSelect(Vector128.LessThan(limit._first, value._first), limit._first, value._first);
        result._second = Vector128.ConditionalSelect(Vector128.LessThan(limit._second, value._second), limit._second, value._second);
        result._third = Vector128.ConditionalSelect(Vector128.LessThan(limit._third, value._third), limit._third, value._third);
        result._fourth = Vector128.ConditionalSelect(Vector128.LessThan(limit._fourth, value._fourth), limit._fourth, value._fourth);
        return result;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 ZeroWhereLess(Lanes128 value, Lanes128 x, Lanes128 limit)
    {
        Unsafe.SkipInit(out Lanes128 result);
        result._first = Vector128.AndNot(value._first, Vector128.LessThan(x._first, limit._first));
        result._second = Vector128.AndNot(value._second, Vector128.LessThan(x._second, limit._second));
        result._third = Vector128.AndNot(value._third, Vector128.LessThan(x._third, limit._third));
        result._fourth = Vector128.AndNot(value._fourth, Vector128.LessThan(x._fourth, limit._fourth));
        return result;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 SelectAtMost(Lanes128 x, Lanes128 limit, Lanes128 a, Lanes128 b)
    {
        Unsafe.SkipInit(out Lanes128 result);
        result._first = Vector128.ConditionalSelect(Vector128.LessThanOrEqual(x._first, limit._first), a._first, b._first);
        result._second = Vector128.ConditionalSelect(Vector128.LessThanOrEqual(x._second, limit._second), a._second, b._second);
        result._third = Vector128.ConditionalSelect(Vector128.LessThanOrEqual(x._third, limit._third), a._third, b._third);
        result._fourth = Vector128.ConditionalSelect(Vector128.LessThanOrEqual(x._fourth, limit._fourth), a._fourth, b._fourth);
        return result;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool AnyAbove(Lanes128 x, Lanes128 limit) =>
        ((Vector128.GreaterThan(x._first, limit._first) | Vector128.GreaterThan(x._second, limit._second))
            | (Vector128.GreaterThan(x._third, limit._third) | Vector128.GreaterThan(x._fourth, limit._fourth))).ExtractMostSignificantBits() != 0;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 ScaleByPowerOfTwo(Lanes128 value, Lanes128 shifted)
    {
        Unsafe.SkipInit(out Lanes128 result);
        result._first = ((shifted._first.AsInt64() << 52) + value._first.AsInt64()).AsDouble();
        result._second = ((shifted._second.AsInt64() << 52) + value._second.AsInt64()).AsDouble();
        result._third = ((shifted._third.AsInt64() << 52) + value._third.AsInt64()).AsDouble();
        result._fourth = ((shifted._fourth.AsInt64() << 52) + value._fourth.AsInt64()).AsDouble();
        return result;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 SixteenthPowerOfTwo(Lanes128 shifted)
    {
        Unsafe.SkipInit(out Lanes128 result);
        result._first = SixteenthPowers.Of(shifted._first.AsInt64());
        result._second = SixteenthPowers.Of(shifted._second.AsInt64());
        result._third = SixteenthPowers.Of(shifted._third.AsInt64());
        result._fourth = SixteenthPowers.Of(shifted._fourth.AsInt64());
        return result;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 PrefixSum(Lanes128 value)
    {
        // Shifts by one lane, by two and by four: the same sums as in one wide vector, those with zero too (-0 becomes 0).
        Vector128<double> zero = Vector128<double>.Zero;
        Vector128<double> first = value._first + Middle(zero, value._first);
        Vector128<double> second = value._second + Middle(value._first, value._second);
        Vector128<double> third = value._third + Middle(value._second, value._third);
        Vector128<double> fourth = value._fourth + Middle(value._third, value._fourth);
        Vector128<double> firstSum = first + zero;
        Vector128<double> secondSum = second + first;
        Unsafe.SkipInit(out Lanes128 result);
        result._first = firstSum;
        result._second = secondSum + zero;
        result._third = third + second + firstSum;
        result._fourth = fourth + third + secondSum;
        return result;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 SuffixSum(Lanes128 value)
    {
        Vector128<double> zero = Vector128<double>.Zero;
        Vector128<double> first = value._first + Middle(value._first, value._second);
        Vector128<double> second = value._second + Middle(value._second, value._third);
        Vector128<double> third = value._third + Middle(value._third, value._fourth);
        Vector128<double> fourth = value._fourth + Middle(value._fourth, zero);
        Vector128<double> thirdSum = third + fourth;
        Vector128<double> fourthSum = fourth + zero;
        Unsafe.SkipInit(out Lanes128 result);
        result._first = first + second + thirdSum;
        result._second = second + third + fourthSum;
        result._third = thirdSum + zero;
        result._fourth = fourthSum;
        return result;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 BroadcastFirst(Lanes128 value) =>
        Broadcast(value._first[0]);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 BroadcastLast(Lanes128 value) =>
        Broadcast(value._fourth[1]);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Sum(Lanes128 value)
    {
        Vector128<double> two = (value._first + value._third) + (value._second + value._fourth);
        return two[0] + two[1];
    }

    // [left1, right0]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<double> Middle(Vector128<double> left, Vector128<double> right) => Vector128.Create(left[1], right[0]);
}
