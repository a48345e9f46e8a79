using SpikeStream.Pipelines.Nodes;
using SpikeStream.Pipelines.Plots;
using SpikeStream.Pipelines.Sinks.Figures;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Sinks;

/// <summary>Options of <see cref="PlotCorrelogramSink"/>.</summary>
public sealed record PlotCorrelogramOptions : PanelPlotOptions;

/// <summary>Draws auto- and cross-correlograms, a panel per unit or pair of units.</summary>
[Node("plot-correlogram", "Draws auto- and cross-correlograms, a panel per unit or pair of units")]
[Input("correlogram", RecordingKind.Curves, Summary = "what the stage correlogram gives")]
public sealed class PlotCorrelogramSink : CurvesFigureSink<PlotCorrelogramOptions>
{
    private protected override CurvesFigure Draw(CurveRows rows)
    {
        List<CurvesPanel> panels = Panels(rows, Options.MaximumPanels, target => new(target, [.. rows.Curves(target).Select(curve => Scaled(curve.Name, curve.Points))]) { StartsAtZero = true });
        bool isRate = rows.Targets.Take(1).SelectMany(rows.Curves).Any(curve => curve.Name.StartsWith("rate", StringComparison.Ordinal));
        bool arePairs = rows.Targets.Any(target => target.Contains('→', StringComparison.Ordinal));
        return new()
        {
            Title = Options.Title ?? "Correlograms",
            Subtitle = arePairs ? Shown(rows, panels.Count, "units and pairs") + "; A → B: spikes of B around those of A" : Shown(rows, panels.Count, "units"),
            XLabel = "lag (ms)",
            YLabel = isRate ? "rate (Hz)" : "pairs per bin",
            XColumn = "lag_ms",
            ValueColumn = isRate ? "rate_hz" : "pairs",
            Panels = panels,
            Columns = ColumnsOf(panels.Count),
            SharesAbscissa = panels.Count > 2,
        };
    }
}
