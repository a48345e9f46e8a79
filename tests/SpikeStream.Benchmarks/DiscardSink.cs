using SpikeStream.Pipelines.Nodes;
using SpikeStream.Pipelines.Options;

namespace SpikeStream.Benchmarks;

/// <summary>Counts rows and forgets them.</summary>
[Node("discard", "Counts rows and forgets them")]
[Input("in")]
public sealed class DiscardSink : Sink<NoOptions>
{
    private long _rows;

    public override ValueTask OpenAsync(NodeInputs inputs, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public override ValueTask ProcessAsync(int input, Batch batch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        _rows += batch.Rows;
        return ValueTask.CompletedTask;
    }

    public override void Save(BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write(_rows);
    }

    public override void Restore(BinaryReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        _rows = reader.ReadInt64();
    }
}
