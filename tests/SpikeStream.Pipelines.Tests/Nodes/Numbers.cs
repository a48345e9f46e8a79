using Apache.Arrow;
using Apache.Arrow.Types;

namespace SpikeStream.Pipelines.Tests.Nodes;

/// <summary>The table that all test nodes pass on: one column of whole numbers.</summary>
internal static class Numbers
{
    public static Schema Schema { get; } = new(
        [new Field("value", Int64Type.Default, nullable: false)],
        new Dictionary<string, string> { ["spikestream.kind"] = "counts" });

    public static RecordBatch Batch(params ReadOnlySpan<long> values)
    {
        Int64Array.Builder builder = new();
        foreach (long value in values) builder.Append(value);
        return new RecordBatch(Schema, [builder.Build()], values.Length);
    }

    public static long[] Of(RecordBatch batch)
    {
        Int64Array column = (Int64Array)batch.Column(0);
        return column.Values.ToArray();
    }

    public static void Write(BinaryWriter writer, IReadOnlyCollection<long> values)
    {
        writer.Write(values.Count);
        foreach (long value in values) writer.Write(value);
    }

    public static List<long> Read(BinaryReader reader)
    {
        List<long> values = [];
        for (int left = reader.ReadInt32(); left > 0; left--) values.Add(reader.ReadInt64());
        return values;
    }
}
