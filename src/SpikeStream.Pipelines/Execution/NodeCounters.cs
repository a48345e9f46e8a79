namespace SpikeStream.Pipelines.Execution;

/// <summary>What has passed a node; the stateless stages count from several threads.</summary>
internal sealed class NodeCounters
{
    private long _rowsIn;
    private long _batchesIn;
    private long _rowsOut;
    private long _batchesOut;

    public long RowsIn => Volatile.Read(ref _rowsIn);

    public long BatchesIn => Volatile.Read(ref _batchesIn);

    public long RowsOut => Volatile.Read(ref _rowsOut);

    public long BatchesOut => Volatile.Read(ref _batchesOut);

    public void In(int rows)
    {
        Interlocked.Add(ref _rowsIn, rows);
        Interlocked.Increment(ref _batchesIn);
    }

    public void Out(int rows)
    {
        Interlocked.Add(ref _rowsOut, rows);
        Interlocked.Increment(ref _batchesOut);
    }

    public void Save(BinaryWriter writer)
    {
        writer.Write(RowsIn);
        writer.Write(BatchesIn);
        writer.Write(RowsOut);
        writer.Write(BatchesOut);
    }

    public void Restore(BinaryReader reader)
    {
        _rowsIn = reader.ReadInt64();
        _batchesIn = reader.ReadInt64();
        _rowsOut = reader.ReadInt64();
        _batchesOut = reader.ReadInt64();
    }
}
