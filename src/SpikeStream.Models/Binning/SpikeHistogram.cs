using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using SpikeStream.Numerics.Time;

namespace SpikeStream.Models.Binning;

/// <summary>
/// Counts spikes per bin and column, where a column is a unit or a population. Adds to rows of the caller, so that a bin may
/// span any number of batches; holds no state itself and may be shared between threads.
/// </summary>
/// <remarks>For rows that stay in the cache: about 256 KiB of them, see <see cref="RowsInCache"/>.</remarks>
public sealed class SpikeHistogram
{
    private const int Chunk = 1024;

    private readonly BinGrid _grid;
    private readonly int[] _columnOfUnit;
    private readonly bool _isIdentity;

    /// <summary>A histogram with a column per unit.</summary>
    /// <param name="grid">The bins.</param>
    /// <param name="unitCount">Number of units, 1 or more; unit i has column i.</param>
    public SpikeHistogram(BinGrid grid, int unitCount)
        : this(grid, [.. Enumerable.Range(0, Math.Max(unitCount, 0))], unitCount)
    {
    }

    /// <summary>A histogram with a map from units to columns.</summary>
    /// <param name="grid">The bins.</param>
    /// <param name="columnOfUnit">Column of each unit, such as its population; -1 for a unit that must not occur.</param>
    /// <param name="columnCount">Number of columns, 1 or more.</param>
    /// <exception cref="ArgumentException">A column is beyond the number of columns.</exception>
    public SpikeHistogram(BinGrid grid, ReadOnlySpan<int> columnOfUnit, int columnCount)
    {
        ArgumentNullException.ThrowIfNull(grid);
        ArgumentOutOfRangeException.ThrowIfLessThan(columnCount, 1);
        _isIdentity = columnOfUnit.Length == columnCount;
        for (int unit = 0; unit < columnOfUnit.Length; unit++)
        {
            int column = columnOfUnit[unit];
            if (column < -1 || column >= columnCount)
                throw new ArgumentException($"unit {unit}: found column {column}, expected -1 to {columnCount - 1}", nameof(columnOfUnit));
            _isIdentity &= column == unit;
        }

        _grid = grid;
        _columnOfUnit = columnOfUnit.ToArray();
        ColumnCount = columnCount;
    }

    /// <summary>Number of columns.</summary>
    public int ColumnCount { get; }

    /// <summary>A number of rows that stays in a core's cache: 256 KiB, but one row at least.</summary>
    public int RowsInCache => Math.Max(1, 65_536 / ColumnCount);

    /// <summary>Adds spikes to rows until they end or one does not fit.</summary>
    /// <param name="times">Times in seconds, in ascending order.</param>
    /// <param name="units">The unit of each.</param>
    /// <param name="firstBin">Bin index of the first row.</param>
    /// <param name="rows">Counts, [bin, column], a whole number of rows; added to, not cleared.</param>
    /// <param name="stop">Why it ended; unless all were taken, the reason is the spike after those that were.</param>
    /// <returns>How many spikes were taken.</returns>
    /// <exception cref="ArgumentException">The lengths do not fit.</exception>
    public int Add(ReadOnlySpan<double> times, ReadOnlySpan<uint> units, long firstBin, Span<int> rows, out HistogramStop stop)
    {
        if (times.Length != units.Length) throw new ArgumentException($"found {times.Length} times and {units.Length} units, expected as many", nameof(units));
        if (rows.Length % ColumnCount != 0) throw new ArgumentException($"found room for {rows.Length} counts, expected a multiple of {ColumnCount}", nameof(rows));
        int rowCount = rows.Length / ColumnCount;
        Span<int> bins = stackalloc int[Chunk];
        int taken = 0;
        while (taken < times.Length)
        {
            int length = Math.Min(Chunk, times.Length - taken);
            ReadOnlySpan<double> someTimes = times.Slice(taken, length);
            ReadOnlySpan<uint> someUnits = units.Slice(taken, length);
            Span<int> someBins = bins[..length];
            int fitting = _grid.TryIndicesOf(someTimes, firstBin, someBins)
                ? Math.Min(CountBelow(MemoryMarshal.Cast<int, uint>(someBins), rowCount), CountBelow(someUnits, _columnOfUnit.Length))
                : Fitting(someTimes, someUnits, firstBin, someBins, rowCount);
            int counted = _isIdentity ? CountUnits(someBins[..fitting], someUnits, rows) : CountColumns(someBins[..fitting], someUnits, rows);
            taken += counted;
            if (counted < length)
            {
                stop = counted < fitting ? HistogramStop.UnknownUnit : Reason(times[taken], units[taken], firstBin, rowCount);
                return taken;
            }
        }

        stop = HistogramStop.EndOfSpikes;
        return taken;
    }

    private int CountUnits(ReadOnlySpan<int> bins, ReadOnlySpan<uint> units, Span<int> rows)
    {
        // All indices were checked.
        ref int row = ref MemoryMarshal.GetReference(rows);
        ref uint unit = ref MemoryMarshal.GetReference(units);
        nuint stride = (nuint)ColumnCount;
        for (int i = 0; i < bins.Length; i++)
            Unsafe.Add(ref row, (uint)bins[i] * stride + Unsafe.Add(ref unit, i))++;
        return bins.Length;
    }

    private int CountColumns(ReadOnlySpan<int> bins, ReadOnlySpan<uint> units, Span<int> rows)
    {
        ref int row = ref MemoryMarshal.GetReference(rows);
        ref uint unit = ref MemoryMarshal.GetReference(units);
        ref int column = ref MemoryMarshal.GetArrayDataReference(_columnOfUnit);
        nuint stride = (nuint)ColumnCount;
        for (int i = 0; i < bins.Length; i++)
        {
            int c = Unsafe.Add(ref column, Unsafe.Add(ref unit, i));
            if (c < 0) return i;
            Unsafe.Add(ref row, (uint)bins[i] * stride + (uint)c)++;
        }

        return bins.Length;
    }

    /// <summary>The slow way, where a time of the chunk has no index: how many spikes fit, with their bins.</summary>
    private int Fitting(ReadOnlySpan<double> times, ReadOnlySpan<uint> units, long firstBin, Span<int> bins, int rowCount)
    {
        for (int i = 0; i < times.Length; i++)
        {
            if (Reason(times[i], units[i], firstBin, rowCount) != HistogramStop.EndOfSpikes) return i;
            bins[i] = (int)(_grid.IndexOf(times[i]) - firstBin);
        }

        return times.Length;
    }

    private HistogramStop Reason(double time, uint unit, long firstBin, int rowCount)
    {
        if (!_grid.TryIndexOf(time, out long bin)) return HistogramStop.InvalidTime;
        if (bin < firstBin) return HistogramStop.BeforeRows;
        if (bin - firstBin >= rowCount) return HistogramStop.AfterRows;
        return unit >= (uint)_columnOfUnit.Length || _columnOfUnit[unit] < 0 ? HistogramStop.UnknownUnit : HistogramStop.EndOfSpikes;
    }

    /// <summary>How many values there are before the first that is not below a limit.</summary>
    private static int CountBelow(ReadOnlySpan<uint> values, int limit)
    {
        int i = 0;
        if (Vector512.IsHardwareAccelerated)
        {
            Vector512<uint> limits = Vector512.Create((uint)limit);
            while (i <= values.Length - Vector512<uint>.Count && Vector512.LessThanAll(Vector512.Create<uint>(values[i..]), limits)) i += Vector512<uint>.Count;
        }
        else if (Vector256.IsHardwareAccelerated)
        {
            Vector256<uint> limits = Vector256.Create((uint)limit);
            while (i <= values.Length - Vector256<uint>.Count && Vector256.LessThanAll(Vector256.Create<uint>(values[i..]), limits)) i += Vector256<uint>.Count;
        }

        while (i < values.Length && values[i] < (uint)limit) i++;
        return i;
    }
}
