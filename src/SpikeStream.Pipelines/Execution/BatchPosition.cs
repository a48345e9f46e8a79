using System.Globalization;
using Apache.Arrow;
using SpikeStream.Pipelines.Definition;
using SpikeStream.Pipelines.Nodes;

namespace SpikeStream.Pipelines.Execution;

/// <summary>Where in the stream a node was, in words.</summary>
internal sealed record BatchPosition(string Text)
{
    public static BatchPosition Of(NodeDefinition node, int input, Batch batch) =>
        new($"in rows {batch.FirstRow}..{batch.FirstRow + batch.Rows - 1}{Times(batch.Records)} arriving on \"{node.Inputs[input].Name}\"");

    public static BatchPosition Reading(long position) => new(string.Create(CultureInfo.InvariantCulture, $"reading on from position {position}"));

    public static BatchPosition Completing { get; } = new("after the end of its input");

    private static string Times(RecordBatch records)
    {
        int column = records.Length == 0 ? -1 : records.Schema.GetFieldIndex("time");
        return column >= 0 && records.Column(column) is DoubleArray times
            ? string.Create(CultureInfo.InvariantCulture, $" ({times.GetValue(0)} s to {times.GetValue(times.Length - 1)} s)")
            : "";
    }
}
