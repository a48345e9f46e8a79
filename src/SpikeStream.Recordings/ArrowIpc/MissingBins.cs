using Apache.Arrow;
using Apache.Arrow.Types;

namespace SpikeStream.Recordings;

/// <summary>Puts bins that were not observed in the place of counts that are lost, so that bins go on without a gap.</summary>
internal sealed class MissingBins
{
    private const int MostEntries = 4_000_000;
    private const int UsualRows = 65_536;

    private readonly Schema _schema;
    private readonly FixedSizeListType _list;
    private readonly BinWidth _width;

    private MissingBins(Schema schema, BinWidth width)
    {
        _schema = schema;
        _list = (FixedSizeListType)schema.FieldsList[Columns.IndexOf(schema, CountsSchema.Counts)].DataType;
        _width = width;
    }

    /// <summary>Whether and how bins can be filled in.</summary>
    /// <param name="kind">What the rows are.</param>
    /// <param name="schema">Their schema.</param>
    /// <returns>Null where rows are no plain bins of time.</returns>
    public static MissingBins? For(RecordingKind kind, Schema schema) =>
        kind == RecordingKind.Counts && schema.FieldsList.Count == 3 && CountsSchema.Describe(schema).BinWidth is { } width ? new(schema, width) : null;

    /// <summary>Fills in the bins of lost batches between two that were kept.</summary>
    /// <param name="batches">Batches; null for one that is lost.</param>
    /// <returns>The same with bins filled in after the nulls.</returns>
    public IEnumerable<RecordBatch?> Fill(IEnumerable<RecordBatch?> batches)
    {
        long? next = null;
        long most = 0, usual = UsualRows;
        foreach (RecordBatch? batch in batches)
        {
            if (batch is { Length: > 0 })
            {
                long first = CountsSchema.Bins(batch)[0];
                // More than could have been lost is a gap of another reason, or damage.
                if (next is { } bin && first > bin && first - bin <= most)
                {
                    foreach (RecordBatch missing in Missing(bin, first)) yield return missing;
                }

                long last = CountsSchema.Bins(batch)[^1];
                next = last is >= 0 and < long.MaxValue ? last + 1 : null;
                usual = Math.Max(usual, batch.Length);
                most = 0;
            }
            else if (batch is null)
            {
                most += usual;
            }

            yield return batch;
        }
    }

    private IEnumerable<RecordBatch> Missing(long first, long stop)
    {
        int most = Math.Max(1, MostEntries / _list.ListSize);
        for (long bin = first; bin < stop; bin += most)
        {
            int rows = (int)Math.Min(most, stop - bin), entries = checked(rows * _list.ListSize);
            long[] bins = new long[rows];
            double[] times = new double[rows];
            for (int i = 0; i < rows; i++) (bins[i], times[i]) = (bin + i, _width.LeftEdge(bin + i));
            byte[] observed = new byte[(entries + 7) / 8];
            yield return _list.ValueDataType is Int32Type
                ? CountsSchema.Batch<int>(_schema, bins, times, new int[entries], observed)
                : CountsSchema.Batch<double>(_schema, bins, times, new double[entries], observed);
        }
    }
}
