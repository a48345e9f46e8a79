using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace SpikeStream.Numerics.Vectors;

/// <summary>Eight lanes in one 512-bit vector; needs AVX-512F.</summary>
public readonly unsafe struct Lanes512 : ILanes<Lanes512>
{
    private readonly Vector512<double> _value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Lanes512(Vector512<double> value) => _value = value;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 Load(double* source) => new(Vector512.Load(source));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Lanes512 value, double* destination) => value._value.Store(destination);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 Broadcast(double value) => new(Vector512.Create(value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 Add(Lanes512 a, Lanes512 b) => new(a._value + b._value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 Subtract(Lanes512 a, Lanes512 b) => new(a._value - b._value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 Multiply(Lanes512 a, Lanes512 b) => new(a._value * b._value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 MultiplyAdd(Lanes512 a, Lanes512 b, Lanes512 c) => new(Avx512F.FusedMultiplyAdd(a._value, b._value, c._value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 NegatedMultiplyAdd(Lanes512 a, Lanes512 b, Lanes512 c) => new(
        Avx512F.FusedMultiplyAddNegated(a._value, b._value, c._value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 Minimum(Lanes512 value, Lanes512 limit) => new(Avx512F.Min(limit._value, value._value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 ZeroWhereLess(Lanes512 value, Lanes512 x, Lanes512 limit) =>
        new(Vector512.ConditionalSelect(Vector512.LessThan(x._value, limit._value), Vector512<double>.Zero, value._value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 SelectAtMost(Lanes512 x, Lanes512 limit, Lanes512 a, Lanes512 b) =>
        new(Vector512.ConditionalSelect(Vector512.LessThanOrEqual(x._value, limit._value), a._value, b._value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool AnyAbove(Lanes512 x, Lanes512 limit) => Vector512.GreaterThanAny(x._value, limit._value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 ScaleByPowerOfTwo(Lanes512 value, Lanes512 shifted) =>
        new(((shifted._value.AsInt64() << 52) + value._value.AsInt64()).AsDouble());

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 SixteenthPowerOfTwo(Lanes512 shifted) =>
        new(((shifted._value.AsInt64() << 48)
            + Avx512F.PermuteVar8x64x2(SixteenthPowers.Lower, shifted._value.AsInt64(), SixteenthPowers.Upper)).AsDouble());

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 PrefixSum(Lanes512 value)
    {
        Vector512<long> zero = Vector512<long>.Zero;
        Vector512<double> sum = value._value + Avx512F.AlignRight64(value._value.AsInt64(), zero, 7).AsDouble();
        sum += Avx512F.AlignRight64(sum.AsInt64(), zero, 6).AsDouble();
        return new(sum + Avx512F.AlignRight64(sum.AsInt64(), zero, 4).AsDouble());
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 SuffixSum(Lanes512 value)
    {
        Vector512<long> zero = Vector512<long>.Zero;
        Vector512<double> sum = value._value + Avx512F.AlignRight64(zero, value._value.AsInt64(), 1).AsDouble();
        sum += Avx512F.AlignRight64(zero, sum.AsInt64(), 2).AsDouble();
        return new(sum + Avx512F.AlignRight64(zero, sum.AsInt64(), 4).AsDouble());
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 BroadcastFirst(Lanes512 value) =>
        new(Avx512F.BroadcastScalarToVector512(value._value.GetLower().GetLower()));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes512 BroadcastLast(Lanes512 value) =>
        new(Avx512F.PermuteVar8x64(value._value, Vector512.Create(7L)));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Sum(Lanes512 value)
    {
        Vector256<double> four = value._value.GetLower() + value._value.GetUpper();
        Vector128<double> two = four.GetLower() + four.GetUpper();
        return two[0] + two[1];
    }
}
