using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace SpikeStream.Models.Binning;

/// <summary>Counts spikes in a table with one column per unit: finds the cell of each spike, then adds to the cells.</summary>
public static class SpikeCells
{
    /// <summary>The least and the greatest of some bins.</summary>
    /// <param name="bins">One bin at least.</param>
    /// <returns>Both.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static (int Least, int Most) Range(ReadOnlySpan<int> bins)
    {
        int least = bins[0], most = bins[0], i = 0;
        if (Vector512.IsHardwareAccelerated && bins.Length >= Vector512<int>.Count)
        {
            ref int bin = ref MemoryMarshal.GetReference(bins);
            Vector512<int> low = Vector512.Create(least), high = low;
            for (; i <= bins.Length - Vector512<int>.Count; i += Vector512<int>.Count)
            {
                var some = Vector512.LoadUnsafe(ref bin, (nuint)i);
                low = Vector512.Min(low, some);
                high = Vector512.Max(high, some);
            }

            for (int lane = 0; lane < Vector512<int>.Count; lane++) (least, most) = (Math.Min(least, low[lane]), Math.Max(most, high[lane]));
        }
        else if (Vector256.IsHardwareAccelerated && bins.Length >= Vector256<int>.Count)
        {
            ref int bin = ref MemoryMarshal.GetReference(bins);
            Vector256<int> low = Vector256.Create(least), high = low;
            for (; i <= bins.Length - Vector256<int>.Count; i += Vector256<int>.Count)
            {
                var some = Vector256.LoadUnsafe(ref bin, (nuint)i);
                low = Vector256.Min(low, some);
                high = Vector256.Max(high, some);
            }

            for (int lane = 0; lane < Vector256<int>.Count; lane++) (least, most) = (Math.Min(least, low[lane]), Math.Max(most, high[lane]));
        }

        for (; i < bins.Length; i++) (least, most) = (Math.Min(least, bins[i]), Math.Max(most, bins[i]));
        return (least, most);
    }

    /// <summary>Cells of a table [bin, unit] with one column per unit.</summary>
    /// <param name="bins">Bins relative to the one that <paramref name="firstBin"/> makes row 0; become cells.</param>
    /// <param name="units">Unit of each spike.</param>
    /// <param name="firstBin">Bin of row 0.</param>
    /// <param name="firstUnit">Unit of column 0.</param>
    /// <param name="columns">Number of columns.</param>
    /// <returns>False where a unit has no column; the cells are then of no use.</returns>
    /// <remarks>Not checked: bins lie within the table, the table has fewer than 2^31 cells.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static bool ToCells(Span<int> bins, ReadOnlySpan<uint> units, int firstBin, uint firstUnit, int columns)
    {
        units = units[..bins.Length];
        int i = 0;
        uint most = 0;
        unchecked
        {
            if (Vector512.IsHardwareAccelerated && bins.Length >= Vector512<int>.Count)
            {
                var bin0 = Vector512.Create(firstBin);
                var unit0 = Vector512.Create(firstUnit);
                var width = Vector512.Create(columns);
                var largest = Vector512<uint>.Zero;
                for (; i <= bins.Length - Vector512<int>.Count; i += Vector512<int>.Count)
                {
                    Vector512<uint> column = Vector512.Create(units[i..]) - unit0;
                    largest = Vector512.Max(largest, column);
                    ((Vector512.Create<int>(bins[i..]) - bin0) * width + column.AsInt32()).CopyTo(bins[i..]);
                }

                for (int lane = 0; lane < Vector512<uint>.Count; lane++) most = Math.Max(most, largest[lane]);
            }
            else if (Vector256.IsHardwareAccelerated && bins.Length >= Vector256<int>.Count)
            {
                var bin0 = Vector256.Create(firstBin);
                var unit0 = Vector256.Create(firstUnit);
                var width = Vector256.Create(columns);
                var largest = Vector256<uint>.Zero;
                for (; i <= bins.Length - Vector256<int>.Count; i += Vector256<int>.Count)
                {
                    Vector256<uint> column = Vector256.Create(units[i..]) - unit0;
                    largest = Vector256.Max(largest, column);
                    ((Vector256.Create<int>(bins[i..]) - bin0) * width + column.AsInt32()).CopyTo(bins[i..]);
                }

                for (int lane = 0; lane < Vector256<uint>.Count; lane++) most = Math.Max(most, largest[lane]);
            }

            for (; i < bins.Length; i++)
            {
                uint column = units[i] - firstUnit;
                most = Math.Max(most, column);
                bins[i] = (bins[i] - firstBin) * columns + (int)column;
            }
        }

        return most < (uint)columns;
    }

    /// <summary>Adds one to each cell of a list.</summary>
    /// <param name="cells">Cells; may repeat.</param>
    /// <param name="counts">The table.</param>
    /// <remarks>Not checked: cells lie within the table.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Increment(ReadOnlySpan<int> cells, Span<int> counts)
    {
        ref int table = ref MemoryMarshal.GetReference(counts);
        unchecked
        {
            foreach (int cell in cells) Unsafe.Add(ref table, (nint)(uint)cell)++;
        }
    }

    /// <summary>Sets each cell of a list to 0.</summary>
    /// <param name="cells">Cells; may repeat.</param>
    /// <param name="counts">The table.</param>
    /// <remarks>Not checked: cells lie within the table.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Zero(ReadOnlySpan<int> cells, Span<int> counts)
    {
        ref int table = ref MemoryMarshal.GetReference(counts);
        foreach (int cell in cells) Unsafe.Add(ref table, unchecked((nint)(uint)cell)) = 0;
    }
}
