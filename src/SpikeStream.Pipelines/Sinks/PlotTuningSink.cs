using SpikeStream.Pipelines.Nodes;
using SpikeStream.Pipelines.Options;
using SpikeStream.Pipelines.Plots;
using SpikeStream.Pipelines.Sinks.Figures;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Sinks;

/// <summary>Options of <see cref="PlotTuningSink"/>.</summary>
public sealed record PlotTuningOptions : PanelPlotOptions
{
    /// <summary>What the conditions are, with its unit, for the axis.</summary>
    [NotEmpty]
    public string Variable { get; init; } = "condition";

    /// <summary>Half length of the bars, in standard errors; 0 for none.</summary>
    [NotNegative]
    public double Errors { get; init; } = 1;
}

/// <summary>Draws tuning curves: the mean rate of units by condition, with error bars.</summary>
[Node("plot-tuning", "Draws tuning curves: the mean rate of units by condition, with error bars")]
[Input("tuning", RecordingKind.Curves, Summary = "what the stage tuning gives")]
public sealed class PlotTuningSink : CurvesFigureSink<PlotTuningOptions>
{
    private protected override CurvesFigure Draw(CurveRows rows)
    {
        // Each point is a curve of its own, named by its condition.
        List<CurvesPanel> panels = Panels(
            rows,
            Options.MaximumPanels,
            target => new(target, [CurveRows.Drawn("rate", [.. rows.Curves(target).SelectMany(curve => curve.Points).OrderBy(point => point.X)], Options.Errors, style: CurveStyle.Points)]) { StartsAtZero = true });
        CurvesSchema.Row[] conditions = [.. rows.Targets.Take(1).SelectMany(rows.Curves).SelectMany(curve => curve.Points)];
        bool areNumbers = conditions.All(point => double.TryParse(point.Curve, System.Globalization.CultureInfo.InvariantCulture, out _));
        return new()
        {
            Title = Options.Title ?? "Tuning curves",
            Subtitle = Shown(rows, panels.Count, "units") + (Options.Errors > 0 ? FormattableString.Invariant($"; bars: ± {Options.Errors:G3} × the standard error over trials") : ""),
            XLabel = Options.Variable,
            YLabel = "rate (Hz)",
            XColumn = "condition",
            ValueColumn = "rate_hz",
            Panels = panels,
            Columns = panels.Count == 3 ? 3 : ColumnsOf(panels.Count),
            SharesAbscissa = false,
            Ticks = areNumbers && !StandApart(conditions) ? [] : [.. conditions.Select(point => (point.X, point.Curve))],
        };
    }

    // A few values with room between them are marked themselves.
    private static bool StandApart(CurvesSchema.Row[] conditions)
    {
        double[] values = [.. conditions.Select(point => point.X).Order()];
        double apart = values.Zip(values.Skip(1), (low, high) => high - low).DefaultIfEmpty(0).Min();
        return values.Length is > 1 and <= 12 && apart >= 0.08 * (values[^1] - values[0]);
    }
}
