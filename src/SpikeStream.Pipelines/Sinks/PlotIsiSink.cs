using SpikeStream.Pipelines.Nodes;
using SpikeStream.Pipelines.Plots;
using SpikeStream.Pipelines.Sinks.Figures;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Sinks;

/// <summary>Options of <see cref="PlotIsiSink"/>.</summary>
public sealed record PlotIsiOptions : PanelPlotOptions
{
    /// <summary>Whether intervals are on a logarithmic axis, as suits logarithmic bins.</summary>
    public bool LogInterval { get; init; } = true;
}

/// <summary>Draws histograms of the intervals between spikes, a panel per unit.</summary>
[Node("plot-isi", "Draws histograms of the intervals between spikes, a panel per unit")]
[Input("histogram", RecordingKind.Curves, Summary = "what the stage isi-histogram gives")]
public sealed class PlotIsiSink : CurvesFigureSink<PlotIsiOptions>
{
    private protected override CurvesFigure Draw(CurveRows rows)
    {
        List<CurvesPanel> panels = Panels(rows, Options.MaximumPanels, target => new(target, [.. rows.Curves(target).Select(curve => Scaled(curve.Name, curve.Points))]) { StartsAtZero = true });
        return new()
        {
            Title = Options.Title ?? "Intervals between spikes",
            Subtitle = Shown(rows, panels.Count, "units"),
            XLabel = "interval (ms)",
            YLabel = "intervals per bin",
            XColumn = "interval_ms",
            ValueColumn = "intervals",
            Panels = panels,
            Columns = ColumnsOf(panels.Count),
            SharesAbscissa = panels.Count > 2,
            HasLogarithmicX = Options.LogInterval,
        };
    }
}
