using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace SpikeStream.Numerics.Random;

/// <summary>
/// A counter-based stream of random numbers: what is drawn depends only on (seed, stage, purpose, index) and the position, never on
/// what other streams draw or on which thread asks.
/// </summary>
/// <remarks>
/// Philox4x32-10 (Salmon, Moraes, Dror and Shaw 2011, Parallel random numbers: as easy as 1, 2, 3): the key and the upper half of
/// the counter come from a hash of the four names, the lower half counts blocks of two 64-bit words. Not thread-safe; one object per use.
/// </remarks>
public sealed partial class RandomStream
{
    private readonly ulong _key;
    private readonly ulong _streamId;
    private ulong _block = ulong.MaxValue;
    private ulong _first;
    private ulong _second;

    /// <summary>Opens a stream at position 0.</summary>
    /// <param name="seed">The seed of the run.</param>
    /// <param name="stage">The stage or model that draws.</param>
    /// <param name="purpose">What the numbers are for.</param>
    /// <param name="index">Number of the start, chain, trial or neuron.</param>
    public RandomStream(ulong seed, string stage, string purpose, ulong index = 0)
    {
        ArgumentNullException.ThrowIfNull(stage);
        ArgumentNullException.ThrowIfNull(purpose);
        byte[] names = Encoding.UTF8.GetBytes($"{stage}\0{purpose}");
        byte[] input = new byte[16 + names.Length];
        BinaryPrimitives.WriteUInt64LittleEndian(input, seed);
        BinaryPrimitives.WriteUInt64LittleEndian(input.AsSpan(8), index);
        names.CopyTo(input, 16);
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(input, hash);
        _key = BinaryPrimitives.ReadUInt64LittleEndian(hash);
        _streamId = BinaryPrimitives.ReadUInt64LittleEndian(hash[8..]);
    }

    /// <summary>Number of 64-bit words drawn so far; setting it jumps. All that a checkpoint needs.</summary>
    public ulong Position { get; set; }

    /// <summary>The next 64 random bits.</summary>
    /// <returns>A uniform word.</returns>
    public ulong NextUInt64()
    {
        ulong block = Position >> 1;
        if (block != _block)
        {
            Philox.Block(_key, block, _streamId, out _first, out _second);
            _block = block;
        }

        return (Position++ & 1) == 0 ? _first : _second;
    }

    /// <summary>A uniform number.</summary>
    /// <returns>A multiple of 2^-53 in [0, 1).</returns>
    public double NextDouble() => (NextUInt64() >> 11) * (1.0 / (1UL << 53));

    /// <summary>A uniform integer, without bias (Lemire 2019).</summary>
    /// <param name="exclusiveMaximum">Upper limit, at least 1.</param>
    /// <returns>An integer in [0, <paramref name="exclusiveMaximum"/>).</returns>
    public int NextInt32(int exclusiveMaximum)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(exclusiveMaximum, 1);
        uint range = (uint)exclusiveMaximum;
        ulong product = (NextUInt64() >> 32) * range;
        if ((uint)product < range)
        {
            uint threshold = unchecked((uint)-exclusiveMaximum) % range;
            while ((uint)product < threshold) product = (NextUInt64() >> 32) * range;
        }

        return (int)(product >> 32);
    }
}
