using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace SpikeStream.Numerics.Vectors;

/// <summary>Sixteen lanes one by one, for machines without vector instructions and for checking the others.</summary>
/// <remarks>Fields rather than an array and loops: the compiler keeps them in registers or on the stack one by one, where copies of whole values would wait for the stores.</remarks>
public unsafe struct Lanes16Scalar : ILanes<Lanes16Scalar>
{
    private double _lane0;
    private double _lane1;
    private double _lane2;
    private double _lane3;
    private double _lane4;
    private double _lane5;
    private double _lane6;
    private double _lane7;
    private double _lane8;
    private double _lane9;
    private double _lane10;
    private double _lane11;
    private double _lane12;
    private double _lane13;
    private double _lane14;
    private double _lane15;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes16Scalar Load(double* source)
    {
        Unsafe.SkipInit(out Lanes16Scalar result);
        result._lane0 = source[0];
        result._lane1 = source[1];
        result._lane2 = source[2];
        result._lane3 = source[3];
        result._lane4 = source[4];
        result._lane5 = source[5];
        result._lane6 = source[6];
        result._lane7 = source[7];
        result._lane8 = source[8];
        result._lane9 = source[9];
        result._lane10 = source[10];
        result._lane11 = source[11];
        result._lane12 = source[12];
        result._lane13 = source[13];
        result._lane14 = source[14];
        result._lane15 = source[15];
        return result;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Lanes16Scalar value, double* destination)
    {
        destination[0] = value._lane0;
        destination[1] = value._lane1;
        destination[2] = value._lane2;
        destination[3] = value._lane3;
        destination[4] = value._lane4;
        destination[5] = value._lane5;
        destination[6] = value._lane6;
        destination[7] = value._lane7;
        destination[8] = value._lane8;
        destination[9] = value._lane9;
        destination[10] = value._lane10;
        destination[11] = value._lane11;
        destination[12] = value._lane12;
        destination[13] = value._lane13;
        destination[14] = value._lane14;
        destination[15] = value._lane15;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes16Scalar Broadcast(double value)
    {
        Unsafe.SkipInit(out Lanes16Scalar result);
        result._lane0 = value;
        result._lane1 = value;
        result._lane2 = value;
        result._lane3 = value;
        result._lane4 = value;
        result._lane5 = value;
        result._lane6 = value;
        result._lane7 = value;
        result._lane8 = value;
        result._lane9 = value;
        result._lane10 = value;
        result._lane11 = value;
        result._lane12 = value;
        result._lane13 = value;
        result._lane14 = value;
        result._lane15 = value;
        return result;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes16Scalar Add(Lanes16Scalar a, Lanes16Scalar b)
    {
        Unsafe.SkipInit(out Lanes16Scalar result);
        result._lane0 = a._lane0 + b._lane0;
        result._lane1 = a._lane1 + b._lane1;
        result._lane2 = a._lane2 + b._lane2;
        result._lane3 = a._lane3 + b._lane3;
        result._lane4 = a._lane4 + b._lane4;
        result._lane5 = a._lane5 + b._lane5;
        result._lane6 = a._lane6 + b._lane6;
        result._lane7 = a._lane7 + b._lane7;
        result._lane8 = a._lane8 + b._lane8;
        result._lane9 = a._lane9 + b._lane9;
        result._lane10 = a._lane10 + b._lane10;
        result._lane11 = a._lane11 + b._lane11;
        result._lane12 = a._lane12 + b._lane12;
        result._lane13 = a._lane13 + b._lane13;
        result._lane14 = a._lane14 + b._lane14;
        result._lane15 = a._lane15 + b._lane15;
        return result;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes16Scalar Subtract(Lanes16Scalar a, Lanes16Scalar b)
    {
        Unsafe.SkipInit(out Lanes16Scalar result);
        result._lane0 = a._lane0 - b._lane0;
        result._lane1 = a._lane1 - b._lane1;
        result._lane2 = a._lane2 - b._lane2;
        result._lane3 = a._lane3 - b._lane3;
        result._lane4 = a._lane4 - b._lane4;
        result._lane5 = a._lane5 - b._lane5;
        result._lane6 = a._lane6 - b._lane6;
        result._lane7 = a._lane7 - b._lane7;
        result._lane8 = a._lane8 - b._lane8;
        result._lane9 = a._lane9 - b._lane9;
        result._lane10 = a._lane10 - b._lane10;
        result._lane11 = a._lane11 - b._lane11;
        result._lane12 = a._lane12 - b._lane12;
        result._lane13 = a._lane13 - b._lane13;
        result._lane14 = a._lane14 - b._lane14;
        result._lane15 = a._lane15 - b._lane15;
        return result;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes16Scalar Multiply(Lanes16Scalar a, Lanes16Scalar b)
    {
        Unsafe.SkipInit(out Lanes16Scalar result);
        result._lane0 = a._lane0 * b._lane0;
        result._lane1 = a._lane1 * b._lane1;
        result._lane2 = a._lane2 * b._lane2;
        result._lane3 = a._lane3 * b._lane3;
        result._lane4 = a._lane4 * b._lane4;
        result._lane5 = a._lane5 * b._lane5;
        result._lane6 = a._lane6 * b._lane6;
        result._lane7 = a._lane7 * b._lane7;
        result._lane8 = a._lane8 * b._lane8;
        result._lane9 = a._lane9 * b._lane9;
        result._lane10 = a._lane10 * b._lane10;
        result._lane11 = a._lane11 * b._lane11;
        result._lane12 = a._lane12 * b._lane12;
        result._lane13 = a._lane13 * b._lane13;
        result._lane14 = a._lane14 * b._lane14;
        result._lane15 = a._lane15 * b._lane15;
        return result;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes16Scalar MultiplyAdd(Lanes16Scalar a, Lanes16Scalar b, Lanes16Scalar c)
    {
        if (!Fma.IsSupported && !AdvSimd.Arm64.IsSupported) return Add(Multiply(a, b), c);
        Unsafe.SkipInit(out Lanes16Scalar result);
        result._lane0 = Math.FusedMultiplyAdd(a._lane0, b._lane0, c._lane0);
        result._lane1 = Math.FusedMultiplyAdd(a._lane1, b._lane1, c._lane1);
        result._lane2 = Math.FusedMultiplyAdd(a._lane2, b._lane2, c._lane2);
        result._lane3 = Math.FusedMultiplyAdd(a._lane3, b._lane3, c._lane3);
        result._lane4 = Math.FusedMultiplyAdd(a._lane4, b._lane4, c._lane4);
        result._lane5 = Math.FusedMultiplyAdd(a._lane5, b._lane5, c._lane5);
        result._lane6 = Math.FusedMultiplyAdd(a._lane6, b._lane6, c._lane6);
        result._lane7 = Math.FusedMultiplyAdd(a._lane7, b._lane7, c._lane7);
        result._lane8 = Math.FusedMultiplyAdd(a._lane8, b._lane8, c._lane8);
        result._lane9 = Math.FusedMultiplyAdd(a._lane9, b._lane9, c._lane9);
        result._lane10 = Math.FusedMultiplyAdd(a._lane10, b._lane10, c._lane10);
        result._lane11 = Math.FusedMultiplyAdd(a._lane11, b._lane11, c._lane11);
        result._lane12 = Math.FusedMultiplyAdd(a._lane12, b._lane12, c._lane12);
        result._lane13 = Math.FusedMultiplyAdd(a._lane13, b._lane13, c._lane13);
        result._lane14 = Math.FusedMultiplyAdd(a._lane14, b._lane14, c._lane14);
        result._lane15 = Math.FusedMultiplyAdd(a._lane15, b._lane15, c._lane15);
        return result;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes16Scalar NegatedMultiplyAdd(Lanes16Scalar a, Lanes16Scalar b, Lanes16Scalar c)
    {
        if (!Fma.IsSupported && !AdvSimd.Arm64.IsSupported) return Subtract(c, Multiply(a, b));
        Unsafe.SkipInit(out Lanes16Scalar result);
        result._lane0 = Math.FusedMultiplyAdd(-a._lane0, b._lane0, c._lane0);
        result._lane1 = Math.FusedMultiplyAdd(-a._lane1, b._lane1, c._lane1);
        result._lane2 = Math.FusedMultiplyAdd(-a._lane2, b._lane2, c._lane2);
        result._lane3 = Math.FusedMultiplyAdd(-a._lane3, b._lane3, c._lane3);
        result._lane4 = Math.FusedMultiplyAdd(-a._lane4, b._lane4, c._lane4);
        result._lane5 = Math.FusedMultiplyAdd(-a._lane5, b._lane5, c._lane5);
        result._lane6 = Math.FusedMultiplyAdd(-a._lane6, b._lane6, c._lane6);
        result._lane7 = Math.FusedMultiplyAdd(-a._lane7, b._lane7, c._lane7);
        result._lane8 = Math.FusedMultiplyAdd(-a._lane8, b._lane8, c._lane8);
        result._lane9 = Math.FusedMultiplyAdd(-a._lane9, b._lane9, c._lane9);
        result._lane10 = Math.FusedMultiplyAdd(-a._lane10, b._lane10, c._lane10);
        result._lane11 = Math.FusedMultiplyAdd(-a._lane11, b._lane11, c._lane11);
        result._lane12 = Math.FusedMultiplyAdd(-a._lane12, b._lane12, c._lane12);
        result._lane13 = Math.FusedMultiplyAdd(-a._lane13, b._lane13, c._lane13);
        result._lane14 = Math.FusedMultiplyAdd(-a._lane14, b._lane14, c._lane14);
        result._lane15 = Math.FusedMultiplyAdd(-a._lane15, b._lane15, c._lane15);
        return result;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes16Scalar Minimum(Lanes16Scalar value, Lanes16Scalar limit)
    {
        Unsafe.SkipInit(out Lanes16Scalar result);
        result._lane0 = limit._lane0 < value._lane0 ? limit._lane0 : value._lane0;
        result._lane1 = limit._lane1 < value._lane1 ? limit._lane1 : value._lane1;
        result._lane2 = limit._lane2 < value._lane2 ? limit._lane2 : value._lane2;
        result._lane3 = limit._lane3 < value._lane3 ? limit._lane3 : value._lane3;
        result._lane4 = limit._lane4 < value._lane4 ? limit._lane4 : value._lane4;
        result._lane5 = limit._lane5 < value._lane5 ? limit._lane5 : value._lane5;
        result._lane6 = limit._lane6 < value._lane6 ? limit._lane6 : value._lane6;
        result._lane7 = limit._lane7 < value._lane7 ? limit._lane7 : value._lane7;
        result._lane8 = limit._lane8 < value._lane8 ? limit._lane8 : value._lane8;
        result._lane9 = limit._lane9 < value._lane9 ? limit._lane9 : value._lane9;
        result._lane10 = limit._lane10 < value._lane10 ? limit._lane10 : value._lane10;
        result._lane11 = limit._lane11 < value._lane11 ? limit._lane11 : value._lane11;
        result._lane12 = limit._lane12 < value._lane12 ? limit._lane12 : value._lane12;
        result._lane13 = limit._lane13 < value._lane13 ? limit._lane13 : value._lane13;
        result._lane14 = limit._lane14 < value._lane14 ? limit._lane14 : value._lane14;
        result._lane15 = limit._lane15 < value._lane15 ? limit._lane15 : value._lane15;
        return result;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes16Scalar ZeroWhereLess(Lanes16Scalar value, Lanes16Scalar x, Lanes16Scalar limit)
    {
        Unsafe.SkipInit(out Lanes16Scalar result);
        result._lane0 = x._lane0 < limit._lane0 ? 0 : value._lane0;
        result._lane1 = x._lane1 < limit._lane1 ? 0 : value._lane1;
        result._lane2 = x._lane2 < limit._lane2 ? 0 : value._lane2;
        result._lane3 = x._lane3 < limit._lane3 ? 0 : value._lane3;
        result._lane4 = x._lane4 < limit._lane4 ? 0 : value._lane4;
        result._lane5 = x._lane5 < limit._lane5 ? 0 : value._lane5;
        result._lane6 = x._lane6 < limit._lane6 ? 0 : value._lane6;
        result._lane7 = x._lane7 < limit._lane7 ? 0 : value._lane7;
        result._lane8 = x._lane8 < limit._lane8 ? 0 : value._lane8;
        result._lane9 = x._lane9 < limit._lane9 ? 0 : value._lane9;
        result._lane10 = x._lane10 < limit._lane10 ? 0 : value._lane10;
        result._lane11 = x._lane11 < limit._lane11 ? 0 : value._lane11;
        result._lane12 = x._lane12 < limit._lane12 ? 0 : value._lane12;
        result._lane13 = x._lane13 < limit._lane13 ? 0 : value._lane13;
        result._lane14 = x._lane14 < limit._lane14 ? 0 : value._lane14;
        result._lane15 = x._lane15 < limit._lane15 ? 0 : value._lane15;
        return result;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes16Scalar SelectAtMost(Lanes16Scalar x, Lanes16Scalar limit, Lanes16Scalar a, Lanes16Scalar b)
    {
        Unsafe.SkipInit(out Lanes16Scalar result);
        result._lane0 = x._lane0 <= limit._lane0 ? a._lane0 : b._lane0;
        result._lane1 = x._lane1 <= limit._lane1 ? a._lane1 : b._lane1;
        result._lane2 = x._lane2 <= limit._lane2 ? a._lane2 : b._lane2;
        result._lane3 = x._lane3 <= limit._lane3 ? a._lane3 : b._lane3;
        result._lane4 = x._lane4 <= limit._lane4 ? a._lane4 : b._lane4;
        result._lane5 = x._lane5 <= limit._lane5 ? a._lane5 : b._lane5;
        result._lane6 = x._lane6 <= limit._lane6 ? a._lane6 : b._lane6;
        result._lane7 = x._lane7 <= limit._lane7 ? a._lane7 : b._lane7;
        result._lane8 = x._lane8 <= limit._lane8 ? a._lane8 : b._lane8;
        result._lane9 = x._lane9 <= limit._lane9 ? a._lane9 : b._lane9;
        result._lane10 = x._lane10 <= limit._lane10 ? a._lane10 : b._lane10;
        result._lane11 = x._lane11 <= limit._lane11 ? a._lane11 : b._lane11;
        result._lane12 = x._lane12 <= limit._lane12 ? a._lane12 : b._lane12;
        result._lane13 = x._lane13 <= limit._lane13 ? a._lane13 : b._lane13;
        result._lane14 = x._lane14 <= limit._lane14 ? a._lane14 : b._lane14;
        result._lane15 = x._lane15 <= limit._lane15 ? a._lane15 : b._lane15;
        return result;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool AnyAbove(Lanes16Scalar x, Lanes16Scalar limit)
    {
        return x._lane0 > limit._lane0 || x._lane1 > limit._lane1 || x._lane2 > limit._lane2 || x._lane3 > limit._lane3
            || x._lane4 > limit._lane4 || x._lane5 > limit._lane5 || x._lane6 > limit._lane6 || x._lane7 > limit._lane7
            || x._lane8 > limit._lane8 || x._lane9 > limit._lane9 || x._lane10 > limit._lane10 || x._lane11 > limit._lane11
            || x._lane12 > limit._lane12 || x._lane13 > limit._lane13 || x._lane14 > limit._lane14 || x._lane15 > limit._lane15;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes16Scalar ScaleByPowerOfTwo(Lanes16Scalar value, Lanes16Scalar shifted)
    {
        Unsafe.SkipInit(out Lanes16Scalar result);
        result._lane0 = Scaled(value._lane0, shifted._lane0);
        result._lane1 = Scaled(value._lane1, shifted._lane1);
        result._lane2 = Scaled(value._lane2, shifted._lane2);
        result._lane3 = Scaled(value._lane3, shifted._lane3);
        result._lane4 = Scaled(value._lane4, shifted._lane4);
        result._lane5 = Scaled(value._lane5, shifted._lane5);
        result._lane6 = Scaled(value._lane6, shifted._lane6);
        result._lane7 = Scaled(value._lane7, shifted._lane7);
        result._lane8 = Scaled(value._lane8, shifted._lane8);
        result._lane9 = Scaled(value._lane9, shifted._lane9);
        result._lane10 = Scaled(value._lane10, shifted._lane10);
        result._lane11 = Scaled(value._lane11, shifted._lane11);
        result._lane12 = Scaled(value._lane12, shifted._lane12);
        result._lane13 = Scaled(value._lane13, shifted._lane13);
        result._lane14 = Scaled(value._lane14, shifted._lane14);
        result._lane15 = Scaled(value._lane15, shifted._lane15);
        return result;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes16Scalar SixteenthPowerOfTwo(Lanes16Scalar shifted)
    {
        Unsafe.SkipInit(out Lanes16Scalar result);
        result._lane0 = SixteenthPowers.Of(shifted._lane0);
        result._lane1 = SixteenthPowers.Of(shifted._lane1);
        result._lane2 = SixteenthPowers.Of(shifted._lane2);
        result._lane3 = SixteenthPowers.Of(shifted._lane3);
        result._lane4 = SixteenthPowers.Of(shifted._lane4);
        result._lane5 = SixteenthPowers.Of(shifted._lane5);
        result._lane6 = SixteenthPowers.Of(shifted._lane6);
        result._lane7 = SixteenthPowers.Of(shifted._lane7);
        result._lane8 = SixteenthPowers.Of(shifted._lane8);
        result._lane9 = SixteenthPowers.Of(shifted._lane9);
        result._lane10 = SixteenthPowers.Of(shifted._lane10);
        result._lane11 = SixteenthPowers.Of(shifted._lane11);
        result._lane12 = SixteenthPowers.Of(shifted._lane12);
        result._lane13 = SixteenthPowers.Of(shifted._lane13);
        result._lane14 = SixteenthPowers.Of(shifted._lane14);
        result._lane15 = SixteenthPowers.Of(shifted._lane15);
        return result;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes16Scalar PrefixSum(Lanes16Scalar value)
    {
        value._lane7 += value._lane6;
        value._lane6 += value._lane5;
        value._lane5 += value._lane4;
        value._lane4 += value._lane3;
        value._lane3 += value._lane2;
        value._lane2 += value._lane1;
        value._lane1 += value._lane0;
        value._lane0 += 0;
        value._lane7 += value._lane5;
        value._lane6 += value._lane4;
        value._lane5 += value._lane3;
        value._lane4 += value._lane2;
        value._lane3 += value._lane1;
        value._lane2 += value._lane0;
        value._lane1 += 0;
        value._lane0 += 0;
        value._lane7 += value._lane3;
        value._lane6 += value._lane2;
        value._lane5 += value._lane1;
        value._lane4 += value._lane0;
        value._lane3 += 0;
        value._lane2 += 0;
        value._lane1 += 0;
        value._lane0 += 0;
        value._lane15 += value._lane14;
        value._lane14 += value._lane13;
        value._lane13 += value._lane12;
        value._lane12 += value._lane11;
        value._lane11 += value._lane10;
        value._lane10 += value._lane9;
        value._lane9 += value._lane8;
        value._lane8 += 0;
        value._lane15 += value._lane13;
        value._lane14 += value._lane12;
        value._lane13 += value._lane11;
        value._lane12 += value._lane10;
        value._lane11 += value._lane9;
        value._lane10 += value._lane8;
        value._lane9 += 0;
        value._lane8 += 0;
        value._lane15 += value._lane11;
        value._lane14 += value._lane10;
        value._lane13 += value._lane9;
        value._lane12 += value._lane8;
        value._lane11 += 0;
        value._lane10 += 0;
        value._lane9 += 0;
        value._lane8 += 0;
        value._lane8 += value._lane7;
        value._lane9 += value._lane7;
        value._lane10 += value._lane7;
        value._lane11 += value._lane7;
        value._lane12 += value._lane7;
        value._lane13 += value._lane7;
        value._lane14 += value._lane7;
        value._lane15 += value._lane7;
        return value;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes16Scalar SuffixSum(Lanes16Scalar value)
    {
        value._lane8 += value._lane9;
        value._lane9 += value._lane10;
        value._lane10 += value._lane11;
        value._lane11 += value._lane12;
        value._lane12 += value._lane13;
        value._lane13 += value._lane14;
        value._lane14 += value._lane15;
        value._lane15 += 0;
        value._lane8 += value._lane10;
        value._lane9 += value._lane11;
        value._lane10 += value._lane12;
        value._lane11 += value._lane13;
        value._lane12 += value._lane14;
        value._lane13 += value._lane15;
        value._lane14 += 0;
        value._lane15 += 0;
        value._lane8 += value._lane12;
        value._lane9 += value._lane13;
        value._lane10 += value._lane14;
        value._lane11 += value._lane15;
        value._lane12 += 0;
        value._lane13 += 0;
        value._lane14 += 0;
        value._lane15 += 0;
        value._lane0 += value._lane1;
        value._lane1 += value._lane2;
        value._lane2 += value._lane3;
        value._lane3 += value._lane4;
        value._lane4 += value._lane5;
        value._lane5 += value._lane6;
        value._lane6 += value._lane7;
        value._lane7 += 0;
        value._lane0 += value._lane2;
        value._lane1 += value._lane3;
        value._lane2 += value._lane4;
        value._lane3 += value._lane5;
        value._lane4 += value._lane6;
        value._lane5 += value._lane7;
        value._lane6 += 0;
        value._lane7 += 0;
        value._lane0 += value._lane4;
        value._lane1 += value._lane5;
        value._lane2 += value._lane6;
        value._lane3 += value._lane7;
        value._lane4 += 0;
        value._lane5 += 0;
        value._lane6 += 0;
        value._lane7 += 0;
        value._lane7 += value._lane8;
        value._lane6 += value._lane8;
        value._lane5 += value._lane8;
        value._lane4 += value._lane8;
        value._lane3 += value._lane8;
        value._lane2 += value._lane8;
        value._lane1 += value._lane8;
        value._lane0 += value._lane8;
        return value;
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes16Scalar BroadcastFirst(Lanes16Scalar value) => Broadcast(value._lane0);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes16Scalar BroadcastLast(Lanes16Scalar value) => Broadcast(value._lane15);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Sum(Lanes16Scalar value)
    {
        double even = (value._lane0 + value._lane8) + (value._lane4 + value._lane12) + ((value._lane2 + value._lane10) + (value._lane6 + value._lane14));
        double odd = (value._lane1 + value._lane9) + (value._lane5 + value._lane13) + ((value._lane3 + value._lane11) + (value._lane7 + value._lane15));
        return even + odd;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static double Scaled(double value, double shifted) =>
        BitConverter.Int64BitsToDouble((BitConverter.DoubleToInt64Bits(shifted) << 52) + BitConverter.DoubleToInt64Bits(value));
}
