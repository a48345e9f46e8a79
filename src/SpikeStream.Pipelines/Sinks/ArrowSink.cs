using Apache.Arrow;
using SpikeStream.Pipelines.Nodes;

namespace SpikeStream.Pipelines.Sinks;

/// <summary>Options of <see cref="ArrowSink"/>.</summary>
public sealed record ArrowSinkOptions : RecordingSinkOptions;

/// <summary>Writes an Arrow IPC file, or an Arrow IPC stream where the name ends in <c>.arrows</c>.</summary>
[Node("arrow", "Writes an Arrow file, or an Arrow stream where the name ends in .arrows")]
[Input("in")]
public sealed class ArrowSink : RecordingSink<ArrowSinkOptions>
{
    /// <inheritdoc/>
    protected override void Check(Schema schema)
    {
    }

    /// <inheritdoc/>
    protected override string Format() => Options.Path.EndsWith(".arrows", StringComparison.OrdinalIgnoreCase) ? "arrow-stream" : "arrow";
}
