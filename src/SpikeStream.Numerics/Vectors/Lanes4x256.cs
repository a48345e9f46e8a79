using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace SpikeStream.Numerics.Vectors;

/// <summary>Sixteen lanes in four 256-bit vectors.</summary>
public readonly unsafe struct Lanes4x256 : ILanes<Lanes4x256>
{
    private readonly Vector256<double> _first;
    private readonly Vector256<double> _second;
    private readonly Vector256<double> _third;
    private readonly Vector256<double> _fourth;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Lanes4x256(Vector256<double> first, Vector256<double> second, Vector256<double> third, Vector256<double> fourth)
    {
        _first = first;
        _second = second;
        _third = third;
        _fourth = fourth;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes4x256 Load(double* source) => new(Vector256.Load(source), Vector256.Load(source + 4), Vector256.Load(source + 8), Vector256.Load(source + 12));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Lanes4x256 value, double* destination)
    {
        value._first.Store(destination);
        value._second.Store(destination + 4);
        value._third.Store(destination + 8);
        value._fourth.Store(destination + 12);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes4x256 Broadcast(double value)
    {
        Vector256<double> copies = Vector256.Create(value);
        return new(copies, copies, copies, copies);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes4x256 Add(Lanes4x256 a, Lanes4x256 b) => new(a._first + b._first, a._second + b._second, a._third + b._third, a._fourth + b._fourth);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes4x256 Subtract(Lanes4x256 a, Lanes4x256 b) => new(a._first - b._first, a._second - b._second, a._third - b._third, a._fourth - b._fourth);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes4x256 Multiply(Lanes4x256 a, Lanes4x256 b) => new(a._first * b._first, a._second * b._second, a._third * b._third, a._fourth * b._fourth);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes4x256 MultiplyAdd(Lanes4x256 a, Lanes4x256 b, Lanes4x256 c) => new(
        Vector256.FusedMultiplyAdd(a._first, b._first, c._first),
        Vector256.FusedMultiplyAdd(a._second, b._second, c._second),
        Vector256.FusedMultiplyAdd(a._third, b._third, c._third),
        Vector256.FusedMultiplyAdd(a._fourth, b._fourth, c._fourth));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes4x256 NegatedMultiplyAdd(Lanes4x256 a, Lanes4x256 b, Lanes4x256 c) => new(
        Vector256.FusedMultiplyAdd(-a._first, b._first, c._first),
        Vector256.FusedMultiplyAdd(-a._second, b._second, c._second),
        Vector256.FusedMultiplyAdd(-a._third, b._third, c._third),
        Vector256.FusedMultiplyAdd(-a._fourth, b._fourth, c._fourth));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes4x256 Minimum(Lanes4x256 value, Lanes4x256 limit) => new(
        Vector256.ConditionalSelect(Vector256.LessThan(limit._first, value._first), limit._first, value._first),
        Vector256.ConditionalSelect(Vector256.LessThan(limit._second, value._second), limit._second, value._second),
        Vector256.ConditionalSelect(Vector256.LessThan(limit._third, value._third), limit._third, value._third),
        Vector256.ConditionalSelect(Vector256.LessThan(limit._fourth, value._fourth), limit._fourth, value._fourth));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes4x256 ZeroWhereLess(Lanes4x256 value, Lanes4x256 x, Lanes4x256 limit) => new(
        Vector256.AndNot(value._first, Vector256.LessThan(x._first, limit._first)),
        Vector256.AndNot(value._second, Vector256.LessThan(x._second, limit._second)),
        Vector256.AndNot(value._third, Vector256.LessThan(x._third, limit._third)),
        Vector256.AndNot(value._fourth, Vector256.LessThan(x._fourth, limit._fourth)));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes4x256 SelectAtMost(Lanes4x256 x, Lanes4x256 limit, Lanes4x256 a, Lanes4x256 b) => new(
        Vector256.ConditionalSelect(Vector256.LessThanOrEqual(x._first, limit._first), a._first, b._first),
        Vector256.ConditionalSelect(Vector256.LessThanOrEqual(x._second, limit._second), a._second, b._second),
        Vector256.ConditionalSelect(Vector256.LessThanOrEqual(x._third, limit._third), a._third, b._third),
        Vector256.ConditionalSelect(Vector256.LessThanOrEqual(x._fourth, limit._fourth), a._fourth, b._fourth));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool AnyAbove(Lanes4x256 x, Lanes4x256 limit) =>
        ((Vector256.GreaterThan(x._first, limit._first) | Vector256.GreaterThan(x._second, limit._second))
            | (Vector256.GreaterThan(x._third, limit._third) | Vector256.GreaterThan(x._fourth, limit._fourth))).ExtractMostSignificantBits() != 0;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes4x256 ScaleByPowerOfTwo(Lanes4x256 value, Lanes4x256 shifted) => new(
        ((shifted._first.AsInt64() << 52) + value._first.AsInt64()).AsDouble(),
        ((shifted._second.AsInt64() << 52) + value._second.AsInt64()).AsDouble(),
        ((shifted._third.AsInt64() << 52) + value._third.AsInt64()).AsDouble(),
        ((shifted._fourth.AsInt64() << 52) + value._fourth.AsInt64()).AsDouble());

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes4x256 SixteenthPowerOfTwo(Lanes4x256 shifted) => new(
        SixteenthPowers.Of(shifted._first.AsInt64()),
        SixteenthPowers.Of(shifted._second.AsInt64()),
        SixteenthPowers.Of(shifted._third.AsInt64()),
        SixteenthPowers.Of(shifted._fourth.AsInt64()));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes4x256 PrefixSum(Lanes4x256 value)
    {
        // Eight by eight, as in the wider vectors, then the first eight onto the last.
        Lanes256 lower = Lanes256.PrefixSum(new Lanes256(value._first, value._second));
        Lanes256 upper = Lanes256.Add(Lanes256.PrefixSum(new Lanes256(value._third, value._fourth)), Lanes256.BroadcastLast(lower));
        return new(lower.Lower, lower.Upper, upper.Lower, upper.Upper);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes4x256 SuffixSum(Lanes4x256 value)
    {
        Lanes256 upper = Lanes256.SuffixSum(new Lanes256(value._third, value._fourth));
        Lanes256 lower = Lanes256.Add(Lanes256.SuffixSum(new Lanes256(value._first, value._second)), Lanes256.BroadcastFirst(upper));
        return new(lower.Lower, lower.Upper, upper.Lower, upper.Upper);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes4x256 BroadcastFirst(Lanes4x256 value) => Broadcast(value._first[0]);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes4x256 BroadcastLast(Lanes4x256 value) => Broadcast(value._fourth[3]);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Sum(Lanes4x256 value)
    {
        Vector256<double> four = (value._first + value._third) + (value._second + value._fourth);
        Vector128<double> two = four.GetLower() + four.GetUpper();
        return two[0] + two[1];
    }
}
