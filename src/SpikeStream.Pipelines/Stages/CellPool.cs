using System.Collections.Concurrent;

namespace SpikeStream.Pipelines.Stages;

/// <summary>Memory for tables of counts, used again as soon as their last reader is done so that it stays in the processor's cache.</summary>
internal sealed class CellPool
{
    /// <summary>Cells of a table take about this many bytes: some of them fit in the second-level cache of one core.</summary>
    private const int CacheBytes = 256 * 1024;

    /// <summary>Longer tables gain nothing, and on a live feed make results late.</summary>
    private const int MostRows = 1024;

    private readonly ConcurrentStack<CellBlock> _free = new();

    /// <summary>Prepares blocks for one width of table.</summary>
    /// <param name="columns">Cells of a row.</param>
    /// <param name="cellBytes">Bytes of a cell.</param>
    /// <param name="rows">Rows of a block, where they are given.</param>
    public CellPool(int columns, int cellBytes, int? rows = null)
    {
        Columns = columns;
        CellBytes = cellBytes;
        Rows = rows ?? (int)Math.Clamp(CacheBytes / ((long)columns * cellBytes), 1, MostRows);
    }

    /// <summary>Rows that a block has room for.</summary>
    public int Rows { get; }

    /// <summary>Cells of a row.</summary>
    public int Columns { get; }

    /// <summary>Bytes of a cell.</summary>
    public int CellBytes { get; }

    /// <summary>A block with undefined content.</summary>
    /// <returns>The block; disposing it gives it back.</returns>
    public CellBlock Rent() => _free.TryPop(out CellBlock? block) ? block : new CellBlock(this);

    /// <summary>Takes a block back.</summary>
    /// <param name="block">A block of this pool that nobody reads any more.</param>
    public void Return(CellBlock block) => _free.Push(block);
}
