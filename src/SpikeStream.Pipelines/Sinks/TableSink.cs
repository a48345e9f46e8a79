using SpikeStream.Pipelines.Nodes;
using SpikeStream.Pipelines.Options;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Sinks;

/// <summary>Options of <see cref="TableSink"/>.</summary>
public sealed record TableSinkOptions
{
    /// <summary>Heading above the table; the sink's id where it is left out.</summary>
    public string? Title { get; init; }

    /// <summary>Rows that are shown of tables that are neither estimates nor scores.</summary>
    [InRange(1, 1000)]
    public int Rows { get; init; } = 10;
}

/// <summary>Prints a table when the run has succeeded.</summary>
/// <remarks>
/// Of estimates: a line per parameter with start, estimate, truth and prior (metadata <c>unit</c>, <c>start</c>, <c>truth</c>, <c>prior</c>
/// of the parameter's column). Of scores: a line per metric, a column per target, value ± standard error. Of others: the first rows.
/// </remarks>
[Node("table", "Prints a table on the console when the run has succeeded")]
[Input("in")]
public sealed class TableSink : Sink<TableSinkOptions>
{
    private TableContent? _content;

    /// <summary>Where the table is printed.</summary>
    public TextWriter Output { get; init; } = Console.Out;

    /// <inheritdoc/>
    public override ValueTask OpenAsync(NodeInputs inputs, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        _content = RecordingMetadata.KindOf(inputs[0]) switch
        {
            RecordingKind.Estimates => new EstimatesTable(inputs[0]),
            RecordingKind.Scores => new ScoresTable(inputs[0]),
            _ => new HeadTable(inputs[0], Options.Rows),
        };
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public override ValueTask ProcessAsync(int input, Batch batch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        _content!.Add(batch.Records);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public override async ValueTask CommittedAsync(CancellationToken cancellationToken)
    {
        string text = $"\n{Options.Title ?? Context.Id}\n{_content!.Render()}";
        await Output.WriteAsync(text.AsMemory(), cancellationToken).ConfigureAwait(false);
        await Output.FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override void Save(BinaryWriter writer) => _content!.Save(writer);

    /// <inheritdoc/>
    public override void Restore(BinaryReader reader) => _content!.Restore(reader);
}
