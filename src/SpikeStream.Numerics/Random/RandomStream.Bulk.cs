using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace SpikeStream.Numerics.Random;

public sealed partial class RandomStream
{
    /// <summary>Fills with the next words of the stream: the same ones as as many calls of <see cref="NextUInt64"/>.</summary>
    /// <param name="destination">Receives the words.</param>
    public void FillUInt64(Span<ulong> destination)
    {
        int start = 0;
        if ((Position & 1) == 1 && destination.Length > 0) destination[start++] = NextUInt64();
        int even = (destination.Length - start) & ~1;
        Philox.Blocks(_key, Position >> 1, _streamId, destination.Slice(start, even));
        Position += (ulong)even;
        if (start + even < destination.Length) destination[^1] = NextUInt64();
    }

    /// <summary>Fills with uniform numbers: the same ones as as many calls of <see cref="NextDouble"/>.</summary>
    /// <param name="destination">Receives multiples of 2^-53 in [0, 1).</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void FillUniform(Span<double> destination)
    {
        // The words lie where the numbers go, and are converted in place.
        Span<ulong> words = MemoryMarshal.Cast<double, ulong>(destination);
        FillUInt64(words);
        int i = 0;
        if (Vector512.IsHardwareAccelerated)
        {
            for (; i <= words.Length - Vector512<ulong>.Count; i += Vector512<ulong>.Count)
            {
                Vector512<ulong> word = Vector512.Create<ulong>(words[i..]) >>> 11;
                (Vector512.ConvertToDouble(word) * (1.0 / (1UL << 53))).CopyTo(destination[i..]);
            }
        }

        for (; i < words.Length; i++) destination[i] = (words[i] >> 11) * (1.0 / (1UL << 53));
    }

    /// <summary>Fills with standard normal numbers: the same ones as as many calls of <see cref="NextNormal"/>.</summary>
    /// <param name="destination">Receives the numbers.</param>
    public void FillNormal(Span<double> destination)
    {
        Span<ulong> words = MemoryMarshal.Cast<double, ulong>(destination);
        FillUInt64(words);
        int i = 0;
        if (Vector512.IsHardwareAccelerated)
        {
            for (; i <= words.Length - Vector512<ulong>.Count; i += Vector512<ulong>.Count)
            {
                Vector512<ulong> word = Vector512.Create<ulong>(words[i..]);
                Vector512<double> p = (Vector512.ConvertToDouble(word >>> 12) + Vector512.Create(0.5)) * Vector512.Create(1.0 / (1UL << 52));
                NormalQuantile.Fill(p, destination[i..]);
            }
        }

        for (; i < words.Length; i++) destination[i] = NormalQuantile.Of(OpenUniform(words[i]));
    }

    /// <summary>A multiple of 2^-53 in the open interval (0, 1), symmetric about one half.</summary>
    private static double OpenUniform(ulong word) => ((word >> 12) + 0.5) * (1.0 / (1UL << 52));
}
