using SpikeStream.Pipelines.Nodes;
using SpikeStream.Pipelines.Plots;
using SpikeStream.Pipelines.Sinks.Figures;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Sinks;

/// <summary>Options of <see cref="PlotCornerSink"/>.</summary>
public sealed record PlotCornerOptions : PosteriorFigureOptions;

/// <summary>Draws the draws of a posterior: a histogram per parameter, a panel per pair with the ellipse of two standard deviations, the truth dashed where it is known.</summary>
[Node("plot-corner", "Draws parameters of a posterior against each other, with 2-sigma ellipses and truth")]
[Input("posterior", RecordingKind.Posterior, Summary = "what the stage sample gives")]
public sealed class PlotCornerSink : PosteriorFigureSink<PlotCornerOptions>
{
    private protected override IFigure Draw(PosteriorTrace trace) =>
        new CornerFigure { Title = Options.Title ?? "Posterior of the parameters", Parameters = trace.Parameters, Draws = trace.All };
}
