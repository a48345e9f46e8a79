using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace SpikeStream.Models.Binning;

/// <summary>Counts spikes in a table [bin, column] where several units share a column, such as a population. Holds no state: threads may share it.</summary>
/// <remarks>
/// Adding one to a cell in memory for each spike is slow where few columns take many spikes per bin: each addition waits for the one before it.
/// Where there are few columns and bins are in order, the counter therefore keeps a running sum per column, all columns in one vector register
/// (one byte each), and after every spike stores it under the spike's bin. The last one stored in a bin, less that of the bin before, is the
/// bin's count: no addition in memory, and no branch that depends on the spikes.
/// </remarks>
public sealed class SpikeColumnCounter
{
    /// <summary>Bytes of a vector; the last one counts spikes of all columns, so that it is 0 only in bins without spikes.</summary>
    private const int Lanes = 16;

    /// <summary>As many spikes as a byte can count.</summary>
    private const int MostSpikes = byte.MaxValue;

    private readonly int[] _columnOfUnit;
    private readonly Vector128<byte>[] _steps;

    /// <summary>Prepares the table of units.</summary>
    /// <param name="columnOfUnit">Column of each unit, 0 to <paramref name="columns"/> - 1; the last entry stands for all units beyond.</param>
    /// <param name="columns">Number of columns, 1 or more.</param>
    /// <exception cref="ArgumentException">There is no unit, or a column is out of range.</exception>
    public SpikeColumnCounter(ReadOnlySpan<int> columnOfUnit, int columns)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        if (columnOfUnit.IsEmpty) throw new ArgumentException("found no units, expected one at least", nameof(columnOfUnit));
        for (int unit = 0; unit < columnOfUnit.Length; unit++)
        {
            if ((uint)columnOfUnit[unit] >= (uint)columns)
                throw new ArgumentException($"unit {unit}: found column {columnOfUnit[unit]}, expected 0 to {columns - 1}", nameof(columnOfUnit));
        }

        _columnOfUnit = columnOfUnit.ToArray();
        Columns = columns;
        Stride = columns < Lanes ? Lanes : columns;
        _steps = columns < Lanes
            ? Array.ConvertAll(_columnOfUnit, column => Vector128<byte>.Zero.WithElement(column, (byte)1).WithElement(Lanes - 1, (byte)1))
            : [];
    }

    /// <summary>Number of columns.</summary>
    public int Columns { get; }

    /// <summary>Cells from one bin of the table to the next: <see cref="Columns"/> or more; those in between hold no result.</summary>
    public int Stride { get; }

    /// <summary>Adds spikes to a table.</summary>
    /// <param name="bins">Bin of each spike, in any order; quickest in ascending order.</param>
    /// <param name="units">Unit of each spike.</param>
    /// <param name="firstBin">Bin of row 0.</param>
    /// <param name="counts">The table [bin, column], rows <see cref="Stride"/> apart.</param>
    /// <returns>Whether the last column took a spike.</returns>
    /// <exception cref="ArgumentException">There are not as many units as bins, or a bin lies outside of the table; spikes before it may have been counted.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public bool Add(ReadOnlySpan<int> bins, ReadOnlySpan<uint> units, int firstBin, Span<int> counts)
    {
        if (units.Length != bins.Length) throw new ArgumentException($"found {units.Length} units, expected {bins.Length}", nameof(units));
        int rows = counts.Length / Stride;
        bool last = false;
        for (int done = 0; done < bins.Length; done += MostSpikes)
        {
            int length = Math.Min(bins.Length - done, MostSpikes);
            ReadOnlySpan<int> some = bins.Slice(done, length);
            ReadOnlySpan<uint> someUnits = units.Slice(done, length);
            bool isInOrder = _steps.Length > 0 && some[^1] - (long)some[0] < length && IsAscending(some);
            (int least, int most) = isInOrder ? (some[0], some[^1]) : SpikeCells.Range(some);
            if (least < firstBin || most >= firstBin + (long)rows)
                throw new ArgumentException($"found bins {least} to {most}, expected {rows} bins from {firstBin} on", nameof(bins));
            last |= isInOrder ? AddInOrder(some, someUnits, firstBin, counts) : AddInAnyOrder(some, someUnits, firstBin, counts);
        }

        return last;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    [SkipLocalsInit]
    private bool AddInOrder(ReadOnlySpan<int> bins, ReadOnlySpan<uint> units, int firstBin, Span<int> counts)
    {
        Span<Vector128<byte>> sums = stackalloc Vector128<byte>[MostSpikes];
        int from = bins[0], rows = bins[^1] - from + 1;
        sums[..rows].Clear();
        ref Vector128<byte> sumOfBin = ref MemoryMarshal.GetReference(sums);
        ref Vector128<byte> step = ref MemoryMarshal.GetArrayDataReference(_steps);
        ref int bin = ref MemoryMarshal.GetReference(bins);
        ref uint unit = ref MemoryMarshal.GetReference(units);
        uint lastUnit = (uint)_steps.Length - 1;
        Vector128<byte> sum = Vector128<byte>.Zero;
        for (nint i = 0; i < bins.Length; i++)
        {
            sum += Unsafe.Add(ref step, (nint)Math.Min(Unsafe.Add(ref unit, i), lastUnit));
            Unsafe.Add(ref sumOfBin, (nint)(Unsafe.Add(ref bin, i) - from)) = sum;
        }

        ref int count = ref counts[(from - firstBin) * Lanes];
        Vector128<byte> before = Vector128<byte>.Zero;
        for (int row = 0; row < rows; row++)
        {
            Vector128<byte> after = Unsafe.Add(ref sumOfBin, row);
            if (after.GetElement(Lanes - 1) == 0) continue;
            (Vector128<ushort> lower, Vector128<ushort> upper) = Vector128.Widen(after - before);
            before = after;
            nuint cell = (nuint)row * Lanes;
            (Vector128.LoadUnsafe(ref count, cell) + Vector128.WidenLower(lower).AsInt32()).StoreUnsafe(ref count, cell);
            (Vector128.LoadUnsafe(ref count, cell + 4) + Vector128.WidenUpper(lower).AsInt32()).StoreUnsafe(ref count, cell + 4);
            (Vector128.LoadUnsafe(ref count, cell + 8) + Vector128.WidenLower(upper).AsInt32()).StoreUnsafe(ref count, cell + 8);
            (Vector128.LoadUnsafe(ref count, cell + 12) + Vector128.WidenUpper(upper).AsInt32()).StoreUnsafe(ref count, cell + 12);
        }

        return sum.GetElement(Columns - 1) != 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool AddInAnyOrder(ReadOnlySpan<int> bins, ReadOnlySpan<uint> units, int firstBin, Span<int> counts)
    {
        ref int columnOfUnit = ref MemoryMarshal.GetArrayDataReference(_columnOfUnit);
        ref int count = ref MemoryMarshal.GetReference(counts);
        uint lastUnit = (uint)_columnOfUnit.Length - 1;
        int most = -1;
        for (int i = 0; i < bins.Length; i++)
        {
            int column = Unsafe.Add(ref columnOfUnit, (nint)Math.Min(units[i], lastUnit));
            most = Math.Max(most, column);
            Unsafe.Add(ref count, (nint)(bins[i] - firstBin) * Stride + column)++;
        }

        return most == Columns - 1;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool IsAscending(ReadOnlySpan<int> bins)
    {
        ref int bin = ref MemoryMarshal.GetReference(bins);
        int i = 1;
        if (Vector512.IsHardwareAccelerated)
        {
            for (; i <= bins.Length - Vector512<int>.Count; i += Vector512<int>.Count)
            {
                if (Vector512.LessThanAny(Vector512.LoadUnsafe(ref bin, (nuint)i), Vector512.LoadUnsafe(ref bin, (nuint)i - 1))) return false;
            }
        }
        else if (Vector256.IsHardwareAccelerated)
        {
            for (; i <= bins.Length - Vector256<int>.Count; i += Vector256<int>.Count)
            {
                if (Vector256.LessThanAny(Vector256.LoadUnsafe(ref bin, (nuint)i), Vector256.LoadUnsafe(ref bin, (nuint)i - 1))) return false;
            }
        }

        for (; i < bins.Length; i++)
        {
            if (bins[i] < bins[i - 1]) return false;
        }

        return true;
    }
}
