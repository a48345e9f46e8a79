using System.Globalization;
using Apache.Arrow;
using SpikeStream.Models.Fitting;
using SpikeStream.Pipelines.Nodes;
using SpikeStream.Pipelines.Plots;
using SpikeStream.Pipelines.Sinks.Figures;
using SpikeStream.Pipelines.Stages.Fitting;
using SpikeStream.Pipelines.Stages.Parameters;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Sinks;

/// <summary>Options of <see cref="PlotParametersSink"/>.</summary>
public sealed record PlotParametersOptions : PlotOptions;

/// <summary>Draws the parameters over the steps of a fit: a panel each, the truth dashed where it is known, the prior as a band.</summary>
[Node("plot-parameters", "Draws parameters over the steps of a fit, with truth and prior")]
[Input("estimates", RecordingKind.Estimates, Summary = "what the stage fit gives")]
public sealed class PlotParametersSink : Sink<PlotParametersOptions>
{
    private FigureOutput _output = null!;
    private StepTrace _trace = null!;
    private IReadOnlyList<TracedParameter> _parameters = [];

    /// <inheritdoc/>
    public override ValueTask OpenAsync(NodeInputs inputs, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        Schema schema = inputs[0];
        IReadOnlyList<string> names = EstimatesSchema.Describe(schema);
        _output = new(Context, Options.Path, hasReferences: true);
        _trace = new(names);
        ParameterSpace? space = RecordingMetadata.Find(schema, FittedModelDescription.Key) is null ? null : FittedModelDescription.Read(schema).Build().Parameters;
        _parameters = [.. names.Select((name, index) => Describe(schema.GetFieldByName(name)!, space?.Parameters[index]))];
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public override ValueTask ProcessAsync(int input, Batch batch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        _trace.Add(batch.Records);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public override async ValueTask CommittedAsync(CancellationToken cancellationToken)
    {
        ParameterTracesFigure figure = new()
        {
            Title = Options.Title ?? "Parameters over the steps of the fit",
            Parameters = _parameters,
            Starts = [new(_trace.Steps, _trace.Values)],
        };
        await _output.WriteAsync(figure, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override void Save(BinaryWriter writer) => _trace.Save(writer);

    /// <inheritdoc/>
    public override void Restore(BinaryReader reader) => _trace.Restore(reader);

    private static TracedParameter Describe(Field field, Parameter? parameter)
    {
        string? Text(string key) => field.Metadata is { } metadata && metadata.TryGetValue(key, out string? value) ? value : null;
        double? truth = Text("truth") is { } text ? double.Parse(text, CultureInfo.InvariantCulture) : null;
        (double Low, double High)? interval = parameter is null ? null : PriorText.CentralInterval(parameter.Prior);
        if (interval is not { } prior) return new(field.Name, Text(RecordingMetadata.FieldUnit) ?? "", truth);
        ParameterSpace alone = new([parameter!]);
        double[] low = new double[1], high = new double[1];
        alone.ToNatural([prior.Low], low);
        alone.ToNatural([prior.High], high);
        return new(field.Name, Text(RecordingMetadata.FieldUnit) ?? "", truth, low[0], high[0]);
    }
}
