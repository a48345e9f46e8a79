using System.Globalization;
using SpikeStream.Pipelines.Nodes;
using SpikeStream.Pipelines.Options;
using SpikeStream.Pipelines.Plots;
using SpikeStream.Pipelines.Quantities;
using SpikeStream.Pipelines.Sinks.Figures;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Sinks;

/// <summary>Where the channels of a series are drawn.</summary>
public enum SeriesPanels
{
    /// <summary>A panel per channel, each with an axis of its own.</summary>
    Each,

    /// <summary>All channels in one panel.</summary>
    One,
}

/// <summary>Options of <see cref="PlotSeriesSink"/>.</summary>
public sealed record PlotSeriesOptions : PanelPlotOptions
{
    /// <summary>Left end of the time window.</summary>
    [NotNegative]
    public Duration Start { get; init; }

    /// <summary>Length of the time window. Left out: up to the end of the series.</summary>
    [Positive]
    public Duration? Duration { get; init; }

    /// <summary>Whether every channel has a panel or all are in one.</summary>
    public SeriesPanels Panels { get; init; }

    /// <summary>What the values are, with their unit, for the axis. Left out: the unit that the recording states.</summary>
    [NotEmpty]
    public string? Values { get; init; }

    /// <summary>Samples kept at most; further ones of the window are not drawn, and the run warns of it.</summary>
    [Unit("samples")]
    [InRange(2, 50_000_000)]
    public int MaximumSamples { get; init; } = 1_000_000;
}

/// <summary>Draws channels over time, such as position, stimulus or activity. Keeps the samples of its time window only.</summary>
[Node("plot-series", "Draws the channels of a series over time, such as position, stimulus or activity")]
[Input("series", RecordingKind.Series, Summary = "samples in the order of time")]
public sealed class PlotSeriesSink : Sink<PlotSeriesOptions>
{
    private FigureOutput _output = null!;
    private SeriesSchema.Description _series = null!;
    private SampleWindow _window = null!;
    private int[] _channels = [];

    /// <inheritdoc/>
    public override ValueTask OpenAsync(NodeInputs inputs, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        _series = SeriesSchema.Describe(inputs[0]);
        int shown = Math.Min(Options.MaximumPanels, _series.Channels);
        _channels = [.. Enumerable.Range(0, shown).Select(i => (int)((long)i * _series.Channels / shown))];
        double start = Options.Start.Seconds;
        _window = new(_channels, start, Options.Duration is { } duration ? start + duration.Seconds : double.PositiveInfinity, Options.MaximumSamples);
        _output = new(Context, Options.Path);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public override ValueTask ProcessAsync(int input, Batch batch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        _window.Add(batch.Records);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public override async ValueTask CommittedAsync(CancellationToken cancellationToken)
    {
        if (_window.LeftOut > 0)
            Context.Warn($"the picture shows the first {_window.Samples} samples of its window and leaves out {_window.LeftOut}; choose a shorter window or a larger maximumSamples");
        DrawnCurve[] curves = [.. _channels.Select((channel, column) => _window.Curve(column, _series.ChannelNames?[channel] ?? string.Create(CultureInfo.InvariantCulture, $"channel {channel}")))];
        string count = curves.Length < _series.Channels ? string.Create(CultureInfo.InvariantCulture, $"{curves.Length} of {_series.Channels} channels, evenly spaced") : curves.Length == 1 ? "1 channel" : string.Create(CultureInfo.InvariantCulture, $"{curves.Length} channels");
        bool areThinned = curves.Any(curve => curve.X.Length < _window.Samples);
        CurvesFigure figure = new()
        {
            Title = Options.Title ?? "Series",
            Subtitle = string.Create(CultureInfo.InvariantCulture, $"{count}; {_window.Samples} samples") + (areThinned ? "; the smallest and the largest of those that fall on one another" : ""),
            XLabel = "time (s)",
            YLabel = Options.Values ?? (_series.ValueUnit is { Length: > 0 } unit ? $"value ({unit})" : "value"),
            XColumn = "time_s",
            Panels = Options.Panels == SeriesPanels.One ? [new CurvesPanel("", curves)] : [.. curves.Select(curve => new CurvesPanel(curve.Name, [curve with { Name = "samples" }]) { Heading = _series is { Channels: 1, ChannelNames: null } ? "" : null })],
        };
        await _output.WriteAsync(figure, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override void Save(BinaryWriter writer) => _window.Save(writer);

    /// <inheritdoc/>
    public override void Restore(BinaryReader reader) => _window.Restore(reader);
}
