using SpikeStream.Pipelines.Nodes;
using SpikeStream.Pipelines.Options;
using SpikeStream.Pipelines.Plots;
using SpikeStream.Pipelines.Sinks.Figures;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Sinks;

/// <summary>Options of <see cref="PlotChainsSink"/>.</summary>
public sealed record PlotChainsOptions : PlotOptions
{
    /// <summary>The parameters to draw: symbols such as w for all of them, or single ones such as w[E,I]. Left out: all.</summary>
    [NotEmpty]
    public string[]? Parameters { get; init; }
}

/// <summary>Draws the chains of a posterior: their traces, and rank histograms that are flat where chains agree.</summary>
[Node("plot-chains", "Draws the chains of a posterior: traces, and ranks that show whether they agree")]
[Input("posterior", RecordingKind.Posterior, Summary = "what the stage sample gives")]
public sealed class PlotChainsSink : Sink<PlotChainsOptions>
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
        IReadOnlyList<ReadOnlyMemory<double>> chains = _trace.Chains;
        int shortest = chains.Count == 0 ? 0 : chains.Min(chain => chain.Length);
        ChainTracesFigure figure = new()
        {
            Title = Options.Title ?? "Chains of the posterior",
            Parameters = _trace.Parameters,
            Chains = chains.Count == 0 ? [ReadOnlyMemory<double>.Empty] : [.. chains.Select(chain => chain[..shortest])],
        };
        await _output.WriteAsync(figure, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override void Save(BinaryWriter writer) => _trace.Save(writer);

    /// <inheritdoc/>
    public override void Restore(BinaryReader reader) => _trace.Restore(reader);
}
