using SpikeStream.Pipelines.Nodes;
using SpikeStream.Pipelines.Plots;
using SpikeStream.Pipelines.Sinks.Figures;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Sinks;

/// <summary>Options of <see cref="PlotChainsSink"/>.</summary>
public sealed record PlotChainsOptions : PosteriorFigureOptions;

/// <summary>Draws the chains of a posterior: their traces, and rank histograms that are flat where chains agree.</summary>
[Node("plot-chains", "Draws the chains of a posterior: traces, and ranks that show whether they agree")]
[Input("posterior", RecordingKind.Posterior, Summary = "what the stage sample gives")]
public sealed class PlotChainsSink : PosteriorFigureSink<PlotChainsOptions>
{
    private protected override IFigure Draw(PosteriorTrace trace)
    {
        IReadOnlyList<ReadOnlyMemory<double>> chains = trace.Chains;
        int shortest = chains.Count == 0 ? 0 : chains.Min(chain => chain.Length);
        return new ChainTracesFigure
        {
            Title = Options.Title ?? "Chains of the posterior",
            Parameters = trace.Parameters,
            Chains = chains.Count == 0 ? [ReadOnlyMemory<double>.Empty] : [.. chains.Select(chain => chain[..shortest])],
        };
    }
}
