using SpikeStream.Pipelines.Nodes;
using SpikeStream.Pipelines.Plots;
using SpikeStream.Pipelines.Sinks.Figures;
using SpikeStream.Pipelines.Stages.Fitting;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Sinks;

/// <summary>Options of <see cref="PlotKsSink"/>.</summary>
public sealed record PlotKsOptions : PlotOptions;

/// <summary>
/// Draws the test of a fit, a row of panels per population: the distribution of the transformed counts less the uniform one (the Kolmogorov-Smirnov plot, turned
/// so that small deviations show), their histogram and their autocorrelation, each with the 95 % band of a right model in grey.
/// </summary>
[Node("plot-ks", "Draws the goodness of a fit: Kolmogorov-Smirnov plot, histogram and autocorrelation of the transformed counts with 95 % bands")]
[Input("pit", RecordingKind.Curves, Summary = "what goodness-of-fit.pit gives")]
public sealed class PlotKsSink : CurvesFigureSink<PlotKsOptions>
{
    private protected override CurvesFigure Draw(CurveRows rows)
    {
        List<CurvesPanel> panels = [];
        foreach (string target in rows.Targets)
        {
            foreach ((string name, CurvesSchema.Row[] points) in rows.Curves(target))
            {
                (string heading, string x, string y, double expected, CurveStyle style) = name switch
                {
                    TransformedCounts.Histogram => ("histogram", "u", "density", 1.0, CurveStyle.Steps),
                    TransformedCounts.Autocorrelation => ("autocorrelation", "lag (bins)", "correlation", 0.0, CurveStyle.Impulses),
                    _ => ("Kolmogorov-Smirnov", "u", "F(u) - u", 0.0, CurveStyle.Line),
                };
                double[] abscissas = [.. points.Select(point => point.X)], values = [.. points.Select(point => point.Value)];
                DrawnCurve band = new(
                    "right model", abscissas, points.Select(_ => expected).ToArray(),
                    points.Select(point => expected - point.Error).ToArray(), points.Select(point => expected + point.Error).ToArray(), CurveStyle.Expected);
                panels.Add(new CurvesPanel($"{target}, {heading}", [band, new("transformed counts", abscissas, values, Style: style)]) { XLabel = x, YLabel = y });
            }
        }

        return new()
        {
            Title = Options.Title ?? "Goodness of fit: counts transformed by their distribution under the model",
            Subtitle = "uniform and independent where the model is right; grey: 95 % band of a right model",
            XLabel = "u",
            YLabel = "",
            Panels = panels.Count > 0 ? panels : [new CurvesPanel("", [])],
            Columns = 3,
            SharesAbscissa = false,
        };
    }
}
