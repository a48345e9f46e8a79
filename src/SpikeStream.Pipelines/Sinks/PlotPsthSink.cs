using System.Globalization;
using Apache.Arrow;
using SpikeStream.Pipelines.Nodes;
using SpikeStream.Pipelines.Options;
using SpikeStream.Pipelines.Plots;
using SpikeStream.Pipelines.Sinks.Figures;
using SpikeStream.Pipelines.Stages;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Sinks;

/// <summary>Options of <see cref="PlotPsthSink"/>.</summary>
public sealed record PlotPsthOptions : PlotOptions
{
    /// <summary>The event at time zero, for the axis.</summary>
    [NotEmpty]
    public string Event { get; init; } = "event";

    /// <summary>Units drawn at most, evenly spaced; memory is that of these.</summary>
    [InRange(1, 2000)]
    public int MaximumUnits { get; init; } = 200;
}

/// <summary>Draws peristimulus time histograms: a panel per unit with a line per condition, or a map where units are many.</summary>
[Node("plot-psth", "Draws peristimulus time histograms: a line per condition, or a map of many units")]
[Input("psth", RecordingKind.Series, Summary = "what the stage psth gives")]
public sealed class PlotPsthSink : Sink<PlotPsthOptions>
{
    private readonly List<Curve> _curves = [];
    private FigureOutput _output = null!;
    private SeriesSchema.Description _series = null!;
    private BinWidth _width;
    private double _firstTime = double.NaN;
    private int[] _units = [];

    /// <inheritdoc/>
    public override ValueTask OpenAsync(NodeInputs inputs, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        _series = SeriesSchema.Describe(inputs[0]);
        _width = _series.SamplingStep ?? throw new InvalidInputException("psth: found no sampling step in the schema, expected what the stage psth gives");
        foreach (string column in new[] { PsthRows.Errors, PsthRows.Condition, PsthRows.Trials })
        {
            if (inputs[0].GetFieldByName(column) is null) throw new InvalidInputException($"psth: found no column \"{column}\", expected what the stage psth gives");
        }

        int shown = Math.Min(_series.Channels, Options.MaximumUnits);
        _units = [.. Enumerable.Range(0, shown).Select(i => (int)((long)i * _series.Channels / shown))];
        _output = new(Context, Options.Path);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public override ValueTask ProcessAsync(int input, Batch batch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        RecordBatch records = batch.Records;
        ReadOnlySpan<double> times = SeriesSchema.Times(records);
        ReadOnlySpan<double> rates = SeriesSchema.Samples(records);
        ReadOnlySpan<double> errors = Columns.ListValues<double>(records, PsthRows.Errors);
        ReadOnlySpan<long> trials = Columns.Values<long>(records, PsthRows.Trials);
        bool isByUnit = records.Schema.GetFieldByName(PsthRows.UnitTrials) is not null;
        ReadOnlySpan<long> unitTrials = isByUnit ? Columns.ListValues<long>(records, PsthRows.UnitTrials) : [];
        var conditions = (StringArray)records.Column(records.Schema.GetFieldIndex(PsthRows.Condition));
        for (int row = 0; row < records.Length; row++)
        {
            if (double.IsNaN(_firstTime)) _firstTime = times[row];
            long[] counted = new long[_units.Length];
            for (int i = 0; i < counted.Length; i++) counted[i] = isByUnit ? unitTrials[row * _series.Channels + _units[i]] : trials[row];
            Curve curve = CurveOf(conditions.GetString(row) ?? "", counted);
            foreach (int unit in _units)
            {
                bool isObserved = Columns.IsListEntryValid(records, SeriesSchema.Values, row, unit);
                curve.Rates.Add(isObserved ? rates[row * _series.Channels + unit] : double.NaN);
                curve.Errors.Add(isObserved ? errors[row * _series.Channels + unit] : double.NaN);
            }
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public override async ValueTask CommittedAsync(CancellationToken cancellationToken)
    {
        if (_curves.Count == 0)
        {
            Context.Warn("no peristimulus time histogram came, so that there is nothing to draw");
            return;
        }

        Curve[] curves = [.. TrialConditions.Order([.. _curves.Select(curve => curve.Condition)]).Select(place => _curves[place])];
        PsthFigure figure = new()
        {
            Title = Options.Title ?? "Peristimulus time histogram",
            Event = Options.Event,
            FirstTime = _firstTime,
            BinWidth = _width.Seconds,
            Curves = [.. _units.SelectMany((unit, column) => curves.Select(curve => new PsthCurve(
                _series.ChannelNames?[unit] ?? string.Create(CultureInfo.InvariantCulture, $"unit {unit}"),
                curve.Condition,
                (int)Math.Min(int.MaxValue, curve.Trials[column]),
                Column(curve.Rates, column),
                Column(curve.Errors, column))))],
        };
        await _output.WriteAsync(figure, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override void Save(BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write(_firstTime);
        writer.Write(_curves.Count);
        foreach (Curve curve in _curves)
        {
            writer.Write(curve.Condition);
            foreach (long trials in curve.Trials) writer.Write(trials);
            writer.Write(curve.Rates.Count);
            foreach (double value in curve.Rates.Concat(curve.Errors)) writer.Write(value);
        }
    }

    /// <inheritdoc/>
    public override void Restore(BinaryReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        _firstTime = reader.ReadDouble();
        for (int left = reader.ReadInt32(); left > 0; left--)
        {
            Curve curve = CurveOf(reader.ReadString(), [.. _units.Select(_ => reader.ReadInt64())]);
            int values = reader.ReadInt32();
            for (int i = 0; i < values; i++) curve.Rates.Add(reader.ReadDouble());
            for (int i = 0; i < values; i++) curve.Errors.Add(reader.ReadDouble());
        }
    }

    private Curve CurveOf(string condition, long[] trials)
    {
        if (_curves.Find(known => known.Condition == condition) is { } found) return found;
        _curves.Add(new(condition, trials, [], []));
        return _curves[^1];
    }

    private double[] Column(List<double> values, int column) => [.. Enumerable.Range(0, values.Count / _units.Length).Select(row => values[row * _units.Length + column])];

    private sealed record Curve(string Condition, long[] Trials, List<double> Rates, List<double> Errors);
}
