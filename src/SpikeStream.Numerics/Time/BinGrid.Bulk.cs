using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace SpikeStream.Numerics.Time;

public sealed partial record BinGrid
{
    /// <summary>1.5·2^52: adding it rounds to an integer (ties to even), which then stands in the low bits of the sum.</summary>
    private const double RoundingConstant = 6755399441055744.0;

    /// <summary>
    /// 2^-50: a position in bins (two roundings, of 2^-53 each) and an edge (one) are right to less than this part of them, so a time that is farther
    /// from the edge lies on the side where its position does, and the division that makes the exact edge is not needed.
    /// </summary>
    private const double RoundingOfPosition = 1.0 / (1L << 50);

    private static readonly long RoundingBits = BitConverter.DoubleToInt64Bits(RoundingConstant);

    /// <summary>The bins of many times; to the bit what <see cref="IndexOf"/> gives for each.</summary>
    /// <param name="times">Times in seconds, in any order.</param>
    /// <param name="bins">Receives the index of each; as long as <paramref name="times"/> at least.</param>
    /// <exception cref="ArgumentException"><paramref name="bins"/> is too short.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A time is NaN or out of range; <paramref name="bins"/> then holds no result.</exception>
    public void IndicesOf(ReadOnlySpan<double> times, Span<long> bins)
    {
        if (bins.Length < times.Length) throw new ArgumentException($"Found room for {bins.Length} bins, expected {times.Length}.", nameof(bins));
        int i = 0;
        bool valid = true;
        if (Vector512.IsHardwareAccelerated)
        {
            var limit = Vector512.Create((double)MaximumIndex);
            var valids = Vector512<double>.AllBitsSet;
            for (; i <= times.Length - Vector512<double>.Count; i += Vector512<double>.Count)
                Indices(Vector512.Create<double>(times[i..]), limit, ref valids).CopyTo(bins[i..]);
            valid = Vector512.EqualsAll(valids.AsInt64(), Vector512<long>.AllBitsSet);
        }
        else if (Vector256.IsHardwareAccelerated)
        {
            var limit = Vector256.Create((double)MaximumIndex);
            var valids = Vector256<double>.AllBitsSet;
            for (; i <= times.Length - Vector256<double>.Count; i += Vector256<double>.Count)
                Indices(Vector256.Create<double>(times[i..]), limit, ref valids).CopyTo(bins[i..]);
            valid = Vector256.EqualsAll(valids.AsInt64(), Vector256<long>.AllBitsSet);
        }

        if (!valid) ThrowAtFirstInvalid(times);
        for (; i < times.Length; i++) bins[i] = IndexOf(times[i]);
    }

    /// <summary>The bins of many times relative to a first one, as 32-bit integers.</summary>
    /// <param name="times">Times in seconds, in any order.</param>
    /// <param name="firstBin">Index that becomes 0.</param>
    /// <param name="bins">Receives index minus <paramref name="firstBin"/>; as long as <paramref name="times"/> at least.</param>
    /// <exception cref="ArgumentException"><paramref name="bins"/> is too short.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A time is NaN or out of range, or a relative index does not fit 32 bits.</exception>
    public void IndicesOf(ReadOnlySpan<double> times, long firstBin, Span<int> bins)
    {
        if (TryIndicesOf(times, firstBin, bins)) return;
        foreach (double time in times)
        {
            long relative = IndexOf(time) - firstBin;
            if (relative is > int.MaxValue or < int.MinValue)
                throw new ArgumentOutOfRangeException(nameof(times), time, $"expected a time within 2^31 bins of bin {firstBin}");
        }
    }

    /// <summary>The same without an exception for times that have no such index.</summary>
    /// <param name="times">Times in seconds, in any order.</param>
    /// <param name="firstBin">Index that becomes 0.</param>
    /// <param name="bins">Receives index minus <paramref name="firstBin"/>; meaningless if the answer is false.</param>
    /// <returns>Whether every time is a number whose relative index fits 32 bits.</returns>
    /// <exception cref="ArgumentException"><paramref name="bins"/> is too short.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="firstBin"/> is beyond <see cref="MaximumIndex"/>.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public bool TryIndicesOf(ReadOnlySpan<double> times, long firstBin, Span<int> bins)
    {
        if (bins.Length < times.Length) throw new ArgumentException($"Found room for {bins.Length} bins, expected {times.Length}.", nameof(bins));
        Edge(firstBin);
        int i = 0;
        bool valid = true;
        if (Vector512.IsHardwareAccelerated)
        {
            var limit = Vector512.Create((double)MaximumIndex);
            var first = Vector512.Create(firstBin);
            var valids = Vector512<double>.AllBitsSet;
            Vector512<long> wide = Vector512<long>.Zero;
            for (; i <= times.Length - 2 * Vector512<double>.Count; i += 2 * Vector512<double>.Count)
            {
                Vector512<long> a = Indices(Vector512.Create<double>(times[i..]), limit, ref valids) - first;
                Vector512<long> b = Indices(Vector512.Create<double>(times[(i + 8)..]), limit, ref valids) - first;
                wide |= (a ^ (a >> 63)) | (b ^ (b >> 63));
                Vector512.Narrow(a, b).CopyTo(bins[i..]);
            }

            valid = Vector512.EqualsAll(valids.AsInt64(), Vector512<long>.AllBitsSet)
                && Vector512.EqualsAll(wide & Vector512.Create(~(long)int.MaxValue), Vector512<long>.Zero);
        }
        else if (Vector256.IsHardwareAccelerated)
        {
            var limit = Vector256.Create((double)MaximumIndex);
            var first = Vector256.Create(firstBin);
            var valids = Vector256<double>.AllBitsSet;
            Vector256<long> wide = Vector256<long>.Zero;
            for (; i <= times.Length - 2 * Vector256<double>.Count; i += 2 * Vector256<double>.Count)
            {
                Vector256<long> a = Indices(Vector256.Create<double>(times[i..]), limit, ref valids) - first;
                Vector256<long> b = Indices(Vector256.Create<double>(times[(i + 4)..]), limit, ref valids) - first;
                wide |= (a ^ Vector256.LessThan(a, Vector256<long>.Zero)) | (b ^ Vector256.LessThan(b, Vector256<long>.Zero));
                Vector256.Narrow(a, b).CopyTo(bins[i..]);
            }

            valid = Vector256.EqualsAll(valids.AsInt64(), Vector256<long>.AllBitsSet)
                && Vector256.EqualsAll(wide & Vector256.Create(~(long)int.MaxValue), Vector256<long>.Zero);
        }

        for (; valid && i < times.Length; i++)
        {
            if (!(Math.Abs(times[i] * _binsPerSecond) < MaximumIndex)) return false;
            long relative = IndexOf(times[i]) - firstBin;
            bins[i] = (int)relative;
            valid = relative is <= int.MaxValue and >= int.MinValue;
        }

        return valid;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector512<long> Indices(Vector512<double> time, Vector512<double> limit, ref Vector512<double> valid)
    {
        Vector512<double> position = time * Vector512.Create(_binsPerSecond);
        Vector512<double> magnitude = Vector512.Abs(position);
        valid &= Vector512.LessThan(magnitude, limit);
        Vector512<double> shifted = position + Vector512.Create(RoundingConstant);
        Vector512<double> rounded = shifted - Vector512.Create(RoundingConstant);
        Vector512<double> distance = position - rounded;
        // All ones, which is -1, where the nearest edge is above the time: the sign tells unless the distance is within the rounding of both.
        Vector512<long> above = Vector512.GreaterThanAll(Vector512.Abs(distance), magnitude * Vector512.Create(RoundingOfPosition))
            ? Vector512.LessThan(distance, Vector512<double>.Zero).AsInt64()
            : Vector512.LessThan(time, rounded * Vector512.Create(_numerator) / Vector512.Create(_denominator)).AsInt64();
        return shifted.AsInt64() - Vector512.Create(RoundingBits) + above;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Vector256<long> Indices(Vector256<double> time, Vector256<double> limit, ref Vector256<double> valid)
    {
        Vector256<double> position = time * Vector256.Create(_binsPerSecond);
        Vector256<double> magnitude = Vector256.Abs(position);
        valid &= Vector256.LessThan(magnitude, limit);
        Vector256<double> shifted = position + Vector256.Create(RoundingConstant);
        Vector256<double> rounded = shifted - Vector256.Create(RoundingConstant);
        Vector256<double> distance = position - rounded;
        // All ones, which is -1, where the nearest edge is above the time: the sign tells unless the distance is within the rounding of both.
        Vector256<long> above = Vector256.GreaterThanAll(Vector256.Abs(distance), magnitude * Vector256.Create(RoundingOfPosition))
            ? Vector256.LessThan(distance, Vector256<double>.Zero).AsInt64()
            : Vector256.LessThan(time, rounded * Vector256.Create(_numerator) / Vector256.Create(_denominator)).AsInt64();
        return shifted.AsInt64() - Vector256.Create(RoundingBits) + above;
    }

    private void ThrowAtFirstInvalid(ReadOnlySpan<double> times)
    {
        foreach (double time in times) IndexOf(time);
    }
}
