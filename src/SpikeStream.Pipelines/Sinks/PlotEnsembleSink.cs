using SpikeStream.Pipelines.Nodes;
using SpikeStream.Pipelines.Options;
using SpikeStream.Pipelines.Plots;
using SpikeStream.Pipelines.Quantities;
using SpikeStream.Pipelines.Sinks.Figures;
using SpikeStream.Pipelines.Stages.Ensembles;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Sinks;

/// <summary>Options of <see cref="PlotEnsembleSink"/>.</summary>
public sealed record PlotEnsembleOptions : PlotOptions, ISelfChecked
{
    /// <summary>Left end of the time window.</summary>
    [NotNegative]
    public Duration Start { get; init; }

    /// <summary>Right end of the time window.</summary>
    public Duration? Stop { get; init; }

    /// <summary>Width of the bins that are drawn; counts are averaged to it.</summary>
    [Positive]
    public Duration Bin { get; init; } = Duration.Parse("10 ms");

    /// <summary>Half width of the shading in standard deviations over runs; 0 for none.</summary>
    [NotNegative]
    public double Deviations { get; init; } = 1;

    /// <summary>Names of the ensembles in the legend, in the order of the inputs that are connected. Left out: names of the inputs.</summary>
    public string[] Labels { get; init; } = [];

    /// <inheritdoc/>
    public IEnumerable<(string Key, string Message)> Check()
    {
        if (Stop <= Start) yield return ("stop", $"found {Stop}, expected a time after the start at {Start}");
        if (Labels.Distinct().Count() != Labels.Length) yield return ("labels", "found a label twice, expected labels that differ");
    }
}

/// <summary>Draws activities averaged over runs with their spread, ensembles over one another: a panel per population, the input on top.</summary>
/// <remarks>The figures 2C, 5 and 8 of Rene, Longtin and Macke (2020). Memory is that of the bins drawn, however many runs there are.</remarks>
[Node("plot-ensemble", "Draws trial-averaged activity of ensembles with its spread over runs, and the input on top")]
[Input("reference", RecordingKind.Counts, Summary = "runs of the true model, or a recording")]
[Input("tested", RecordingKind.Counts, IsOptional = true, Summary = "runs of a model")]
[Input("other", RecordingKind.Counts, IsOptional = true, Summary = "runs of another model")]
[Input("third", RecordingKind.Counts, IsOptional = true, Summary = "runs of one more model")]
[Input("stimulus", RecordingKind.Series, IsOptional = true, Summary = "external input in mA, drawn on top")]
public sealed class PlotEnsembleSink : Sink<PlotEnsembleOptions>
{
    private const int Ensembles = 4;
    private static readonly string[] Ports = ["reference", "tested", "other", "third"];
    private readonly EnsembleEnvelope?[] _envelopes = new EnsembleEnvelope?[Ensembles];
    private StimulusTrace? _stimulus;
    private FigureOutput _output = null!;

    /// <inheritdoc/>
    public override ValueTask OpenAsync(NodeInputs inputs, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        for (int port = 0; port < Ensembles; port++)
        {
            if (!inputs.IsConnected(port)) continue;
            _envelopes[port] = new(Ports[port], inputs[port], Options.Start, Options.Stop, Options.Bin);
            EnsembleAlignment.CheckPopulations(Ports[port], _envelopes[port]!.Layout, Ports[0], _envelopes[0]!.Layout);
        }

        int connected = _envelopes.Count(envelope => envelope is not null);
        if (Options.Labels.Length != 0 && Options.Labels.Length != connected)
            throw new InvalidInputException($"labels: found {Options.Labels.Length}, expected {connected}, one per ensemble that is connected");
        if (inputs.IsConnected(Ensembles)) _stimulus = new(inputs[Ensembles], Options.Start, Options.Stop, Options.Bin);
        _output = new(Context, Options.Path);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public override ValueTask ProcessAsync(int input, Batch batch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        if (input == Ensembles) _stimulus!.Add(batch.Records);
        else _envelopes[input]!.Add(batch.Records);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public override async ValueTask CommittedAsync(CancellationToken cancellationToken)
    {
        List<CurvesPanel> panels = [];
        if (_stimulus is not null) panels.Add(new CurvesPanel("input", _stimulus.Curves()) { YLabel = "input (mA)" });
        EnsembleLayout layout = _envelopes[0]!.Layout;
        for (int population = 0; population < layout.Populations; population++)
        {
            List<DrawnCurve> curves = [];
            for (int port = 0; port < Ensembles; port++)
            {
                if (_envelopes[port] is not { } envelope) continue;
                string label = Options.Labels.Length > 0 ? Options.Labels[curves.Count] : Ports[port];
                curves.Add(envelope.Curve(population, label, Options.Deviations));
            }

            panels.Add(new CurvesPanel(layout.NameOf(population), curves) { StartsAtZero = true });
        }

        string runs = string.Join(" and ", _envelopes.OfType<EnsembleEnvelope>().Select(envelope => envelope.Layout.Runs).Distinct());
        CurvesFigure figure = new()
        {
            Title = Options.Title ?? "Population activity, averaged over runs",
            Subtitle = FormattableString.Invariant($"means of {runs} runs in bins of {Options.Bin}") + (Options.Deviations > 0 ? FormattableString.Invariant($"; shading: ± {Options.Deviations:G3} standard deviations over runs") : ""),
            XLabel = "time (s)",
            YLabel = "activity (Hz)",
            XColumn = "time_s",
            ValueColumn = "activity_hz",
            Panels = panels,
            DataCurve = panels[^1].Curves[0].Name,
        };
        await _output.WriteAsync(figure, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override void Save(BinaryWriter writer)
    {
        foreach (EnsembleEnvelope? envelope in _envelopes) envelope?.Save(writer);
        _stimulus?.Save(writer);
    }

    /// <inheritdoc/>
    public override void Restore(BinaryReader reader)
    {
        foreach (EnsembleEnvelope? envelope in _envelopes) envelope?.Restore(reader);
        _stimulus?.Restore(reader);
    }
}
