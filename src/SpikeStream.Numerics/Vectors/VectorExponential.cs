using System.Runtime.CompilerServices;

namespace SpikeStream.Numerics.Vectors;

/// <summary>Exponentials of eight lanes, meant to be inlined into kernels.</summary>
/// <remarks>
/// e^x: x = n ln 2 / 16 + r with |r| at most ln 2 / 32, 2^(n/16) from a table of sixteen, e^r = 1 + r + r² q(r) with q of degree 4. 1 - e^-x:
/// x = n ln 2 + r, q of degree 9. Chebyshev interpolation, errors below 1e-16 and 2e-17.
/// Measured against higher precision: at most 1 unit in the last place over the whole range of normal results.
/// </remarks>
public static unsafe class VectorExponential
{
    /// <summary>Arguments above this are taken as this one: the result stays finite (about 5e299).</summary>
    public const double LargestArgument = 690;

    /// <summary>Below this argument the result is 0 (it would be no normal number).</summary>
    public const double SmallestArgument = -708;

    /// <summary>Up to this argument <see cref="OneMinusExpOfSmall"/> may be used.</summary>
    public const double LargestSmallArgument = 1.0 / 16;

    private const double Shift = 6755399441055744.0; // 1.5 2^52: adding it rounds to an integer, which then stands in the low bits
    private const double InverseLogarithmOfTwo = 1.4426950408889634;
    private const double LogarithmOfTwoHigh = 0.6931471803691238; // 32 bits, so that n times it is exact
    private const double LogarithmOfTwoLow = 1.9082149292705877e-10;

    /// <summary>e^x; 0 below -708, limited to e^690 above.</summary>
    /// <typeparam name="T">Kind of lanes.</typeparam>
    /// <param name="x">The arguments; not-a-number stays so.</param>
    /// <returns>The exponentials.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Exp<T>(T x)
        where T : unmanaged, ILanes<T>
    {
        if (typeof(T) == typeof(Lanes8x128))
        {
            // Half by half: eight vectors of each value at once are more than 32 registers.
            Lanes8x128 lanes = Unsafe.BitCast<T, Lanes8x128>(x);
            return Unsafe.BitCast<Lanes8x128, T>(Lanes8x128.Join(Exp(Lanes8x128.Lower(lanes)), Exp(Lanes8x128.Upper(lanes))));
        }

        T limited = T.Minimum(x, T.Broadcast(LargestArgument));
        T shifted = T.MultiplyAdd(limited, T.Broadcast(16 * InverseLogarithmOfTwo), T.Broadcast(Shift));
        T number = T.Subtract(shifted, T.Broadcast(Shift));
        T rest = T.NegatedMultiplyAdd(number, T.Broadcast(LogarithmOfTwoHigh / 16), limited);
        rest = T.NegatedMultiplyAdd(number, T.Broadcast(LogarithmOfTwoLow / 16), rest);
        T power = T.SixteenthPowerOfTwo(shifted);
        T square = T.Multiply(rest, rest);
        T even = T.MultiplyAdd(T.Broadcast(0.0013889034377693012), square, T.Broadcast(0.041666666664959766));
        T odd = T.MultiplyAdd(T.Broadcast(0.008333449724528355), square, T.Broadcast(0.16666666665301144));
        even = T.MultiplyAdd(even, square, T.Broadcast(0.5));
        T minusOne = T.MultiplyAdd(T.MultiplyAdd(odd, rest, even), square, rest);
        T result = T.MultiplyAdd(power, minusOne, power);
        return T.ZeroWhereLess(result, x, T.Broadcast(SmallestArgument));
    }

    /// <summary>1 - e^-x without loss of digits for small x.</summary>
    /// <typeparam name="T">Kind of lanes.</typeparam>
    /// <param name="x">The arguments, at least 0.</param>
    /// <returns>Numbers from 0 to 1.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T OneMinusExp<T>(T x)
        where T : unmanaged, ILanes<T>
    {
        T negative = T.Subtract(T.Broadcast(0), T.Minimum(x, T.Broadcast(64)));
        T shifted = T.MultiplyAdd(negative, T.Broadcast(InverseLogarithmOfTwo), T.Broadcast(Shift));
        T small = Reduced(negative, shifted);
        T power = T.ScaleByPowerOfTwo(T.Broadcast(1), shifted);
        return T.NegatedMultiplyAdd(power, ExpMinusOneOfReduced(small), T.Subtract(T.Broadcast(1), power));
    }

    /// <summary>1 - e^-x for x from 0 to 1/16 by one polynomial (relative error below 5e-16); meaningless beyond.</summary>
    /// <typeparam name="T">Kind of lanes.</typeparam>
    /// <param name="x">The arguments.</param>
    /// <returns>Numbers from 0 to 0.061.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T OneMinusExpOfSmall<T>(T x)
        where T : unmanaged, ILanes<T>
    {
        if (typeof(T) == typeof(Lanes8x128))
        {
            Lanes8x128 lanes = Unsafe.BitCast<T, Lanes8x128>(x);
            return Unsafe.BitCast<Lanes8x128, T>(Lanes8x128.Join(OneMinusExpOfSmall(Lanes8x128.Lower(lanes)), OneMinusExpOfSmall(Lanes8x128.Upper(lanes))));
        }

        T square = T.Multiply(x, x);
        T even = T.MultiplyAdd(T.Broadcast(0.00019306658076087034), square, T.Broadcast(0.008333313894377005));
        T odd = T.MultiplyAdd(T.Broadcast(-0.0013884316666643404), square, T.Broadcast(-0.04166666624198176));
        even = T.MultiplyAdd(even, square, T.Broadcast(0.16666666666224608));
        odd = T.MultiplyAdd(odd, square, T.Broadcast(-0.49999999999998274));
        even = T.MultiplyAdd(even, square, T.Broadcast(1));
        return T.Multiply(x, T.MultiplyAdd(odd, x, even));
    }

    /// <summary>e^x of many numbers.</summary>
    /// <param name="x">The arguments.</param>
    /// <param name="destination">Receives the exponentials; may be <paramref name="x"/>.</param>
    /// <param name="width">The instructions to use; the result does not depend on them.</param>
    /// <exception cref="ArgumentException"><paramref name="destination"/> is shorter than <paramref name="x"/>.</exception>
    public static void Exp(ReadOnlySpan<double> x, Span<double> destination, VectorWidth width = VectorWidth.Widest)
    {
        if (destination.Length < x.Length)
            throw new ArgumentException($"Found room for {destination.Length} results; expected {x.Length}.", nameof(destination));
        switch (VectorWidths.Resolve(width))
        {
            case VectorWidth.Bits512: ExpOfSpan<Lanes512>(x, destination); break;
            case VectorWidth.Bits256: ExpOfSpan<Lanes256>(x, destination); break;
            case VectorWidth.Bits128: ExpOfSpan<Lanes128>(x, destination); break;
            default: ExpOfSpan<LanesScalar>(x, destination); break;
        }
    }

    /// <summary>1 - e^-x of one number without loss of digits for small x (relative error below 3e-15).</summary>
    /// <param name="x">The argument, at least 0.</param>
    /// <returns>A number from 0 to 1.</returns>
    public static double OneMinusExp(double x)
    {
        if (!(x <= LargestSmallArgument)) return 1 - Math.Exp(-x);
        double square = x * x;
        double even = Math.FusedMultiplyAdd(0.00019306658076087034, square, 0.008333313894377005);
        double odd = Math.FusedMultiplyAdd(-0.0013884316666643404, square, -0.04166666624198176);
        even = Math.FusedMultiplyAdd(even, square, 0.16666666666224608);
        odd = Math.FusedMultiplyAdd(odd, square, -0.49999999999998274);
        even = Math.FusedMultiplyAdd(even, square, 1);
        return x * Math.FusedMultiplyAdd(odd, x, even);
    }

    private static void ExpOfSpan<T>(ReadOnlySpan<double> x, Span<double> destination)
        where T : unmanaged, ILanes<T>
    {
        int whole = x.Length & ~7;
        fixed (double* source = x, target = destination)
        {
            for (int i = 0; i < whole; i += 8) T.Store(Exp(T.Load(source + i)), target + i);
            if (whole == x.Length) return;
            double* last = stackalloc double[8];
            new Span<double>(last, 8).Clear();
            x[whole..].CopyTo(new Span<double>(last, 8));
            T.Store(Exp(T.Load(last)), last);
            new Span<double>(last, x.Length - whole).CopyTo(destination[whole..]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T Reduced<T>(T x, T shifted)
        where T : unmanaged, ILanes<T>
    {
        T power = T.Subtract(shifted, T.Broadcast(Shift));
        T reduced = T.NegatedMultiplyAdd(power, T.Broadcast(LogarithmOfTwoHigh), x);
        return T.NegatedMultiplyAdd(power, T.Broadcast(LogarithmOfTwoLow), reduced);
    }

    // Even and odd powers apart: half the latency of one chain.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T ExpMinusOneOfReduced<T>(T r)
        where T : unmanaged, ILanes<T>
    {
        T square = T.Multiply(r, r);
        T even = T.MultiplyAdd(T.Broadcast(2.7620088445409746e-07), square, T.Broadcast(2.4801521295954376e-05));
        T odd = T.MultiplyAdd(T.Broadcast(2.510038549551032e-08), square, T.Broadcast(2.7557268459997064e-06));
        even = T.MultiplyAdd(even, square, T.Broadcast(0.0013888888917213717));
        odd = T.MultiplyAdd(odd, square, T.Broadcast(0.00019841269863053618));
        even = T.MultiplyAdd(even, square, T.Broadcast(0.04166666666662413));
        odd = T.MultiplyAdd(odd, square, T.Broadcast(0.008333333333330062));
        even = T.MultiplyAdd(even, square, T.Broadcast(0.5000000000000001));
        odd = T.MultiplyAdd(odd, square, T.Broadcast(0.16666666666666669));
        return T.MultiplyAdd(T.MultiplyAdd(odd, r, even), square, r);
    }
}
