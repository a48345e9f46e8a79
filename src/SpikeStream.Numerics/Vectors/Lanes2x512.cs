using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace SpikeStream.Numerics.Vectors;

/// <summary>Sixteen lanes in two 512-bit vectors; needs AVX-512F.</summary>
/// <remarks>
/// Two chains of operations side by side keep the arithmetic units busy where one, each operation waiting for the one before, does not; and constants
/// are read once for both. Not a pair of <see cref="Lanes512"/>: the compiler keeps vectors nested two deep in memory.
/// </remarks>
public readonly unsafe struct Lanes2x512 : ILanes<Lanes2x512>
{
    private readonly Vector512<double> _lower;
    private readonly Vector512<double> _upper;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Lanes2x512(Vector512<double> lower, Vector512<double> upper)
    {
        _lower = lower;
        _upper = upper;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes2x512 Load(double* source) => new(Vector512.Load(source), Vector512.Load(source + 8));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Lanes2x512 value, double* destination)
    {
        value._lower.Store(destination);
        value._upper.Store(destination + 8);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes2x512 Broadcast(double value) => new(Vector512.Create(value), Vector512.Create(value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes2x512 Add(Lanes2x512 a, Lanes2x512 b) => new(a._lower + b._lower, a._upper + b._upper);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes2x512 Subtract(Lanes2x512 a, Lanes2x512 b) => new(a._lower - b._lower, a._upper - b._upper);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes2x512 Multiply(Lanes2x512 a, Lanes2x512 b) => new(a._lower * b._lower, a._upper * b._upper);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes2x512 MultiplyAdd(Lanes2x512 a, Lanes2x512 b, Lanes2x512 c) => new(
        Avx512F.FusedMultiplyAdd(a._lower, b._lower, c._lower), Avx512F.FusedMultiplyAdd(a._upper, b._upper, c._upper));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes2x512 NegatedMultiplyAdd(Lanes2x512 a, Lanes2x512 b, Lanes2x512 c) => new(
        Avx512F.FusedMultiplyAddNegated(a._lower, b._lower, c._lower), Avx512F.FusedMultiplyAddNegated(a._upper, b._upper, c._upper));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes2x512 Minimum(Lanes2x512 value, Lanes2x512 limit) => new(
        Avx512F.Min(limit._lower, value._lower), Avx512F.Min(limit._upper, value._upper));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes2x512 ZeroWhereLess(Lanes2x512 value, Lanes2x512 x, Lanes2x512 limit) => new(
        Vector512.ConditionalSelect(Vector512.LessThan(x._lower, limit._lower), Vector512<double>.Zero, value._lower),
        Vector512.ConditionalSelect(Vector512.LessThan(x._upper, limit._upper), Vector512<double>.Zero, value._upper));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes2x512 SelectAtMost(Lanes2x512 x, Lanes2x512 limit, Lanes2x512 a, Lanes2x512 b) => new(
        Vector512.ConditionalSelect(Vector512.LessThanOrEqual(x._lower, limit._lower), a._lower, b._lower),
        Vector512.ConditionalSelect(Vector512.LessThanOrEqual(x._upper, limit._upper), a._upper, b._upper));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool AnyAbove(Lanes2x512 x, Lanes2x512 limit) =>
        Vector512.GreaterThanAny(Avx512F.Max(x._lower, x._upper), limit._lower);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes2x512 ScaleByPowerOfTwo(Lanes2x512 value, Lanes2x512 shifted) => new(
        ((shifted._lower.AsInt64() << 52) + value._lower.AsInt64()).AsDouble(),
        ((shifted._upper.AsInt64() << 52) + value._upper.AsInt64()).AsDouble());

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes2x512 SixteenthPowerOfTwo(Lanes2x512 shifted)
    {
        Vector512<long> lower = shifted._lower.AsInt64(), upper = shifted._upper.AsInt64();
        return new(
            ((lower << 48) + Avx512F.PermuteVar8x64x2(SixteenthPowers.Lower, lower, SixteenthPowers.Upper)).AsDouble(),
            ((upper << 48) + Avx512F.PermuteVar8x64x2(SixteenthPowers.Lower, upper, SixteenthPowers.Upper)).AsDouble());
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes2x512 PrefixSum(Lanes2x512 value)
    {
        Vector512<long> zero = Vector512<long>.Zero;
        Vector512<double> lower = value._lower + Avx512F.AlignRight64(value._lower.AsInt64(), zero, 7).AsDouble();
        Vector512<double> upper = value._upper + Avx512F.AlignRight64(value._upper.AsInt64(), zero, 7).AsDouble();
        lower += Avx512F.AlignRight64(lower.AsInt64(), zero, 6).AsDouble();
        upper += Avx512F.AlignRight64(upper.AsInt64(), zero, 6).AsDouble();
        lower += Avx512F.AlignRight64(lower.AsInt64(), zero, 4).AsDouble();
        upper += Avx512F.AlignRight64(upper.AsInt64(), zero, 4).AsDouble();
        return new(lower, upper + Avx512F.PermuteVar8x64(lower, Vector512.Create(7L)));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes2x512 SuffixSum(Lanes2x512 value)
    {
        Vector512<long> zero = Vector512<long>.Zero;
        Vector512<double> lower = value._lower + Avx512F.AlignRight64(zero, value._lower.AsInt64(), 1).AsDouble();
        Vector512<double> upper = value._upper + Avx512F.AlignRight64(zero, value._upper.AsInt64(), 1).AsDouble();
        lower += Avx512F.AlignRight64(zero, lower.AsInt64(), 2).AsDouble();
        upper += Avx512F.AlignRight64(zero, upper.AsInt64(), 2).AsDouble();
        lower += Avx512F.AlignRight64(zero, lower.AsInt64(), 4).AsDouble();
        upper += Avx512F.AlignRight64(zero, upper.AsInt64(), 4).AsDouble();
        return new(lower + Avx512F.BroadcastScalarToVector512(upper.GetLower().GetLower()), upper);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes2x512 BroadcastFirst(Lanes2x512 value)
    {
        Vector512<double> copies = Avx512F.BroadcastScalarToVector512(value._lower.GetLower().GetLower());
        return new(copies, copies);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes2x512 BroadcastLast(Lanes2x512 value)
    {
        Vector512<double> copies = Avx512F.PermuteVar8x64(value._upper, Vector512.Create(7L));
        return new(copies, copies);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Sum(Lanes2x512 value)
    {
        Vector512<double> eight = value._lower + value._upper;
        Vector256<double> four = eight.GetLower() + eight.GetUpper();
        Vector128<double> two = four.GetLower() + four.GetUpper();
        return two[0] + two[1];
    }
}
