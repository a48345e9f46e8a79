using Apache.Arrow;
using Apache.Arrow.Ipc;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Stages;

/// <summary>Rows in a checkpoint, as an Arrow stream.</summary>
internal static class RecordRows
{
    /// <summary>Writes rows.</summary>
    /// <param name="writer">The checkpoint.</param>
    /// <param name="schema">Schema of the rows.</param>
    /// <param name="parts">The rows; may be none.</param>
    public static void Write(BinaryWriter writer, Schema schema, IReadOnlyList<RecordBatch> parts)
    {
        if (parts.Count == 0)
        {
            writer.Write(0);
            return;
        }

        using MemoryStream stream = new();
        using (ArrowStreamWriter arrow = new(stream, schema, leaveOpen: true))
        {
            arrow.WriteRecordBatch(BatchConcatenation.Concatenate(schema, parts));
            arrow.WriteEnd();
        }

        writer.Write(checked((int)stream.Length));
        writer.Write(stream.GetBuffer().AsSpan(0, (int)stream.Length));
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <param name="reader">The checkpoint.</param>
    /// <returns>The rows as one batch, or null where there were none.</returns>
    public static RecordBatch? Read(BinaryReader reader)
    {
        int length = reader.ReadInt32();
        if (length == 0) return null;
        using ArrowStreamReader arrow = new(new MemoryStream(reader.ReadBytes(length)));
        return arrow.ReadNextRecordBatch();
    }
}
