using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Apache.Arrow;
using SpikeStream.Models.Binning;
using SpikeStream.Numerics.Time;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Stages;

/// <summary>
/// Counts spikes in bins of time and columns of units, as the spikes come: one block of bins after the other, at fixed places of the grid,
/// so that results do not depend on how the spikes are batched.
/// </summary>
/// <param name="grid">The grid of bins.</param>
/// <param name="columns">The column of each unit.</param>
/// <param name="pool">Memory of blocks of int32, <see cref="UnitColumns.Count"/> wide.</param>
/// <param name="window">When units were observed: bins run over all of it; from 0 to the last spike where it is not known.</param>
internal sealed class SpikeBinning(BinGrid grid, UnitColumns columns, CellPool pool, ObservationWindow? window)
{
    private const int ChunkSpikes = 2048;

    private readonly int[] _chunk = new int[ChunkSpikes];
    private readonly SpikeColumnCounter? _counter = columns.IsContiguous ? null : new SpikeColumnCounter(columns.Table, columns.Width);
    private int[] _wide = [];
    private readonly long _statedEnd = window is null ? long.MinValue : EndBin(grid, window.Stop);
    private CellBlock? _block;
    private RecordBatch? _spikes;
    private int _row;
    private int _chunkRow;
    private int _chunkLength;
    private long _chunkBin;
    private int _chunkLeast;
    private int _chunkMost;
    private long _lastBin = long.MinValue;

    /// <summary>Bin of the block's first row.</summary>
    public long FirstBin { get; private set; } = window is null ? 0 : grid.IndexOf(window.Start);

    /// <summary>Bins of a block.</summary>
    public int BlockRows => pool.Rows;

    /// <summary>How many rows of the block are to come out when all spikes are in: 0 where none is left, a full block where more may follow.</summary>
    public int RowsLeft
    {
        get
        {
            long end = _lastBin == long.MinValue ? _statedEnd : Math.Max(_lastBin + 1, _statedEnd);
            return end <= FirstBin ? 0 : (int)Math.Min(end - FirstBin, pool.Rows);
        }
    }

    /// <summary>Starts on a batch of spikes.</summary>
    /// <param name="spikes">The batch; the one before is at its end.</param>
    public void Begin(RecordBatch spikes) => (_spikes, _row, _chunkRow, _chunkLength) = (spikes, 0, 0, 0);

    /// <summary>Counts spikes until the block is full or the batch is at its end.</summary>
    /// <returns>Whether the block is full; take it and go on.</returns>
    /// <exception cref="InvalidInputException">A unit has no column, or a time is earlier than bins that are already complete.</exception>
    public bool Fill()
    {
        ReadOnlySpan<double> times = SpikesSchema.Times(_spikes!);
        ReadOnlySpan<uint> units = SpikesSchema.Units(_spikes!);
        Span<int> counts = OpenCounts();
        while (_row < times.Length)
        {
            if (_row >= _chunkRow + _chunkLength) ReadChunk(times);
            Span<int> bins = _chunk.AsSpan(_row - _chunkRow, _chunkRow + _chunkLength - _row);
            int shift = checked((int)(FirstBin - _chunkBin));
            int most = shift + pool.Rows - 1;
            int end = _chunkLeast >= shift && _chunkMost <= most ? -1 : bins.IndexOfAnyExceptInRange(shift, most);
            int length = end < 0 ? bins.Length : end;
            Count(bins[..length], times[_row..], units.Slice(_row, length), shift, counts);
            _row += length;
            if (end < 0) continue;
            if (bins[end] >= shift) return true;
            throw new InvalidInputException(string.Create(
                CultureInfo.InvariantCulture,
                $"spikes: found a spike of unit {units[_row]} at {times[_row]} s after {grid.Edge(FirstBin)} s was reached, expected spikes in the order of time; sort the recording."));
        }

        _spikes = null;
        return false;
    }

    /// <summary>Takes the block, full or not, and moves on to the next.</summary>
    /// <returns>Counts [bin, column].</returns>
    public CellBlock Take()
    {
        Span<int> counts = OpenCounts();
        CellBlock block = _block ?? pool.Rent();
        if (_counter is not null)
        {
            block.TouchAll();
            CopyColumns(counts, _counter.Stride, block.Cells<int>(), columns.Count);
            counts.Clear();
        }

        _block = null;
        FirstBin += pool.Rows;
        return block;
    }

    /// <summary>Writes position and counts.</summary>
    /// <param name="writer">The checkpoint.</param>
    public void Save(BinaryWriter writer)
    {
        writer.Write(FirstBin);
        writer.Write(_lastBin);
        Span<int> counts = OpenCounts();
        int used = counts.LastIndexOfAnyExcept(0) + 1;
        writer.Write(used);
        writer.Write(MemoryMarshal.AsBytes(counts[..used]));
    }

    /// <summary>Takes up what <see cref="Save"/> wrote.</summary>
    /// <param name="reader">The checkpoint.</param>
    public void Restore(BinaryReader reader)
    {
        FirstBin = reader.ReadInt64();
        _lastBin = reader.ReadInt64();
        int used = reader.ReadInt32();
        Span<int> counts = OpenCounts();
        _block?.TouchAll();
        reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(counts[..used]));
    }

    /// <summary>The first bin at or after a time.</summary>
    private static long EndBin(BinGrid grid, double stop)
    {
        long bin = grid.IndexOf(stop);
        return grid.Edge(bin) < stop ? bin + 1 : bin;
    }

    private Span<int> OpenCounts()
    {
        if (_counter is not null)
        {
            if (_wide.Length == 0) _wide = new int[checked(pool.Rows * _counter.Stride)];
            return _wide;
        }

        if (_block is not null) return _block.Cells<int>();
        _block = pool.Rent();
        _block.Clear();
        return _block.Cells<int>();
    }

    private void ReadChunk(ReadOnlySpan<double> times)
    {
        _chunkRow = _row;
        _chunkBin = FirstBin;
        _chunkLength = Math.Min(ChunkSpikes, times.Length - _row);
        Span<int> bins = _chunk.AsSpan(0, _chunkLength);
        try
        {
            grid.IndicesOf(times.Slice(_row, _chunkLength), FirstBin, bins);
        }
        catch (ArgumentOutOfRangeException fault)
        {
            throw new InvalidInputException(
                string.Create(CultureInfo.InvariantCulture, $"spikes: found the time {fault.ActualValue} s, expected a time within 2^31 bins of {grid} of the spike before."), fault);
        }

        (_chunkLeast, _chunkMost) = SpikeCells.Range(bins);
        _lastBin = Math.Max(_lastBin, FirstBin + _chunkMost);
    }

    private void Count(Span<int> bins, ReadOnlySpan<double> times, ReadOnlySpan<uint> units, int shift, Span<int> counts)
    {
        if (_counter is not null)
        {
            // The last column is that of units that are refused.
            if (_counter.Add(bins, units, shift, counts)) Refuse(times, units);
        }
        else
        {
            if (!SpikeCells.ToCells(bins, units, shift, columns.First, columns.Count)) Refuse(times, units);
            _block!.Touch(bins);
            SpikeCells.Increment(bins, counts);
        }
    }

    /// <summary>Copies the first columns of a table to one that has only them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void CopyColumns(ReadOnlySpan<int> wide, int stride, Span<int> narrow, int columns)
    {
        int rows = wide.Length / stride, row = 0;
        if (columns <= Vector512<int>.Count && stride >= Vector512<int>.Count)
        {
            // A few cells too many at once are quicker than just those of the row: the next row overwrites them.
            ref int from = ref MemoryMarshal.GetReference(wide);
            ref int to = ref MemoryMarshal.GetReference(narrow);
            for (; row * columns + Vector512<int>.Count <= narrow.Length; row++)
                Vector512.LoadUnsafe(ref from, (nuint)(row * stride)).StoreUnsafe(ref to, (nuint)(row * columns));
        }

        for (; row < rows; row++) wide.Slice(row * stride, columns).CopyTo(narrow[(row * columns)..]);
    }

    private void Refuse(ReadOnlySpan<double> times, ReadOnlySpan<uint> units)
    {
        for (int i = 0; i < units.Length; i++)
        {
            if (columns.Takes(units[i])) continue;
            throw new InvalidInputException(string.Create(
                CultureInfo.InvariantCulture, $"spikes: found unit {units[i]} at {times[i]} s, expected {columns.Expected}."));
        }
    }
}
