using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace SpikeStream.Numerics.Vectors;

/// <summary>Eight lanes in two 256-bit vectors.</summary>
public readonly unsafe struct Lanes256 : ILanes<Lanes256>
{
    private readonly Vector256<double> _lower;
    private readonly Vector256<double> _upper;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal Lanes256(Vector256<double> lower, Vector256<double> upper)
    {
        _lower = lower;
        _upper = upper;
    }

    /// <summary>The first four lanes.</summary>
    internal Vector256<double> Lower => _lower;

    /// <summary>The last four lanes.</summary>
    internal Vector256<double> Upper => _upper;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 Load(double* source) => new(Vector256.Load(source), Vector256.Load(source + 4));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Lanes256 value, double* destination)
    {
        value._lower.Store(destination);
        value._upper.Store(destination + 4);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 Broadcast(double value) => new(Vector256.Create(value), Vector256.Create(value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 Add(Lanes256 a, Lanes256 b) => new(a._lower + b._lower, a._upper + b._upper);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 Subtract(Lanes256 a, Lanes256 b) => new(a._lower - b._lower, a._upper - b._upper);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 Multiply(Lanes256 a, Lanes256 b) => new(a._lower * b._lower, a._upper * b._upper);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 MultiplyAdd(Lanes256 a, Lanes256 b, Lanes256 c) =>
        new(Vector256.FusedMultiplyAdd(a._lower, b._lower, c._lower), Vector256.FusedMultiplyAdd(a._upper, b._upper, c._upper));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 NegatedMultiplyAdd(Lanes256 a, Lanes256 b, Lanes256 c) =>
        new(Vector256.FusedMultiplyAdd(-a._lower, b._lower, c._lower), Vector256.FusedMultiplyAdd(-a._upper, b._upper, c._upper));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 Minimum(Lanes256 value, Lanes256 limit) => new(
        Vector256.ConditionalSelect(Vector256.LessThan(limit._lower, value._lower), limit._lower, value._lower),
        Vector256.ConditionalSelect(Vector256.LessThan(limit._upper, value._upper), limit._upper, value._upper));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 ZeroWhereLess(Lanes256 value, Lanes256 x, Lanes256 limit) => new(
        Vector256.AndNot(value._lower, Vector256.LessThan(x._lower, limit._lower)),
        Vector256.AndNot(value._upper, Vector256.LessThan(x._upper, limit._upper)));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 SelectAtMost(Lanes256 x, Lanes256 limit, Lanes256 a, Lanes256 b) => new(
        Vector256.ConditionalSelect(Vector256.LessThanOrEqual(x._lower, limit._lower), a._lower, b._lower),
        Vector256.ConditionalSelect(Vector256.LessThanOrEqual(x._upper, limit._upper), a._upper, b._upper));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool AnyAbove(Lanes256 x, Lanes256 limit) =>
        (Vector256.GreaterThan(x._lower, limit._lower) | Vector256.GreaterThan(x._upper, limit._upper)).ExtractMostSignificantBits() != 0;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 ScaleByPowerOfTwo(Lanes256 value, Lanes256 shifted) => new(
        ((shifted._lower.AsInt64() << 52) + value._lower.AsInt64()).AsDouble(),
        ((shifted._upper.AsInt64() << 52) + value._upper.AsInt64()).AsDouble());

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 SixteenthPowerOfTwo(Lanes256 shifted) =>
        new(SixteenthPowers.Of(shifted._lower.AsInt64()), SixteenthPowers.Of(shifted._upper.AsInt64()));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 PrefixSum(Lanes256 value)
    {
        // Shifts by one and by two lanes across both halves, then by four: the same sums as in one wide vector.
        Vector256<double> lower = value._lower + ShiftUpByOne(Vector256<double>.Zero, value._lower);
        Vector256<double> upper = value._upper + ShiftUpByOne(value._lower, value._upper);
        Vector256<double> lowerSum = lower + ShiftUpByTwo(Vector256<double>.Zero, lower);
        Vector256<double> upperSum = upper + ShiftUpByTwo(lower, upper);
        return new(lowerSum + Vector256<double>.Zero, upperSum + lowerSum);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 SuffixSum(Lanes256 value)
    {
        Vector256<double> lower = value._lower + ShiftDownByOne(value._lower, value._upper);
        Vector256<double> upper = value._upper + ShiftDownByOne(value._upper, Vector256<double>.Zero);
        Vector256<double> lowerSum = lower + ShiftDownByTwo(lower, upper);
        Vector256<double> upperSum = upper + ShiftDownByTwo(upper, Vector256<double>.Zero);
        return new(lowerSum + upperSum, upperSum + Vector256<double>.Zero);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 BroadcastFirst(Lanes256 value) => Broadcast(value._lower[0]);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes256 BroadcastLast(Lanes256 value) => Broadcast(value._upper[3]);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Sum(Lanes256 value)
    {
        Vector256<double> four = value._lower + value._upper;
        Vector128<double> two = four.GetLower() + four.GetUpper();
        return two[0] + two[1];
    }

    // [before3, v0, v1, v2]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> ShiftUpByOne(Vector256<double> before, Vector256<double> value) =>
        Vector256.ConditionalSelect(
            Vector256.Create(-1L, 0, 0, 0).AsDouble(),
            Vector256.Shuffle(before, Vector256.Create(3L, 3, 3, 3)),
            Vector256.Shuffle(value, Vector256.Create(0L, 0, 1, 2)));

    // [before2, before3, v0, v1]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> ShiftUpByTwo(Vector256<double> before, Vector256<double> value) =>
        Vector256.Create(before.GetUpper(), value.GetLower());

    // [v1, v2, v3, after0]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> ShiftDownByOne(Vector256<double> value, Vector256<double> after) =>
        Vector256.ConditionalSelect(
            Vector256.Create(0L, 0, 0, -1).AsDouble(),
            Vector256.Shuffle(after, Vector256.Create(0L, 0, 0, 0)),
            Vector256.Shuffle(value, Vector256.Create(1L, 2, 3, 3)));

    // [v2, v3, after0, after1]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> ShiftDownByTwo(Vector256<double> value, Vector256<double> after) =>
        Vector256.Create(value.GetUpper(), after.GetLower());
}
