using SpikeStream.Models.Fitting;
using SpikeStream.Pipelines.Nodes;
using SpikeStream.Pipelines.Plots;
using SpikeStream.Pipelines.Sinks.Figures;
using SpikeStream.Pipelines.Stages;
using SpikeStream.Pipelines.Stages.Fitting;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Sinks;

/// <summary>Options of <see cref="PlotLikelihoodSink"/>.</summary>
public sealed record PlotLikelihoodOptions : PlotOptions;

/// <summary>Draws the log likelihood per bin of each minibatch over the steps of a fit, with the scores of all data as lines.</summary>
/// <remarks>The minibatch's log likelihood is the objective less the log prior at the values of the row, over the bins that it stands for.</remarks>
[Node("plot-likelihood", "Draws the log likelihood over the steps of a fit, with start, estimate, truth and baseline as lines")]
[Input("estimates", RecordingKind.Estimates, Summary = "what the stage fit gives")]
[Input("scores", RecordingKind.Scores, IsOptional = true, Summary = "what the stage metrics gives, for the lines")]
public sealed class PlotLikelihoodSink : Sink<PlotLikelihoodOptions>
{
    private readonly List<ReferenceLine> _lines = [];
    private FigureOutput _output = null!;
    private StepTrace _trace = null!;
    private ParameterSpace _space = null!;
    private double? _bins;

    /// <inheritdoc/>
    public override ValueTask OpenAsync(NodeInputs inputs, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        FittedModelDescription description = FittedModelDescription.Read(inputs[0]);
        _space = description.Build().Parameters;
        _bins = description.DataLength;
        _output = new(Context, Options.Path);
        _trace = new([EstimatesSchema.Objective, .. EstimatesSchema.Describe(inputs[0])]);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public override ValueTask ProcessAsync(int input, Batch batch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        if (input == 0) _trace.Add(batch.Records);
        else AddScores(ScoresSchema.Rows(batch.Records));
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public override async ValueTask CommittedAsync(CancellationToken cancellationToken)
    {
        long[] steps = _trace.Steps;
        double[] rows = _trace.Values;
        int width = _space.Count + 1;
        double[] values = new double[steps.Length];
        double[] coordinates = new double[_space.Count];
        for (int i = 0; i < values.Length; i++)
        {
            _space.ToCoordinates(rows.AsSpan(i * width + 1, _space.Count), coordinates);
            values[i] = _bins is { } bins ? -(rows[i * width] + _space.LogPrior(coordinates)) / bins : -rows[i * width];
        }

        ObjectiveFigure figure = new()
        {
            Title = Options.Title ?? "Log likelihood over the steps of the fit",
            AxisLabel = _bins is null ? "log posterior (nat)" : "log likelihood per bin (nat)",
            Starts = [new(steps, values)],
            References = _bins is null ? [] : _lines,
        };
        await _output.WriteAsync(figure, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override void Save(BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        _trace.Save(writer);
        writer.Write(_bins ?? double.NaN);
        writer.Write(_lines.Count);
        foreach (ReferenceLine line in _lines)
        {
            writer.Write(line.Label);
            writer.Write(line.Value);
        }
    }

    /// <inheritdoc/>
    public override void Restore(BinaryReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        _trace.Restore(reader);
        double bins = reader.ReadDouble();
        _bins = double.IsNaN(bins) ? null : bins;
        int lines = reader.ReadInt32();
        for (int i = 0; i < lines; i++) _lines.Add(new(reader.ReadString(), reader.ReadDouble()));
    }

    private void AddScores(IReadOnlyList<ScoresSchema.Row> rows)
    {
        foreach (ScoresSchema.Row row in rows)
        {
            if (row.Metric == MetricsStage.LogLikelihoodPerBin) _lines.Add(new(row.Target, row.Value));
            // Without a stated length of data the fit takes that of the recording, which is what the scores are of.
            else if (row.Metric == MetricsStage.ScoredBins) _bins ??= row.Value;
        }
    }
}
