using System.Globalization;
using Apache.Arrow;
using SpikeStream.Pipelines.Nodes;
using SpikeStream.Pipelines.Plots;
using SpikeStream.Pipelines.Sinks.Figures;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Sinks;

/// <summary>Options of <see cref="PlotFitDynamicsSink"/>.</summary>
public sealed record PlotFitDynamicsOptions : PlotOptions;

/// <summary>Draws the parameters and the cost of all starts over the steps of a fit, the better a start ended the darker.</summary>
[Node("plot-fit-dynamics", "Draws parameters and cost of all starts over the steps of a fit")]
[Input("traces", RecordingKind.Estimates, Summary = "the output traces of the stage fit")]
[Input("starts", RecordingKind.Scores, IsOptional = true, Summary = "the output starts of the stage fit: how each start ended")]
public sealed class PlotFitDynamicsSink : Sink<PlotFitDynamicsOptions>
{
    private const int StartsPort = 1;
    private readonly SortedDictionary<int, double> _ends = [];
    private readonly SortedDictionary<int, StepTrace> _traces = [];
    private FigureOutput _output = null!;
    private IReadOnlyList<TracedParameter> _parameters = [];

    private string[] Columns => [EstimatesSchema.Objective, .. _parameters.Select(parameter => parameter.Name)];

    /// <inheritdoc/>
    public override ValueTask OpenAsync(NodeInputs inputs, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        Schema schema = inputs[0];
        IReadOnlyList<string> names = EstimatesSchema.Describe(schema);
        if (!EstimatesSchema.HasStarts(schema)) throw new InvalidInputException("traces: found the estimates of one start only, expected the output \"traces\" of the stage fit");
        _output = new(Context, Options.Path, hasReferences: true);
        _parameters = [.. names.Select(name => Describe(schema.GetFieldByName(name)!))];
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public override ValueTask ProcessAsync(int input, Batch batch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        if (input == StartsPort)
        {
            foreach (ScoresSchema.Row row in ScoresSchema.Rows(batch.Records))
            {
                if (row.Metric == "log_likelihood_per_bin" && row.Target.StartsWith("start ", StringComparison.Ordinal)
                    && int.TryParse(row.Target.AsSpan(6), NumberStyles.None, CultureInfo.InvariantCulture, out int start)) _ends[start] = row.Value;
            }

            return ValueTask.CompletedTask;
        }

        ReadOnlySpan<int> starts = EstimatesSchema.Starts(batch.Records);
        for (int first = 0, next; first < starts.Length; first = next)
        {
            for (next = first + 1; next < starts.Length && starts[next] == starts[first];) next++;
            if (!_traces.TryGetValue(starts[first], out StepTrace? trace)) _traces[starts[first]] = trace = new(Columns);
            trace.Add(batch.Records.Slice(first, next - first));
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public override async ValueTask CommittedAsync(CancellationToken cancellationToken)
    {
        if (_traces.Count == 0)
        {
            Context.Warn("there are no traces to draw: they are made in mode archive");
            return;
        }

        FitDynamicsFigure figure = new()
        {
            Title = Options.Title ?? "Parameters of all starts over the steps of the fit",
            Parameters = _parameters,
            Starts = [.. _traces.Select(pair => Trace(pair.Value, _ends.TryGetValue(pair.Key, out double end) ? end : double.NaN))],
        };
        await _output.WriteAsync(figure, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override void Save(BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write(_ends.Count);
        foreach ((int start, double end) in _ends)
        {
            writer.Write(start);
            writer.Write(end);
        }

        writer.Write(_traces.Count);
        foreach ((int start, StepTrace trace) in _traces)
        {
            writer.Write(start);
            trace.Save(writer);
        }
    }

    /// <inheritdoc/>
    public override void Restore(BinaryReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        for (int left = reader.ReadInt32(); left > 0; left--) _ends[reader.ReadInt32()] = reader.ReadDouble();
        for (int left = reader.ReadInt32(); left > 0; left--)
        {
            StepTrace trace = new(Columns);
            _traces[reader.ReadInt32()] = trace;
            trace.Restore(reader);
        }
    }

    private FitTrace Trace(StepTrace trace, double end)
    {
        double[] values = trace.Values;
        int width = _parameters.Count + 1, rows = trace.Steps.Length;
        double[] costs = new double[rows], parameters = new double[rows * _parameters.Count];
        for (int row = 0; row < rows; row++)
        {
            costs[row] = values[row * width];
            values.AsSpan(row * width + 1, _parameters.Count).CopyTo(parameters.AsSpan(row * _parameters.Count));
        }

        return new FitTrace(trace.Steps, parameters, costs, end);
    }

    private static TracedParameter Describe(Field field)
    {
        string? Text(string key) => field.Metadata is { } metadata && metadata.TryGetValue(key, out string? value) ? value : null;
        return new(field.Name, Text(RecordingMetadata.FieldUnit) ?? "", Text("truth") is { } truth ? double.Parse(truth, CultureInfo.InvariantCulture) : null);
    }
}
