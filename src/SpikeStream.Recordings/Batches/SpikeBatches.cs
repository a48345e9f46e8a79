using Apache.Arrow;

namespace SpikeStream.Recordings;

/// <summary>Spikes that come row by row as batches.</summary>
internal static class SpikeBatches
{
    /// <summary>Reads all spikes from a row on.</summary>
    /// <param name="schema">Schema of the batches.</param>
    /// <param name="read">Gives the rows from the first one on.</param>
    /// <param name="firstRow">Rows to pass over.</param>
    /// <param name="batchRows">Rows of every batch but the last.</param>
    public static IEnumerable<RecordBatch> Of(Schema schema, SortedSpikes.RowSource read, long firstRow, int batchRows)
    {
        if (firstRow > 0)
        {
            var times = new ColumnMemory<double>((int)Math.Min(batchRows, firstRow));
            var units = new ColumnMemory<uint>(times.Length);
            for (long skipped = 0; skipped < firstRow;)
            {
                int wanted = (int)Math.Min(times.Length, firstRow - skipped);
                int taken = read(times.Span[..wanted], units.Span[..wanted]);
                if (taken < wanted) yield break;
                skipped += taken;
            }
        }

        while (true)
        {
            var times = new ColumnMemory<double>(batchRows);
            var units = new ColumnMemory<uint>(batchRows);
            int taken = read(times.Span, units.Span);
            if (taken > 0) yield return SpikesSchema.Batch(schema, times.ToBuffer(taken), units.ToBuffer(taken), taken);
            if (taken < batchRows) yield break;
        }
    }
}
