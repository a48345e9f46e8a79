namespace SpikeStream.Numerics.Random;

/// <summary>The Philox4x32-10 bijection (Salmon, Moraes, Dror and Shaw 2011).</summary>
internal static partial class Philox
{
    private const uint Multiplier0 = 0xD2511F53;
    private const uint Multiplier1 = 0xCD9E8D57;
    private const uint Weyl0 = 0x9E3779B9;
    private const uint Weyl1 = 0xBB67AE85;

    /// <summary>Encrypts one counter.</summary>
    /// <param name="key">The key.</param>
    /// <param name="counterLow">Lower 64 bits of the counter.</param>
    /// <param name="counterHigh">Upper 64 bits of the counter.</param>
    /// <param name="first">First 64 bits of the output.</param>
    /// <param name="second">Second 64 bits of the output.</param>
    public static void Block(ulong key, ulong counterLow, ulong counterHigh, out ulong first, out ulong second)
    {
        uint x0 = (uint)counterLow, x1 = (uint)(counterLow >> 32), x2 = (uint)counterHigh, x3 = (uint)(counterHigh >> 32);
        uint k0 = (uint)key, k1 = (uint)(key >> 32);
        for (int round = 0; round < 10; round++)
        {
            ulong product0 = (ulong)Multiplier0 * x0;
            ulong product1 = (ulong)Multiplier1 * x2;
            uint y0 = (uint)(product1 >> 32) ^ x1 ^ k0;
            uint y2 = (uint)(product0 >> 32) ^ x3 ^ k1;
            x1 = (uint)product1;
            x3 = (uint)product0;
            x0 = y0;
            x2 = y2;
            k0 += Weyl0;
            k1 += Weyl1;
        }

        first = x0 | ((ulong)x1 << 32);
        second = x2 | ((ulong)x3 << 32);
    }
}
