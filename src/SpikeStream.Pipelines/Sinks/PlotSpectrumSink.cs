using SpikeStream.Pipelines.Nodes;
using SpikeStream.Pipelines.Options;
using SpikeStream.Pipelines.Plots;
using SpikeStream.Pipelines.Sinks.Figures;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Sinks;

/// <summary>Options of <see cref="PlotSpectrumSink"/>.</summary>
public sealed record PlotSpectrumOptions : PlotOptions
{
    /// <summary>Half width of the bands, in errors of the curves; 0 for none.</summary>
    [NotNegative]
    public double Errors { get; init; } = 2;

    /// <summary>Whether frequencies are on a logarithmic axis.</summary>
    public bool LogFrequency { get; init; } = true;
}

/// <summary>Draws power spectra over one another: a panel per population, power on a logarithmic axis. Curves are named by the label of their spectrum.</summary>
[Node("plot-spectrum", "Draws power spectra over one another, a panel per population")]
[Input("spectrum", RecordingKind.Curves, Summary = "what the stage spectrum gives, or compare-statistics.spectrum; the first curve is drawn as data")]
[Input("second", RecordingKind.Curves, IsOptional = true, Summary = "another spectrum")]
[Input("third", RecordingKind.Curves, IsOptional = true, Summary = "another spectrum")]
[Input("fourth", RecordingKind.Curves, IsOptional = true, Summary = "another spectrum")]
public sealed class PlotSpectrumSink : CurvesFigureSink<PlotSpectrumOptions>
{
    private protected override CurvesFigure Draw(CurveRows rows)
    {
        List<CurvesPanel> panels = Panels(rows, target => new CurvesPanel(
            target, [.. rows.Curves(target).Select(curve => CurveRows.Drawn(curve.Name, curve.Points, Options.Errors, isPositive: true))]));
        return new()
        {
            Title = Options.Title ?? "Power spectra of population activity",
            Subtitle = Options.Errors > 0 ? FormattableString.Invariant($"bands: ± {Options.Errors:G3} of the errors that the spectra state") : "",
            XLabel = "frequency (Hz)",
            YLabel = "power (Hz²/Hz)",
            XColumn = "frequency_hz",
            ValueColumn = "power_hz2_per_hz",
            Panels = panels,
            Columns = ColumnsOf(panels.Count),
            SharesAbscissa = panels.Count > 2,
            HasLogarithmicX = Options.LogFrequency,
            HasLogarithmicY = true,
            DataCurve = panels[0].Curves is [DrawnCurve first, ..] ? first.Name : null,
        };
    }
}
