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
public sealed class PlotAutocorrelationSink : Sink<PlotAutocorrelationOptions>
{
    private readonly CurveRows _rows = new(1);
    private FigureOutput _output = null!;

    /// <inheritdoc/>
    public override ValueTask OpenAsync(NodeInputs inputs, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        CurvesSchema.Describe(inputs[0]);
        _output = new(Context, Options.Path);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public override ValueTask ProcessAsync(int input, Batch batch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        _rows.Add(input, batch.Records);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public override async ValueTask CommittedAsync(CancellationToken cancellationToken)
    {
        List<CurvesPanel> panels = [.. _rows.Targets.Select(target => new CurvesPanel(
            target, [.. _rows.Curves(target).Select(curve => CurveRows.Drawn(curve.Name, [.. curve.Points.Where(point => point.X > 0)], Options.Errors))]) { StartsAtZero = true })];
        CurvesFigure figure = new()
        {
            Title = Options.Title ?? "Autocorrelation of population activity",
            Subtitle = Options.Errors > 0 ? FormattableString.Invariant($"bands: mean ± {Options.Errors:G3} standard deviations over simulated runs") : "",
            XLabel = "lag (s)",
            YLabel = "autocorrelation",
            XColumn = "lag_s",
            ValueColumn = "autocorrelation",
            Panels = panels.Count > 0 ? panels : [new CurvesPanel("", [])],
            Columns = panels.Count switch { 2 or 4 => 2, > 4 => 3, _ => 1 },
            SharesAbscissa = panels.Count > 2,
            DataCurve = panels.Count > 0 ? panels[0].Curves[0].Name : null,
        };
        await _output.WriteAsync(figure, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override void Save(BinaryWriter writer) => _rows.Save(writer);

    /// <inheritdoc/>
    public override void Restore(BinaryReader reader) => _rows.Restore(reader);
}
