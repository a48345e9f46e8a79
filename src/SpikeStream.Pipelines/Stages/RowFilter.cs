using Apache.Arrow;
using SpikeStream.Pipelines.Nodes;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Stages;

/// <summary>Keeps some rows of a batch.</summary>
internal static class RowFilter
{
    /// <summary>Keeps the marked rows.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="keep">One mark per row.</param>
    /// <param name="schema">Schema of the result: the same columns.</param>
    /// <returns>Null where no row is kept; without a copy where the kept rows are neighbours.</returns>
    public static Batch? Keep(Batch batch, ReadOnlySpan<bool> keep, Schema schema)
    {
        int first = keep.IndexOf(true);
        if (first < 0) return null;
        int length = keep.LastIndexOf(true) + 1 - first;
        if (!keep.Slice(first, length).Contains(false)) return batch.Share(WithSchema(Columns.Slice(batch.Records, first, length), schema));
        List<RecordBatch> runs = [];
        for (int at = first; at < first + length;)
        {
            int run = keep[at..].IndexOf(false) is >= 0 and int found ? found : keep.Length - at;
            runs.Add(Columns.Slice(batch.Records, at, run));
            at += run;
            int gap = keep[at..].IndexOf(true);
            at = gap < 0 ? keep.Length : at + gap;
        }

        return new Batch(BatchConcatenation.Concatenate(schema, runs));
    }

    /// <summary>The same columns under another schema.</summary>
    /// <param name="records">The rows.</param>
    /// <param name="schema">A schema with the same columns.</param>
    /// <returns>The rows, sharing memory.</returns>
    public static RecordBatch WithSchema(RecordBatch records, Schema schema) =>
        ReferenceEquals(records.Schema, schema) ? records : new RecordBatch(schema, records.Arrays, records.Length);
}
