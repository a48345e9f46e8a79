using SpikeStream.Pipelines.Nodes;
using SpikeStream.Pipelines.Options;
using SpikeStream.Pipelines.Plots;
using SpikeStream.Pipelines.Sinks.Figures;

namespace SpikeStream.Pipelines.Sinks;

/// <summary>Options that all figures of a posterior have.</summary>
public abstract record PosteriorFigureOptions : PlotOptions
{
    /// <summary>The parameters to draw: symbols such as w for all of them, or single ones such as w[E,I]. Left out: all.</summary>
    [NotEmpty]
    public string[]? Parameters { get; init; }
}

/// <summary>Draws a posterior once all of its draws have come.</summary>
/// <typeparam name="TOptions">The options record.</typeparam>
public abstract class PosteriorFigureSink<TOptions> : Sink<TOptions>
    where TOptions : PosteriorFigureOptions
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
    public override async ValueTask CommittedAsync(CancellationToken cancellationToken) =>
        await _output.WriteAsync(Draw(_trace), cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public override void Save(BinaryWriter writer) => _trace.Save(writer);

    /// <inheritdoc/>
    public override void Restore(BinaryReader reader) => _trace.Restore(reader);

    /// <summary>Makes the figure.</summary>
    private protected abstract IFigure Draw(PosteriorTrace trace);
}
