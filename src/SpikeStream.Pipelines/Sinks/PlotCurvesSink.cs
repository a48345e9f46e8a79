using SpikeStream.Pipelines.Nodes;
using SpikeStream.Pipelines.Options;
using SpikeStream.Pipelines.Plots;
using SpikeStream.Pipelines.Sinks.Figures;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Sinks;

/// <summary>Options of <see cref="PlotCurvesSink"/>. The table goes to PATH.plot.csv, so that PATH.csv is free for a table of another form.</summary>
public sealed record PlotCurvesOptions : PlotOptions
{
    /// <summary>The metrics that are drawn. Left out: all.</summary>
    [NotEmpty]
    public IReadOnlyList<string>? Metrics { get; init; }

    /// <summary>Names of metrics and targets in the picture: { "fisher_information": "Fisher information" }. Left out: their own. Curves of one name have one colour.</summary>
    public IReadOnlyDictionary<string, string> Names { get; init; } = new Dictionary<string, string>();

    /// <summary>Metrics drawn with dashes, which show the curve that they lie on.</summary>
    public IReadOnlyList<string> Dashed { get; init; } = [];

    /// <summary>Metrics drawn as points that are not joined, such as what was measured beside the curve that explains it.</summary>
    public IReadOnlyList<string> Unjoined { get; init; } = [];

    /// <summary>Label of the horizontal axis.</summary>
    [NotEmpty]
    public string XLabel { get; init; } = "position";

    /// <summary>Label of the vertical axis.</summary>
    [NotEmpty]
    public string YLabel { get; init; } = "value";

    /// <summary>Half width of the bands or half length of the bars, in errors of the curves; 0 for none.</summary>
    [NotNegative]
    public double Errors { get; init; } = 1;
}

/// <summary>Draws curves over one another; curves of few points have their points marked, those over names have points alone.</summary>
[Node("plot-curves", "Draws curves over one another")]
[Input("in", RecordingKind.Curves)]
[Input("second", RecordingKind.Curves, IsOptional = true, Summary = "more curves")]
[Input("third", RecordingKind.Curves, IsOptional = true, Summary = "more curves")]
[Input("fourth", RecordingKind.Curves, IsOptional = true, Summary = "more curves")]
public sealed class PlotCurvesSink : CurvesFigureSink<PlotCurvesOptions>
{
    private const int MarkedPoints = 24;
    private const int NamedCurves = 10;

    /// <inheritdoc/>
    private protected override string TableSuffix => ".plot.csv";

    private protected override CurvesFigure Draw(CurveRows rows)
    {
        CurvesSchema.Row[] drawn = [.. Enumerable.Range(0, Inputs.Count).SelectMany(rows.All).Where(row => Options.Metrics?.Contains(row.Curve) ?? true)];
        bool severalMetrics = drawn.Select(row => row.Curve).Distinct().Count() > 1, severalTargets = drawn.Select(row => row.Target).Distinct().Count() > 1;
        List<DrawnCurve> curves = [];
        foreach (IGrouping<(string Curve, string Target), CurvesSchema.Row> curve in drawn.GroupBy(row => (row.Curve, row.Target)))
        {
            string metric = Named(curve.Key.Curve), target = Named(curve.Key.Target);
            string name = (severalMetrics, severalTargets) switch { (true, true) => $"{target} {metric}", (true, false) => metric, _ => target };
            name = name.Trim();
            CurvesSchema.Row[] points = [.. curve.OrderBy(row => row.X)];
            curves.Add(CurveRows.Drawn(name, points, Options.Errors, style: Style(curve.Key.Curve, points)));
        }

        (double, string)[] ticks = [.. drawn.Where(row => row.Label is not null).Select(row => (row.X, row.Label!)).Distinct()];
        int named = curves.Select(curve => curve.Name).Distinct().Count();
        return new()
        {
            Title = Options.Title ?? Context.Id,
            Subtitle = named > NamedCurves ? FormattableString.Invariant($"{named} curves") : "",
            XLabel = Options.XLabel,
            YLabel = Options.YLabel,
            Panels = [new CurvesPanel("", curves)],
            Ticks = ticks,
            TableSuffix = TableSuffix,
            HasLegend = named <= NamedCurves,
        };
    }

    private string Named(string name) => Options.Names.GetValueOrDefault(name) ?? name.Replace('_', ' ');

    // Between names there is nothing that a line could show.
    private CurveStyle Style(string metric, CurvesSchema.Row[] points) =>
        Options.Unjoined.Contains(metric) || Array.Exists(points, point => point.Label is not null) ? CurveStyle.Markers
        : Options.Dashed.Contains(metric) ? CurveStyle.Dashed
        : points.Length <= MarkedPoints ? CurveStyle.Points : CurveStyle.Line;
}
