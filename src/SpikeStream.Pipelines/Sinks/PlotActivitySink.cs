using System.Globalization;
using SpikeStream.Pipelines.Nodes;
using SpikeStream.Pipelines.Options;
using SpikeStream.Pipelines.Plots;
using SpikeStream.Pipelines.Quantities;
using SpikeStream.Pipelines.Sinks.Figures;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Sinks;

/// <summary>Options of <see cref="PlotActivitySink"/>.</summary>
public sealed record PlotActivityOptions : PanelPlotOptions
{
    /// <summary>Left end of the time window.</summary>
    [NotNegative]
    public Duration Start { get; init; }

    /// <summary>Length of the time window.</summary>
    [Positive]
    public Duration Duration { get; init; } = Quantities.Duration.Parse("10 s");

    /// <summary>Width of the bins that are drawn; counts are averaged to it.</summary>
    [Positive]
    public Duration Smoothing { get; init; } = Quantities.Duration.Parse("10 ms");
}

/// <summary>Draws population activity, data against model: a panel per population. Keeps its time window only.</summary>
[Node("plot-activity", "Draws population activity over time, data against what a model expects")]
[Input("counts", RecordingKind.Counts, Summary = "spike counts per population (or unit) and bin")]
[Input("expected", RecordingKind.Counts, IsOptional = true, Summary = "counts that a model expects, such as metrics.expected")]
public sealed class PlotActivitySink : Sink<PlotActivityOptions>
{
    private FigureOutput _output = null!;
    private CountsSchema.Description _counts = null!;
    private BinWidth _width;
    private CountWindow _observed = null!;
    private CountWindow? _expected;

    /// <inheritdoc/>
    public override ValueTask OpenAsync(NodeInputs inputs, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        _counts = CountsSchema.Describe(inputs[0]);
        _width = _counts.BinWidth ?? throw new InvalidInputException("counts: found no bin width in the schema, expected counts of bins of time");
        double start = Options.Start.Seconds, stop = start + Options.Duration.Seconds;
        _observed = new(_counts, start, stop);
        if (inputs.IsConnected(1)) _expected = OpenExpected(CountsSchema.Describe(inputs[1]), start, stop);
        _output = new(Context, Options.Path);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public override ValueTask ProcessAsync(int input, Batch batch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        (input == 0 ? _observed : _expected!).Add(batch.Records);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public override async ValueTask CommittedAsync(CancellationToken cancellationToken)
    {
        List<ActivityTrace> traces = [];
        int shown = Math.Min(Options.MaximumPanels, _counts.Units);
        for (int panel = 0; panel < shown; panel++)
        {
            int unit = (int)((long)panel * _counts.Units / shown);
            double scale = 1 / (_width.Seconds * (_counts.PopulationSizes?[unit] ?? 1));
            string name = _counts.UnitNames?[unit] ?? unit.ToString(CultureInfo.InvariantCulture);
            double[] expected = _expected is { Bins: > 0 } model ? model.Trace(unit, _observed.FirstBin, _observed.Bins, scale) : [];
            traces.Add(new(name, _observed.Trace(unit, _observed.FirstBin, _observed.Bins, scale), expected));
        }

        if (shown < _counts.Units) Context.Warn($"the picture shows {shown} of {_counts.Units} units or populations, evenly spaced; maximumPanels says how many");
        PopulationActivityFigure figure = new()
        {
            Title = Options.Title ?? (_expected is null ? "Population activity" : "Population activity, data and model"),
            FirstTime = _observed.FirstTime,
            BinWidth = _width.Seconds,
            SmoothingWidth = Options.Smoothing.Seconds,
            Populations = traces,
        };
        await _output.WriteAsync(figure, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override void Save(BinaryWriter writer)
    {
        _observed.Save(writer);
        _expected?.Save(writer);
    }

    /// <inheritdoc/>
    public override void Restore(BinaryReader reader)
    {
        _observed.Restore(reader);
        _expected?.Restore(reader);
    }

    private CountWindow OpenExpected(CountsSchema.Description expected, double start, double stop)
    {
        if (expected.Units != _counts.Units) throw new InvalidInputException($"expected: found {expected.Units} populations, expected the {_counts.Units} of the counts");
        if (expected.BinWidth != _width) throw new InvalidInputException($"expected: found bins of {expected.BinWidth}, expected the {_width} of the counts");
        return new(expected, start, stop);
    }
}
