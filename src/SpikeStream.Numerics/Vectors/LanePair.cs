using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace SpikeStream.Numerics.Vectors;

/// <summary>Sixteen lanes as two values of eight, operation by operation: what the wider implementations of sixteen lanes are checked against.</summary>
/// <typeparam name="T">Eight lanes.</typeparam>
[SuppressMessage("Design", "CA1000", Justification = "Implements ILanes.")]
public readonly unsafe struct LanePair<T> : ILanes<LanePair<T>>
    where T : unmanaged, ILanes<T>
{
    private readonly T _lower;
    private readonly T _upper;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private LanePair(T lower, T upper)
    {
        _lower = lower;
        _upper = upper;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanePair<T> Load(double* source) => new(T.Load(source), T.Load(source + 8));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(LanePair<T> value, double* destination)
    {
        T.Store(value._lower, destination);
        T.Store(value._upper, destination + 8);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanePair<T> Broadcast(double value)
    {
        T copies = T.Broadcast(value);
        return new(copies, copies);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanePair<T> Add(LanePair<T> a, LanePair<T> b) => new(T.Add(a._lower, b._lower), T.Add(a._upper, b._upper));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanePair<T> Subtract(LanePair<T> a, LanePair<T> b) => new(T.Subtract(a._lower, b._lower), T.Subtract(a._upper, b._upper));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanePair<T> Multiply(LanePair<T> a, LanePair<T> b) => new(T.Multiply(a._lower, b._lower), T.Multiply(a._upper, b._upper));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanePair<T> MultiplyAdd(LanePair<T> a, LanePair<T> b, LanePair<T> c) =>
        new(T.MultiplyAdd(a._lower, b._lower, c._lower), T.MultiplyAdd(a._upper, b._upper, c._upper));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanePair<T> NegatedMultiplyAdd(LanePair<T> a, LanePair<T> b, LanePair<T> c) =>
        new(T.NegatedMultiplyAdd(a._lower, b._lower, c._lower), T.NegatedMultiplyAdd(a._upper, b._upper, c._upper));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanePair<T> Minimum(LanePair<T> value, LanePair<T> limit) =>
        new(T.Minimum(value._lower, limit._lower), T.Minimum(value._upper, limit._upper));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanePair<T> ZeroWhereLess(LanePair<T> value, LanePair<T> x, LanePair<T> limit) =>
        new(T.ZeroWhereLess(value._lower, x._lower, limit._lower), T.ZeroWhereLess(value._upper, x._upper, limit._upper));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanePair<T> SelectAtMost(LanePair<T> x, LanePair<T> limit, LanePair<T> a, LanePair<T> b) =>
        new(T.SelectAtMost(x._lower, limit._lower, a._lower, b._lower), T.SelectAtMost(x._upper, limit._upper, a._upper, b._upper));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool AnyAbove(LanePair<T> x, LanePair<T> limit) => T.AnyAbove(x._lower, limit._lower) || T.AnyAbove(x._upper, limit._upper);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanePair<T> ScaleByPowerOfTwo(LanePair<T> value, LanePair<T> shifted) =>
        new(T.ScaleByPowerOfTwo(value._lower, shifted._lower), T.ScaleByPowerOfTwo(value._upper, shifted._upper));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanePair<T> SixteenthPowerOfTwo(LanePair<T> shifted) =>
        new(T.SixteenthPowerOfTwo(shifted._lower), T.SixteenthPowerOfTwo(shifted._upper));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanePair<T> PrefixSum(LanePair<T> value)
    {
        T lower = T.PrefixSum(value._lower);
        return new(lower, T.Add(T.PrefixSum(value._upper), T.BroadcastLast(lower)));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanePair<T> SuffixSum(LanePair<T> value)
    {
        T upper = T.SuffixSum(value._upper);
        return new(T.Add(T.SuffixSum(value._lower), T.BroadcastFirst(upper)), upper);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanePair<T> BroadcastFirst(LanePair<T> value)
    {
        T copies = T.BroadcastFirst(value._lower);
        return new(copies, copies);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanePair<T> BroadcastLast(LanePair<T> value)
    {
        T copies = T.BroadcastLast(value._upper);
        return new(copies, copies);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Sum(LanePair<T> value) => T.Sum(T.Add(value._lower, value._upper));
}
