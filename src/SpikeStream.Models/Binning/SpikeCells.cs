using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace SpikeStream.Models.Binning;

/// <summary>Counts spikes in a table with one column per unit: finds the cell of each spike, then adds to the cells.</summary>
public static class SpikeCells
{
    /// <summary>Cells of a table [bin, unit] with one column per unit.</summary>
    /// <param name="bins">Bins relative to the one that <paramref name="firstBin"/> makes row 0; become cells.</param>
    /// <param name="units">Unit of each spike.</param>
    /// <param name="firstBin">Bin of row 0.</param>
    /// <param name="firstUnit">Unit of column 0.</param>
    /// <param name="columns">Number of columns.</param>
    /// <returns>False where a unit has no column; the cells are then of no use.</returns>
    /// <remarks>Not checked: bins lie within the table, the table has fewer than 2^31 cells.</remarks>
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
    public static void Zero(ReadOnlySpan<int> cells, Span<int> counts)
    {
        ref int table = ref MemoryMarshal.GetReference(counts);
        foreach (int cell in cells) Unsafe.Add(ref table, unchecked((nint)(uint)cell)) = 0;
    }
}
