using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace SpikeStream.Numerics.Vectors;

/// <summary>Sixteen lanes as two values of eight, operation by operation: what the wider implementations of sixteen lanes are checked against.</summary>
/// <typeparam name="T">Eight lanes.</typeparam>
[SuppressMessage("Design", "CA1000", Justification = "Implements ILanes.")]
public unsafe struct LanePair<T> : ILanes<LanePair<T>>
    where T : unmanaged, ILanes<T>
{
    private T _lower;
    private T _upper;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanePair<T> Load(double* source)
    {
        Unsafe.SkipInit(out LanePair<T> result);
        result._lower = T.Load(source);
        result._upper = T.Load(source + 8);
        return result;
    }

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
        Unsafe.SkipInit(out LanePair<T> result);
        result._lower = copies;
        result._upper = copies;
        return result;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanePair<T> Add(LanePair<T> a, LanePair<T> b)
    {
        Unsafe.SkipInit(out LanePair<T> result);
        result._lower = T.Add(a._lower, b._lower);
        result._upper = T.Add(a._upper, b._upper);
        return result;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanePair<T> Subtract(LanePair<T> a, LanePair<T> b)
    {
        Unsafe.SkipInit(out LanePair<T> result);
        result._lower = T.Subtract(a._lower, b._lower);
        result._upper = T.Subtract(a._upper, b._upper);
        return result;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanePair<T> Multiply(LanePair<T> a, LanePair<T> b)
    {
        Unsafe.SkipInit(out LanePair<T> result);
        result._lower = T.Multiply(a._lower, b._lower);
        result._upper = T.Multiply(a._upper, b._upper);
        return result;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanePair<T> MultiplyAdd(LanePair<T> a, LanePair<T> b, LanePair<T> c)
    {
        Unsafe.SkipInit(out LanePair<T> result);
        result._lower = T.MultiplyAdd(a._lower, b._lower, c._lower);
        result._upper = T.MultiplyAdd(a._upper, b._upper, c._upper);
        return result;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanePair<T> NegatedMultiplyAdd(LanePair<T> a, LanePair<T> b, LanePair<T> c)
    {
        Unsafe.SkipInit(out LanePair<T> result);
        result._lower = T.NegatedMultiplyAdd(a._lower, b._lower, c._lower);
        result._upper = T.NegatedMultiplyAdd(a._upper, b._upper, c._upper);
        return result;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanePair<T> Minimum(LanePair<T> value, LanePair<T> limit)
    {
        Unsafe.SkipInit(out LanePair<T> result);
        result._lower = T.Minimum(value._lower, limit._lower);
        result._upper = T.Minimum(value._upper, limit._upper);
        return result;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanePair<T> ZeroWhereLess(LanePair<T> value, LanePair<T> x, LanePair<T> limit)
    {
        Unsafe.SkipInit(out LanePair<T> result);
        result._lower = T.ZeroWhereLess(value._lower, x._lower, limit._lower);
        result._upper = T.ZeroWhereLess(value._upper, x._upper, limit._upper);
        return result;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanePair<T> SelectAtMost(LanePair<T> x, LanePair<T> limit, LanePair<T> a, LanePair<T> b)
    {
        Unsafe.SkipInit(out LanePair<T> result);
        result._lower = T.SelectAtMost(x._lower, limit._lower, a._lower, b._lower);
        result._upper = T.SelectAtMost(x._upper, limit._upper, a._upper, b._upper);
        return result;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool AnyAbove(LanePair<T> x, LanePair<T> limit) => T.AnyAbove(x._lower, limit._lower) || T.AnyAbove(x._upper, limit._upper);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanePair<T> ScaleByPowerOfTwo(LanePair<T> value, LanePair<T> shifted)
    {
        Unsafe.SkipInit(out LanePair<T> result);
        result._lower = T.ScaleByPowerOfTwo(value._lower, shifted._lower);
        result._upper = T.ScaleByPowerOfTwo(value._upper, shifted._upper);
        return result;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanePair<T> SixteenthPowerOfTwo(LanePair<T> shifted)
    {
        Unsafe.SkipInit(out LanePair<T> result);
        result._lower = T.SixteenthPowerOfTwo(shifted._lower);
        result._upper = T.SixteenthPowerOfTwo(shifted._upper);
        return result;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanePair<T> PrefixSum(LanePair<T> value)
    {
        T lower = T.PrefixSum(value._lower);
        Unsafe.SkipInit(out LanePair<T> result);
        result._lower = lower;
        result._upper = T.Add(T.PrefixSum(value._upper), T.BroadcastLast(lower));
        return result;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanePair<T> SuffixSum(LanePair<T> value)
    {
        T upper = T.SuffixSum(value._upper);
        Unsafe.SkipInit(out LanePair<T> result);
        result._lower = T.Add(T.SuffixSum(value._lower), T.BroadcastFirst(upper));
        result._upper = upper;
        return result;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanePair<T> BroadcastFirst(LanePair<T> value)
    {
        T copies = T.BroadcastFirst(value._lower);
        Unsafe.SkipInit(out LanePair<T> result);
        result._lower = copies;
        result._upper = copies;
        return result;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LanePair<T> BroadcastLast(LanePair<T> value)
    {
        T copies = T.BroadcastLast(value._upper);
        Unsafe.SkipInit(out LanePair<T> result);
        result._lower = copies;
        result._upper = copies;
        return result;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Sum(LanePair<T> value) => T.Sum(T.Add(value._lower, value._upper));
}
