using SpikeStream.Pipelines.Nodes;
using SpikeStream.Pipelines.Options;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Sinks;

/// <summary>Options of <see cref="TableSink"/>.</summary>
public sealed record TableSinkOptions : ISelfChecked
{
    /// <summary>Heading above the table; the sink's id where it is left out.</summary>
    public string? Title { get; init; }

    /// <summary>Rows that are shown of tables that are neither estimates nor scores.</summary>
    [InRange(1, 1000)]
    public int Rows { get; init; } = 10;

    /// <summary>A text file of published values (columns metric, target, value, error) to show beside scores, or beside estimates by parameter (target).</summary>
    [InputPath]
    [NotEmpty]
    public string? Reference { get; init; }

    /// <summary>The comparison with the published values as text (CSV), relative to the run folder.</summary>
    [OutputPath]
    [NotEmpty]
    public string? Path { get; init; }

    /// <inheritdoc/>
    public IEnumerable<(string Key, string Message)> Check()
    {
        if (Path is not null && Reference is null) yield return ("path", "it is the file of the comparison with \"reference\", which is missing; a sink of type csv writes the table itself");
    }
}

/// <summary>Prints a table when the run has succeeded.</summary>
/// <remarks>
/// Of estimates: a line per parameter with start, estimate, truth and prior (metadata <c>unit</c>, <c>start</c>, <c>truth</c>, <c>prior</c>
/// of the parameter's column). Of scores: a line per metric, a column per target, value ± standard error. Of others: the first rows.
/// With <c>reference</c> a line per score with the published value and the difference; what only one side has is shown with a dash.
/// </remarks>
[Node("table", "Prints a table on the console when the run has succeeded")]
[Input("in")]
[Input("uncertainty", RecordingKind.Scores, IsOptional = true, Summary = "the output uncertainty of the stage fit, for estimates: they are shown with their standard errors")]
public sealed class TableSink : Sink<TableSinkOptions>
{
    private const int UncertaintyPort = 1;
    private TableContent? _content;
    private OutputFile? _comparison;

    /// <summary>Where the table is printed.</summary>
    public TextWriter Output { get; init; } = Console.Out;

    /// <inheritdoc/>
    public override async ValueTask OpenAsync(NodeInputs inputs, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        RecordingKind? kind = RecordingMetadata.KindOf(inputs[0]);
        if (Options.Reference is not null && kind is not (RecordingKind.Estimates or RecordingKind.Scores))
            throw new InvalidInputException($"reference: found a table of {kind?.ToString().ToLowerInvariant() ?? "unknown kind"}, expected scores or estimates, which can be compared with published values");
        if (inputs.IsConnected(UncertaintyPort) && kind != RecordingKind.Estimates)
            throw new InvalidInputException($"uncertainty: found it beside {kind?.ToString().ToLowerInvariant() ?? "a table of unknown kind"}, expected estimates at \"in\"");
        PublishedValues? published = Options.Reference is { } reference
            ? await PublishedValues.ReadAsync(Context.InputPath(reference), cancellationToken).ConfigureAwait(false)
            : null;
        _content = kind switch
        {
            RecordingKind.Estimates => new EstimatesTable(inputs[0], published),
            RecordingKind.Scores => new ScoresTable(inputs[0], published),
            _ => new HeadTable(inputs[0], Options.Rows),
        };
        if (Options.Path is { } path) _comparison = Context.OutputFile(path);
    }

    /// <inheritdoc/>
    public override ValueTask ProcessAsync(int input, Batch batch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        if (input == UncertaintyPort) _content!.AddErrors(batch.Records);
        else _content!.Add(batch.Records);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public override async ValueTask CompleteAsync(CancellationToken cancellationToken)
    {
        if (_comparison is null) return;
        using StringWriter text = new();
        PublishedValues.Write(_content!.Compare(), text);
        await File.WriteAllTextAsync(_comparison.PartialPath, text.ToString(), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override async ValueTask CommittedAsync(CancellationToken cancellationToken)
    {
        string text = $"\n{(Context.Session is { } session ? session + ": " : "")}{Options.Title ?? Context.Id}\n{_content!.Render()}";
        await Output.WriteAsync(text.AsMemory(), cancellationToken).ConfigureAwait(false);
        await Output.FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override void Save(BinaryWriter writer) => _content!.Save(writer);

    /// <inheritdoc/>
    public override void Restore(BinaryReader reader) => _content!.Restore(reader);
}
