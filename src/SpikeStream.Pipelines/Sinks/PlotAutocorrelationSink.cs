using SpikeStream.Pipelines.Nodes;
using SpikeStream.Pipelines.Options;
using SpikeStream.Pipelines.Plots;
using SpikeStream.Pipelines.Sinks.Figures;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Sinks;

/// <summary>Options of <see cref="PlotAutocorrelationSink"/>.</summary>
public sealed record PlotAutocorrelationOptions : PlotOptions
{
    /// <summary>Half width of the bands, in errors of the curves; 0 for none.</summary>
    [NotNegative]
    public double Errors { get; init; } = 2;
}

/// <summary>Draws autocorrelations of the activity, recorded against simulated: a panel per population.</summary>
[Node("plot-autocorrelation", "Draws autocorrelations of population activity, recorded against simulated")]
[Input("autocorrelation", RecordingKind.Curves, Summary = "what compare-statistics.autocorrelation gives")]
public sealed class PlotAutocorrelationSink : CurvesFigureSink<PlotAutocorrelationOptions>
{
    private protected override CurvesFigure Draw(CurveRows rows)
    {
        DrawnCurve AfterZero((string Name, CurvesSchema.Row[] Points) curve) => CurveRows.Drawn(curve.Name, [.. curve.Points.Where(point => point.X > 0)], Options.Errors);
        List<CurvesPanel> panels = Panels(rows, target => new(target, [.. rows.Curves(target).Select(AfterZero)]) { StartsAtZero = true });
        return new()
        {
            Title = Options.Title ?? "Autocorrelation of population activity",
            Subtitle = Options.Errors > 0 ? FormattableString.Invariant($"bands: mean ± {Options.Errors:G3} standard deviations over simulated runs") : "",
            XLabel = "lag (s)",
            YLabel = "autocorrelation",
            XColumn = "lag_s",
            ValueColumn = "autocorrelation",
            Panels = panels,
            Columns = ColumnsOf(panels.Count),
            SharesAbscissa = panels.Count > 2,
            DataCurve = panels[0].Curves is [DrawnCurve first, ..] ? first.Name : null,
        };
    }
}
