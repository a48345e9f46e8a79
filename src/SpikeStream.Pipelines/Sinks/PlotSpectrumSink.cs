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
public sealed class PlotSpectrumSink : Sink<PlotSpectrumOptions>
{
    private readonly CurveRows _rows = new(4);
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
            target, [.. _rows.Curves(target).Select(curve => CurveRows.Drawn(curve.Name, curve.Points, Options.Errors, isPositive: true))]))];
        CurvesFigure figure = new()
        {
            Title = Options.Title ?? "Power spectra of population activity",
            Subtitle = Options.Errors > 0 ? FormattableString.Invariant($"bands: ± {Options.Errors:G3} of the errors that the spectra state") : "",
            XLabel = "frequency (Hz)",
            YLabel = "power (Hz²/Hz)",
            XColumn = "frequency_hz",
            ValueColumn = "power_hz2_per_hz",
            Panels = panels.Count > 0 ? panels : [new CurvesPanel("", [])],
            Columns = panels.Count switch { 2 or 4 => 2, > 4 => 3, _ => 1 },
            SharesAbscissa = panels.Count > 2,
            HasLogarithmicX = Options.LogFrequency,
            HasLogarithmicY = true,
            DataCurve = panels.Count > 0 ? panels[0].Curves[0].Name : null,
        };
        await _output.WriteAsync(figure, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override void Save(BinaryWriter writer) => _rows.Save(writer);

    /// <inheritdoc/>
    public override void Restore(BinaryReader reader) => _rows.Restore(reader);
}
