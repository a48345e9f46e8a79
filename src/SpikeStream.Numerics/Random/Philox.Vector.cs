using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace SpikeStream.Numerics.Random;

internal static partial class Philox
{
    /// <summary>Encrypts consecutive counters; the words are the same ones that <see cref="Block"/> gives one by one.</summary>
    /// <param name="key">The key.</param>
    /// <param name="counterLow">Lower 64 bits of the first counter; counts up by one per block and wraps.</param>
    /// <param name="counterHigh">Upper 64 bits of every counter.</param>
    /// <param name="words">Receives two words per block; an even number of them.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Blocks(ulong key, ulong counterLow, ulong counterHigh, Span<ulong> words)
    {
        int i = 0;
        if (Avx512F.IsSupported)
        {
            // Lane order: unpacking first and second words then yields blocks in sequence.
            Vector512<ulong> order = Vector512.Create(0UL, 4, 1, 5, 2, 6, 3, 7);
            for (; i <= words.Length - 16; i += 16)
            {
                Eight(key, Vector512.Create(counterLow + (ulong)(i >> 1)) + order, counterHigh, out Vector512<ulong> first, out Vector512<ulong> second);
                Avx512F.UnpackLow(first, second).CopyTo(words[i..]);
                Avx512F.UnpackHigh(first, second).CopyTo(words[(i + 8)..]);
            }
        }
        else if (Avx2.IsSupported)
        {
            Vector256<ulong> order = Vector256.Create(0UL, 2, 1, 3);
            for (; i <= words.Length - 8; i += 8)
            {
                Four(key, Vector256.Create(counterLow + (ulong)(i >> 1)) + order, counterHigh, out Vector256<ulong> first, out Vector256<ulong> second);
                Avx2.UnpackLow(first, second).CopyTo(words[i..]);
                Avx2.UnpackHigh(first, second).CopyTo(words[(i + 4)..]);
            }
        }

        for (; i < words.Length; i += 2)
            Block(key, counterLow + (ulong)(i >> 1), counterHigh, out words[i], out words[i + 1]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Eight(ulong key, Vector512<ulong> counter, ulong counterHigh, out Vector512<ulong> first, out Vector512<ulong> second)
    {
        Vector512<ulong> low = Vector512.Create(0xFFFFFFFFUL);
        Vector512<uint> m0 = Vector512.Create((ulong)Multiplier0).AsUInt32(), m1 = Vector512.Create((ulong)Multiplier1).AsUInt32();
        Vector512<ulong> x0 = counter & low, x1 = counter >>> 32;
        Vector512<ulong> x2 = Vector512.Create(counterHigh & 0xFFFFFFFF), x3 = Vector512.Create(counterHigh >> 32);
        uint k0 = (uint)key, k1 = (uint)(key >> 32);
        for (int round = 0; round < 10; round++)
        {
            Vector512<ulong> product0 = Avx512F.Multiply(x0.AsUInt32(), m0);
            Vector512<ulong> product1 = Avx512F.Multiply(x2.AsUInt32(), m1);
            x0 = (product1 >>> 32) ^ x1 ^ Vector512.Create((ulong)k0);
            x2 = (product0 >>> 32) ^ x3 ^ Vector512.Create((ulong)k1);
            x1 = product1 & low;
            x3 = product0 & low;
            k0 += Weyl0;
            k1 += Weyl1;
        }

        first = x0 | (x1 << 32);
        second = x2 | (x3 << 32);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Four(ulong key, Vector256<ulong> counter, ulong counterHigh, out Vector256<ulong> first, out Vector256<ulong> second)
    {
        Vector256<ulong> low = Vector256.Create(0xFFFFFFFFUL);
        Vector256<uint> m0 = Vector256.Create((ulong)Multiplier0).AsUInt32(), m1 = Vector256.Create((ulong)Multiplier1).AsUInt32();
        Vector256<ulong> x0 = counter & low, x1 = counter >>> 32;
        Vector256<ulong> x2 = Vector256.Create(counterHigh & 0xFFFFFFFF), x3 = Vector256.Create(counterHigh >> 32);
        uint k0 = (uint)key, k1 = (uint)(key >> 32);
        for (int round = 0; round < 10; round++)
        {
            Vector256<ulong> product0 = Avx2.Multiply(x0.AsUInt32(), m0);
            Vector256<ulong> product1 = Avx2.Multiply(x2.AsUInt32(), m1);
            x0 = (product1 >>> 32) ^ x1 ^ Vector256.Create((ulong)k0);
            x2 = (product0 >>> 32) ^ x3 ^ Vector256.Create((ulong)k1);
            x1 = product1 & low;
            x3 = product0 & low;
            k0 += Weyl0;
            k1 += Weyl1;
        }

        first = x0 | (x1 << 32);
        second = x2 | (x3 << 32);
    }
}
