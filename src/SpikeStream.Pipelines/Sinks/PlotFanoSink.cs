using SpikeStream.Pipelines.Nodes;
using SpikeStream.Pipelines.Options;
using SpikeStream.Pipelines.Plots;
using SpikeStream.Pipelines.Sinks.Figures;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Sinks;

/// <summary>Options of <see cref="PlotFanoSink"/>.</summary>
public sealed record PlotFanoOptions : PanelPlotOptions
{
    /// <summary>Half length of the bars, in errors of the curves; 0 for none.</summary>
    [NotNegative]
    public double Errors { get; init; } = 1;
}

/// <summary>Draws Fano factors against the length of the window, a panel per unit.</summary>
[Node("plot-fano", "Draws Fano factors against the length of the window, a panel per unit")]
[Input("fano", RecordingKind.Curves, Summary = "what the stage fano gives")]
public sealed class PlotFanoSink : CurvesFigureSink<PlotFanoOptions>
{
    private protected override CurvesFigure Draw(CurveRows rows)
    {
        List<CurvesPanel> panels = Panels(
            rows, Options.MaximumPanels, target => new(target, [.. rows.Curves(target).Select(curve => CurveRows.Drawn(curve.Name, curve.Points, Options.Errors, style: CurveStyle.Points))]) { StartsAtZero = true });
        return new()
        {
            Title = Options.Title ?? "Fano factor",
            Subtitle = Shown(rows, panels.Count, "units") + (Options.Errors > 0 ? FormattableString.Invariant($"; bars: ± {Options.Errors:G3} × the standard error of Poisson counts") : ""),
            XLabel = "window (s)",
            YLabel = "variance / mean",
            XColumn = "window_s",
            ValueColumn = "fano_factor",
            Panels = panels,
            Columns = ColumnsOf(panels.Count),
            SharesAbscissa = panels.Count > 2,
            HasLogarithmicX = true,
        };
    }
}
