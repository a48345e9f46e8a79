using Apache.Arrow;
using SpikeStream.Pipelines.Nodes;

namespace SpikeStream.Pipelines.Sinks;

/// <summary>Options of <see cref="CsvSink"/>.</summary>
public sealed record CsvSinkOptions : RecordingSinkOptions;

/// <summary>Writes text with a header line and commas between values; numbers such that reading them gives the same bits.</summary>
[Node("csv", "Writes text with commas between values")]
[Input("in")]
public sealed class CsvSink : RecordingSink<CsvSinkOptions>
{
    /// <inheritdoc/>
    protected override void Check(Schema schema)
    {
    }

    /// <inheritdoc/>
    protected override string Format() => "csv";
}
