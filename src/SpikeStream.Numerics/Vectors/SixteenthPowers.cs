using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace SpikeStream.Numerics.Vectors;

/// <summary>The powers 2^(j/16), j from 0 to 15, for <see cref="ILanes{T}.SixteenthPowerOfTwo"/>.</summary>
/// <remarks>
/// As bits less j 2^48: n = 16 e + j moved up by 48 bits puts e into the exponent and j into the top of the fraction, which this takes back.
/// </remarks>
internal static unsafe class SixteenthPowers
{
    private static ReadOnlySpan<long> Table =>
    [
        0x3FF0000000000000, 0x3FEFB5586CF9890F, 0x3FEF72B83C7D517B, 0x3FEF387A6E756238,
        0x3FEF06FE0A31B715, 0x3FEEDEA64C123422, 0x3FEEBFDAD5362A27, 0x3FEEAB07DD485429,
        0x3FEEA09E667F3BCD, 0x3FEEA11473EB0187, 0x3FEEACE5422AA0DB, 0x3FEEC49182A3F090,
        0x3FEEE89F995AD3AD, 0x3FEF199BDD85529C, 0x3FEF5818DCFBA487, 0x3FEFA4AFA2A490DA,
    ];

    /// <summary>The first eight entries.</summary>
    public static Vector512<long> Lower
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector512.Create(
            0x3FF0000000000000, 0x3FEFB5586CF9890F, 0x3FEF72B83C7D517B, 0x3FEF387A6E756238,
            0x3FEF06FE0A31B715, 0x3FEEDEA64C123422, 0x3FEEBFDAD5362A27, 0x3FEEAB07DD485429);
    }

    /// <summary>The last eight entries.</summary>
    public static Vector512<long> Upper
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector512.Create(
            0x3FEEA09E667F3BCD, 0x3FEEA11473EB0187, 0x3FEEACE5422AA0DB, 0x3FEEC49182A3F090,
            0x3FEEE89F995AD3AD, 0x3FEF199BDD85529C, 0x3FEF5818DCFBA487, 0x3FEFA4AFA2A490DA);
    }

    /// <summary>Four powers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Of(Vector256<long> shifted)
    {
        Vector256<long> index = shifted & Vector256.Create(15L);
        long* table = (long*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(Table));
        Vector256<long> entries = Avx2.IsSupported
            ? Avx2.GatherVector256(table, index, sizeof(long))
            : Vector256.Create(table[index[0]], table[index[1]], table[index[2]], table[index[3]]);
        return ((shifted << 48) + entries).AsDouble();
    }

    /// <summary>Two powers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<double> Of(Vector128<long> shifted)
    {
        Vector128<long> index = shifted & Vector128.Create(15L);
        long* table = (long*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(Table));
        return ((shifted << 48) + Vector128.Create(table[index[0]], table[index[1]])).AsDouble();
    }

    /// <summary>One power.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double Of(double shifted)
    {
        long n = BitConverter.DoubleToInt64Bits(shifted);
        return BitConverter.Int64BitsToDouble((n << 48) + Table[(int)(n & 15)]);
    }
}
