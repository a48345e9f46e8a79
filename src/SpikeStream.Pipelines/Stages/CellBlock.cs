using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Apache.Arrow;
using Apache.Arrow.Types;
using SpikeStream.Models.Binning;
using SpikeStream.Numerics.Time;
using SpikeStream.Pipelines.Nodes;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Stages;

/// <summary>Rows of a table of counts or of samples on a time grid, in pooled memory.</summary>
/// <param name="pool">Where it goes back to.</param>
internal sealed class CellBlock(CellPool pool) : IDisposable
{
    private readonly byte[] _bins = new byte[pool.Rows * sizeof(long)];
    private readonly byte[] _times = new byte[pool.Rows * sizeof(double)];
    private readonly byte[] _cells = new byte[checked(pool.Rows * pool.Columns * pool.CellBytes)];
    private readonly int[] _touched = new int[pool.Rows * pool.Columns / 16];
    private int _touchedLength;
    private bool _isFull;

    /// <summary>All cells [row, column].</summary>
    /// <typeparam name="T">Type of a cell, of the pool's size.</typeparam>
    /// <returns>Room for the pool's rows.</returns>
    public Span<T> Cells<T>()
        where T : unmanaged => MemoryMarshal.Cast<byte, T>(_cells.AsSpan());

    /// <summary>Notes cells of int32 that are about to be counted in, so that <see cref="Clear"/> need not write all cells of a sparse table.</summary>
    /// <param name="cells">The cells; may repeat.</param>
    public void Touch(ReadOnlySpan<int> cells)
    {
        if (cells.Length > _touched.Length - _touchedLength) _isFull = true;
        if (_isFull) return;
        cells.CopyTo(_touched.AsSpan(_touchedLength));
        _touchedLength += cells.Length;
    }

    /// <summary>Notes that any cell may be written.</summary>
    public void TouchAll() => _isFull = true;

    /// <summary>Sets all cells of int32 to 0.</summary>
    public void Clear()
    {
        if (_isFull) _cells.AsSpan().Clear();
        else SpikeCells.Zero(_touched.AsSpan(0, _touchedLength), Cells<int>());
        _touchedLength = 0;
        _isFull = false;
    }

    /// <summary>The first rows as counts.</summary>
    /// <param name="schema">A schema of counts.</param>
    /// <param name="grid">The grid of bins.</param>
    /// <param name="firstBin">Bin of the first row.</param>
    /// <param name="rows">Number of rows.</param>
    /// <param name="observed">One bit per count; empty where all were observed.</param>
    /// <returns>A batch that gives this block back when released.</returns>
    public Batch ToCounts(Schema schema, BinGrid grid, long firstBin, int rows, ArrowBuffer observed = default)
    {
        Span<long> bins = MemoryMarshal.Cast<byte, long>(_bins.AsSpan());
        for (int row = 0; row < rows; row++) bins[row] = firstBin + row;
        WriteTimes(grid, firstBin, rows);
        return new Batch(CountsSchema.Batch(schema, Part(_bins, rows * sizeof(long)), Part(_times, rows * sizeof(double)), CellPart(rows), rows, observed), this);
    }

    /// <summary>The first rows as samples of a series at the left edges of bins.</summary>
    /// <param name="schema">A schema of a series.</param>
    /// <param name="grid">The grid of bins.</param>
    /// <param name="firstBin">Bin of the first row.</param>
    /// <param name="rows">Number of rows.</param>
    /// <param name="observed">One bit per sample; empty where all were observed.</param>
    /// <returns>A batch that gives this block back when released.</returns>
    public Batch ToSeries(Schema schema, BinGrid grid, long firstBin, int rows, ArrowBuffer observed = default)
    {
        WriteTimes(grid, firstBin, rows);
        var list = (FixedSizeListType)schema.GetFieldByName(SeriesSchema.Values)!.DataType;
        IArrowArray times = Columns.Array(DoubleType.Default, Part(_times, rows * sizeof(double)), rows);
        return new Batch(new RecordBatch(schema, [times, Columns.ListArray(list, CellPart(rows), rows, observed)], rows), this);
    }

    /// <inheritdoc/>
    public void Dispose() => pool.Return(this);

    private static ArrowBuffer Part(byte[] bytes, int length) => new(bytes.AsMemory(0, length));

    private ArrowBuffer CellPart(int rows) => Part(_cells, rows * pool.Columns * pool.CellBytes);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void WriteTimes(BinGrid grid, long firstBin, int rows)
    {
        Span<double> times = MemoryMarshal.Cast<byte, double>(_times.AsSpan());
        for (int row = 0; row < rows; row++) times[row] = grid.Edge(firstBin + row);
    }
}
