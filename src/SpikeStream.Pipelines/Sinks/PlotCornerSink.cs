using SpikeStream.Pipelines.Nodes;
using SpikeStream.Pipelines.Options;
using SpikeStream.Pipelines.Plots;
using SpikeStream.Pipelines.Sinks.Figures;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Sinks;

/// <summary>Options of <see cref="PlotCornerSink"/>.</summary>
public sealed record PlotCornerOptions : PlotOptions
{
    /// <summary>The parameters to draw: symbols such as w for all of them, or single ones such as w[E,I]. Left out: all.</summary>
    [NotEmpty]
    public string[]? Parameters { get; init; }
}

/// <summary>Draws the draws of a posterior: a histogram per parameter, a panel per pair with the ellipse of two standard deviations, the truth dashed where it is known.</summary>
[Node("plot-corner", "Draws parameters of a posterior against each other, with 2-sigma ellipses and truth")]
[Input("posterior", RecordingKind.Posterior, Summary = "what the stage sample gives")]
public sealed class PlotCornerSink : Sink<PlotCornerOptions>
{
    private FigureOutput _output = null!;
    private PosteriorTrace _trace = null!;

    /// <inheritdoc/>
    public override ValueTask OpenAsync(NodeInputs inputs, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        _trace = new(inputs[0], Options.Parameters);
        _output = new(Context, Options.Path, hasReferences: true);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public override ValueTask ProcessAsync(int input, Batch batch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        _trace.Add(batch.Records);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public override async ValueTask CommittedAsync(CancellationToken cancellationToken)
    {
        CornerFigure figure = new() { Title = Options.Title ?? "Posterior of the parameters", Parameters = _trace.Parameters, Draws = _trace.All };
        await _output.WriteAsync(figure, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override void Save(BinaryWriter writer) => _trace.Save(writer);

    /// <inheritdoc/>
    public override void Restore(BinaryReader reader) => _trace.Restore(reader);
}
