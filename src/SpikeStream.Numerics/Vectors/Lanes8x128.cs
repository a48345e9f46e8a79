using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace SpikeStream.Numerics.Vectors;

/// <summary>Sixteen lanes in eight 128-bit vectors (NEON, SSE).</summary>
/// <remarks>Fields are set one by one: the arguments of a constructor would each be a local, of which the compiler inlines no more than some hundreds.</remarks>
public unsafe struct Lanes8x128 : ILanes<Lanes8x128>
{
    private Vector128<double> _first;
    private Vector128<double> _second;
    private Vector128<double> _third;
    private Vector128<double> _fourth;
    private Vector128<double> _fifth;
    private Vector128<double> _sixth;
    private Vector128<double> _seventh;
    private Vector128<double> _eighth;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes8x128 Load(double* source)
    {
        Unsafe.SkipInit(out Lanes8x128 result);
        result._first = Vector128.Load(source);
        result._second = Vector128.Load(source + 2);
        result._third = Vector128.Load(source + 4);
        result._fourth = Vector128.Load(source + 6);
        result._fifth = Vector128.Load(source + 8);
        result._sixth = Vector128.Load(source + 10);
        result._seventh = Vector128.Load(source + 12);
        result._eighth = Vector128.Load(source + 14);
        return result;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Lanes8x128 value, double* destination)
    {
        value._first.Store(destination);
        value._second.Store(destination + 2);
        value._third.Store(destination + 4);
        value._fourth.Store(destination + 6);
        value._fifth.Store(destination + 8);
        value._sixth.Store(destination + 10);
        value._seventh.Store(destination + 12);
        value._eighth.Store(destination + 14);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes8x128 Broadcast(double value)
    {
        Vector128<double> copies = Vector128.Create(value);
        Unsafe.SkipInit(out Lanes8x128 result);
        result._first = copies;
        result._second = copies;
        result._third = copies;
        result._fourth = copies;
        result._fifth = copies;
        result._sixth = copies;
        result._seventh = copies;
        result._eighth = copies;
        return result;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes8x128 Add(Lanes8x128 a, Lanes8x128 b)
    {
        Unsafe.SkipInit(out Lanes8x128 result);
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
    public static Lanes8x128 Subtract(Lanes8x128 a, Lanes8x128 b)
    {
        Unsafe.SkipInit(out Lanes8x128 result);
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
    public static Lanes8x128 Multiply(Lanes8x128 a, Lanes8x128 b)
    {
        Unsafe.SkipInit(out Lanes8x128 result);
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
    public static Lanes8x128 MultiplyAdd(Lanes8x128 a, Lanes8x128 b, Lanes8x128 c)
    {
        if (!Fma.IsSupported && !AdvSimd.Arm64.IsSupported) return Add(Multiply(a, b), c);
        Unsafe.SkipInit(out Lanes8x128 result);
        result._first = Vector128.FusedMultiplyAdd(a._first, b._first, c._first);
        result._second = Vector128.FusedMultiplyAdd(a._second, b._second, c._second);
        result._third = Vector128.FusedMultiplyAdd(a._third, b._third, c._third);
        result._fourth = Vector128.FusedMultiplyAdd(a._fourth, b._fourth, c._fourth);
        result._fifth = Vector128.FusedMultiplyAdd(a._fifth, b._fifth, c._fifth);
        result._sixth = Vector128.FusedMultiplyAdd(a._sixth, b._sixth, c._sixth);
        result._seventh = Vector128.FusedMultiplyAdd(a._seventh, b._seventh, c._seventh);
        result._eighth = Vector128.FusedMultiplyAdd(a._eighth, b._eighth, c._eighth);
        return result;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes8x128 NegatedMultiplyAdd(Lanes8x128 a, Lanes8x128 b, Lanes8x128 c)
    {
        if (!Fma.IsSupported && !AdvSimd.Arm64.IsSupported) return Subtract(c, Multiply(a, b));
        Unsafe.SkipInit(out Lanes8x128 result);
        result._first = Vector128.FusedMultiplyAdd(-a._first, b._first, c._first);
        result._second = Vector128.FusedMultiplyAdd(-a._second, b._second, c._second);
        result._third = Vector128.FusedMultiplyAdd(-a._third, b._third, c._third);
        result._fourth = Vector128.FusedMultiplyAdd(-a._fourth, b._fourth, c._fourth);
        result._fifth = Vector128.FusedMultiplyAdd(-a._fifth, b._fifth, c._fifth);
        result._sixth = Vector128.FusedMultiplyAdd(-a._sixth, b._sixth, c._sixth);
        result._seventh = Vector128.FusedMultiplyAdd(-a._seventh, b._seventh, c._seventh);
        result._eighth = Vector128.FusedMultiplyAdd(-a._eighth, b._eighth, c._eighth);
        return result;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes8x128 Minimum(Lanes8x128 value, Lanes8x128 limit)
    {
        Unsafe.SkipInit(out Lanes8x128 result);
        result._first = Vector128.ConditionalSelect(Vector128.LessThan(limit._first, value._first), limit._first, value._first);
        result._second = Vector128.ConditionalSelect(Vector128.LessThan(limit._second, value._second), limit._second, value._second);
        result._third = Vector128.ConditionalSelect(Vector128.LessThan(limit._third, value._third), limit._third, value._third);
        result._fourth = Vector128.ConditionalSelect(Vector128.LessThan(limit._fourth, value._fourth), limit._fourth, value._fourth);
        result._fifth = Vector128.ConditionalSelect(Vector128.LessThan(limit._fifth, value._fifth), limit._fifth, value._fifth);
        result._sixth = Vector128.ConditionalSelect(Vector128.LessThan(limit._sixth, value._sixth), limit._sixth, value._sixth);
        result._seventh = Vector128.ConditionalSelect(Vector128.LessThan(limit._seventh, value._seventh), limit._seventh, value._seventh);
        result._eighth = Vector128.ConditionalSelect(Vector128.LessThan(limit._eighth, value._eighth), limit._eighth, value._eighth);
        return result;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes8x128 ZeroWhereLess(Lanes8x128 value, Lanes8x128 x, Lanes8x128 limit)
    {
        Unsafe.SkipInit(out Lanes8x128 result);
        result._first = Vector128.AndNot(value._first, Vector128.LessThan(x._first, limit._first));
        result._second = Vector128.AndNot(value._second, Vector128.LessThan(x._second, limit._second));
        result._third = Vector128.AndNot(value._third, Vector128.LessThan(x._third, limit._third));
        result._fourth = Vector128.AndNot(value._fourth, Vector128.LessThan(x._fourth, limit._fourth));
        result._fifth = Vector128.AndNot(value._fifth, Vector128.LessThan(x._fifth, limit._fifth));
        result._sixth = Vector128.AndNot(value._sixth, Vector128.LessThan(x._sixth, limit._sixth));
        result._seventh = Vector128.AndNot(value._seventh, Vector128.LessThan(x._seventh, limit._seventh));
        result._eighth = Vector128.AndNot(value._eighth, Vector128.LessThan(x._eighth, limit._eighth));
        return result;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes8x128 SelectAtMost(Lanes8x128 x, Lanes8x128 limit, Lanes8x128 a, Lanes8x128 b)
    {
        Unsafe.SkipInit(out Lanes8x128 result);
        result._first = Vector128.ConditionalSelect(Vector128.LessThanOrEqual(x._first, limit._first), a._first, b._first);
        result._second = Vector128.ConditionalSelect(Vector128.LessThanOrEqual(x._second, limit._second), a._second, b._second);
        result._third = Vector128.ConditionalSelect(Vector128.LessThanOrEqual(x._third, limit._third), a._third, b._third);
        result._fourth = Vector128.ConditionalSelect(Vector128.LessThanOrEqual(x._fourth, limit._fourth), a._fourth, b._fourth);
        result._fifth = Vector128.ConditionalSelect(Vector128.LessThanOrEqual(x._fifth, limit._fifth), a._fifth, b._fifth);
        result._sixth = Vector128.ConditionalSelect(Vector128.LessThanOrEqual(x._sixth, limit._sixth), a._sixth, b._sixth);
        result._seventh = Vector128.ConditionalSelect(Vector128.LessThanOrEqual(x._seventh, limit._seventh), a._seventh, b._seventh);
        result._eighth = Vector128.ConditionalSelect(Vector128.LessThanOrEqual(x._eighth, limit._eighth), a._eighth, b._eighth);
        return result;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool AnyAbove(Lanes8x128 x, Lanes8x128 limit) =>
        (((Vector128.GreaterThan(x._first, limit._first) | Vector128.GreaterThan(x._second, limit._second)) | (Vector128.GreaterThan(x._third, limit._third) | Vector128.GreaterThan(x._fourth, limit._fourth)))
            | ((Vector128.GreaterThan(x._fifth, limit._fifth) | Vector128.GreaterThan(x._sixth, limit._sixth)) | (Vector128.GreaterThan(x._seventh, limit._seventh) | Vector128.GreaterThan(x._eighth, limit._eighth)))).ExtractMostSignificantBits() != 0;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes8x128 ScaleByPowerOfTwo(Lanes8x128 value, Lanes8x128 shifted)
    {
        Unsafe.SkipInit(out Lanes8x128 result);
        result._first = ((shifted._first.AsInt64() << 52) + value._first.AsInt64()).AsDouble();
        result._second = ((shifted._second.AsInt64() << 52) + value._second.AsInt64()).AsDouble();
        result._third = ((shifted._third.AsInt64() << 52) + value._third.AsInt64()).AsDouble();
        result._fourth = ((shifted._fourth.AsInt64() << 52) + value._fourth.AsInt64()).AsDouble();
        result._fifth = ((shifted._fifth.AsInt64() << 52) + value._fifth.AsInt64()).AsDouble();
        result._sixth = ((shifted._sixth.AsInt64() << 52) + value._sixth.AsInt64()).AsDouble();
        result._seventh = ((shifted._seventh.AsInt64() << 52) + value._seventh.AsInt64()).AsDouble();
        result._eighth = ((shifted._eighth.AsInt64() << 52) + value._eighth.AsInt64()).AsDouble();
        return result;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes8x128 SixteenthPowerOfTwo(Lanes8x128 shifted)
    {
        Unsafe.SkipInit(out Lanes8x128 result);
        result._first = SixteenthPowers.Of(shifted._first.AsInt64());
        result._second = SixteenthPowers.Of(shifted._second.AsInt64());
        result._third = SixteenthPowers.Of(shifted._third.AsInt64());
        result._fourth = SixteenthPowers.Of(shifted._fourth.AsInt64());
        result._fifth = SixteenthPowers.Of(shifted._fifth.AsInt64());
        result._sixth = SixteenthPowers.Of(shifted._sixth.AsInt64());
        result._seventh = SixteenthPowers.Of(shifted._seventh.AsInt64());
        result._eighth = SixteenthPowers.Of(shifted._eighth.AsInt64());
        return result;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes8x128 PrefixSum(Lanes8x128 value)
    {
        // Eight by eight, as in the wider vectors, then the first eight onto the last.
        Lanes128 lower = Lanes128.PrefixSum(Lower(value));
        return Join(lower, Lanes128.Add(Lanes128.PrefixSum(Upper(value)), Lanes128.BroadcastLast(lower)));
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes8x128 SuffixSum(Lanes8x128 value)
    {
        Lanes128 upper = Lanes128.SuffixSum(Upper(value));
        return Join(Lanes128.Add(Lanes128.SuffixSum(Lower(value)), Lanes128.BroadcastFirst(upper)), upper);
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes8x128 BroadcastFirst(Lanes8x128 value) =>
        Broadcast(value._first[0]);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes8x128 BroadcastLast(Lanes8x128 value) =>
        Broadcast(value._eighth[1]);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Sum(Lanes8x128 value)
    {
        Vector128<double> even = (value._first + value._fifth) + (value._third + value._seventh);
        Vector128<double> odd = (value._second + value._sixth) + (value._fourth + value._eighth);
        Vector128<double> two = even + odd;
        return two[0] + two[1];
    }

    /// <summary>The first eight lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Lanes128 Lower(Lanes8x128 value) => new(value._first, value._second, value._third, value._fourth);

    /// <summary>The last eight lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Lanes128 Upper(Lanes8x128 value) => new(value._fifth, value._sixth, value._seventh, value._eighth);

    /// <summary>Sixteen lanes of eight and eight.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Lanes8x128 Join(Lanes128 lower, Lanes128 upper)
    {
        Unsafe.SkipInit(out Lanes8x128 result);
        result._first = lower.First;
        result._second = lower.Second;
        result._third = lower.Third;
        result._fourth = lower.Fourth;
        result._fifth = upper.First;
        result._sixth = upper.Second;
        result._seventh = upper.Third;
        result._eighth = upper.Fourth;
        return result;
    }
}
