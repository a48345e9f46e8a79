using Apache.Arrow;

namespace SpikeStream.Recordings;

/// <summary>Reads the spikes of some clusters between two spikes of a folder, in memory that does not depend on their number.</summary>
/// <param name="schema">Schema of the spikes.</param>
/// <param name="times">Sample index of each spike.</param>
/// <param name="clusters">Cluster of each spike.</param>
/// <param name="scale">Seconds of a sample.</param>
/// <param name="units">Number of each cluster that is read.</param>
/// <param name="range">First spike, and the one after the last.</param>
/// <param name="isWhole">Whether every cluster is read.</param>
/// <param name="isChecked">Whether times that decrease are refused.</param>
/// <param name="rowCount">Number of spikes, where it is known.</param>
internal sealed class PhySpikeReader(
    Schema schema, NpyColumn times, NpyColumn clusters, TimeScale scale, IReadOnlyDictionary<long, uint> units, (long First, long End) range, bool isWhole, bool isChecked, long? rowCount)
    : RecordingReader(RecordingKind.Spikes, schema, PhyFormat.FormatName, rowCount)
{
    protected override IAsyncEnumerable<RecordBatch> ReadChunksAsync(long firstRow, int chunkRows, CancellationToken cancellationToken) =>
        FromSync(ReadChunks(firstRow, chunkRows), cancellationToken);

    private IEnumerable<RecordBatch> ReadChunks(long firstRow, int chunkRows)
    {
        long from = range.First + (isWhole ? Math.Min(firstRow, range.End - range.First) : 0), skip = isWhole ? 0 : firstRow;
        if (from >= range.End) yield break;
        using NpyColumn.Cursor timeCursor = times.OpenAt(from), clusterCursor = clusters.OpenAt(from);
        double previous = 0;
        double[] ids = new double[(int)Math.Min(chunkRows, range.End - from)];
        for (long row = from; row < range.End;)
        {
            int rows = (int)Math.Min(ids.Length, range.End - row);
            var time = new ColumnMemory<double>(rows);
            var unit = new ColumnMemory<uint>(rows);
            timeCursor.Read(time.Span);
            clusterCursor.Read(ids.AsSpan(0, rows));
            int kept = Keep(time.Span, unit.Span, ids, row, ref previous);
            row += rows;
            int passed = (int)Math.Min(skip, kept);
            skip -= passed;
            if (passed < kept) yield return Columns.Slice(SpikesSchema.Batch(Schema, time.ToBuffer(kept), unit.ToBuffer(kept), kept), passed, kept - passed);
        }
    }

    // All times are checked, those of clusters that are left out too: a fault of any of them puts the order of the rest in doubt.
    private int Keep(Span<double> time, Span<uint> unit, double[] ids, long row, ref double previous)
    {
        foreach (ref double value in time) value = scale.ToSeconds(value);
        if (isChecked) SpikeOrder.Check(times.Name, row, time, ref previous);
        int kept = 0;
        long lastId = 0;
        uint last = 0;
        bool isKnown = false;
        for (int i = 0; i < time.Length; i++)
        {
            long id = (long)ids[i];
            if (!isKnown || id != lastId)
            {
                if (!units.TryGetValue(id, out uint number)) continue;
                (lastId, last, isKnown) = (id, number, true);
            }

            time[kept] = time[i];
            unit[kept++] = last;
        }

        return kept;
    }
}
