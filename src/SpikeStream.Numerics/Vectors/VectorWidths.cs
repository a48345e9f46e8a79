using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace SpikeStream.Numerics.Vectors;

/// <summary>What widths this machine has.</summary>
public static class VectorWidths
{
    /// <summary>The width that is really used when one is asked for.</summary>
    /// <param name="requested">The width asked for.</param>
    /// <returns>
    /// The widest that the machine has and that is no wider than <paramref name="requested"/>; never <see cref="VectorWidth.Widest"/>.
    /// </returns>
    public static VectorWidth Resolve(VectorWidth requested) => requested switch
    {
        VectorWidth.Widest or VectorWidth.Bits512 when Vector512.IsHardwareAccelerated && Avx512F.IsSupported => VectorWidth.Bits512,
        VectorWidth.Scalar => VectorWidth.Scalar,
        not VectorWidth.Bits128 when Vector256.IsHardwareAccelerated && Fma.IsSupported => VectorWidth.Bits256,
        _ when Vector128.IsHardwareAccelerated => VectorWidth.Bits128,
        _ => VectorWidth.Scalar,
    };
}
