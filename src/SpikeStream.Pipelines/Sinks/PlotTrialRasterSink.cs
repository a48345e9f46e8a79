using System.Globalization;
using System.Runtime.InteropServices;
using SpikeStream.Pipelines.Nodes;
using SpikeStream.Pipelines.Options;
using SpikeStream.Pipelines.Plots;
using SpikeStream.Pipelines.Quantities;
using SpikeStream.Pipelines.Sinks.Figures;
using SpikeStream.Pipelines.Stages;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Sinks;

/// <summary>Options of <see cref="PlotTrialRasterSink"/>.</summary>
public sealed record PlotTrialRasterOptions : PlotOptions
{
    /// <summary>The unit that is drawn: its name, or its number where it has none. Left out: the first.</summary>
    [NotEmpty]
    public string? Unit { get; init; }

    /// <summary>The column of the trials that holds the time of the event: "start", "stop", or a variable in s.</summary>
    [NotEmpty]
    public string Event { get; init; } = TrialsSchema.Start;

    /// <summary>What the event is, for the axis.</summary>
    [NotEmpty]
    public string EventName { get; init; } = "event";

    /// <summary>The column of the trials by which rows are ordered and coloured: "condition", a variable, or several, such as "contrast_left, contrast_right".</summary>
    [NotEmpty]
    public string Condition { get; init; } = TrialsSchema.Condition;

    /// <summary>How long before the event the window begins.</summary>
    [NotNegative]
    public Duration Before { get; init; } = Duration.Parse("500 ms");

    /// <summary>How long after the event the window ends.</summary>
    [Positive]
    public Duration After { get; init; } = Duration.Parse("1 s");

    /// <summary>Spikes kept at most; further ones of the unit are not drawn, and the run warns of it.</summary>
    [Unit("spikes")]
    [InRange(1, 50_000_000)]
    public int MaximumSpikes { get; init; } = 2_000_000;
}

/// <summary>Draws the spikes of one unit around an event: a row per trial, ordered and coloured by condition.</summary>
[Node("plot-trial-raster", "Draws the spikes of one unit around an event: a row per trial, by condition")]
[Input("spikes", RecordingKind.Spikes, Summary = "spikes in the order of time")]
[Input("trials", RecordingKind.Trials, Summary = "trials in any order")]
public sealed class PlotTrialRasterSink : Sink<PlotTrialRasterOptions>
{
    private const int Trials = 1;
    private const int MaximumTrials = 400;

    private readonly PsthTrials _trials = new();
    private readonly List<double> _times = [];
    private FigureOutput _output = null!;
    private string _name = "";
    private uint _unit;
    private long _leftOut;

    /// <inheritdoc/>
    public override ValueTask OpenAsync(NodeInputs inputs, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        UnitList units = new(SpikesSchema.Describe(inputs[0]).UnitNames);
        IReadOnlyList<uint> chosen = Options.Unit is { } text ? units.Read(text, "unit") : [0];
        if (chosen.Count != 1) throw new InvalidInputException($"unit: found {chosen.Count} units, expected one");
        (_unit, _name) = (chosen[0], units.NameOf(chosen[0]));
        PsthTrials.Check(inputs[Trials], Options.Event, Options.Condition);
        _output = new(Context, Options.Path);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public override ValueTask ProcessAsync(int input, Batch batch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        if (input == Trials) _trials.Add(batch.Records, Options.Event, Options.Condition);
        else Keep(SpikesSchema.Times(batch.Records), SpikesSchema.Units(batch.Records));
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public override async ValueTask CommittedAsync(CancellationToken cancellationToken)
    {
        if (_leftOut > 0) Context.Warn($"the raster shows the first {_times.Count} spikes of the unit and leaves out {_leftOut}; maximumSpikes says how many are kept");
        if (_trials.Skipped > 0) Context.Warn($"{_trials.Skipped} trials have no time of \"{Options.Event}\" and are left out");
        double before = Options.Before.Seconds, after = Options.After.Seconds;
        (double[] events, int[] conditions) = _trials.InOrder();
        List<double> times = [];
        List<uint> rows = [];
        for (int trial = 0; trial < events.Length; trial++)
        {
            int first = _times.BinarySearch(events[trial] - before);
            // Of equal times any may be found.
            for (first = first < 0 ? ~first : first; first > 0 && _times[first - 1] >= events[trial] - before; first--) { }
            for (int i = first; i < _times.Count && _times[i] < events[trial] + after; i++)
            {
                times.Add(_times[i] - events[trial]);
                rows.Add((uint)trial);
            }
        }

        int[] order = TrialConditions.Order(_trials.Conditions);
        SpikeRasterFigure figure = new()
        {
            Title = Options.Title ?? string.Create(CultureInfo.InvariantCulture, $"Spikes of {GnuplotText.Unit(_name)} around the {Options.EventName}"),
            Times = times.ToArray(),
            Units = rows.ToArray(),
            Populations = [.. order.Select(condition => new RasterPopulation(Named(condition), [.. Enumerable.Range(0, events.Length).Where(trial => conditions[trial] == condition).Select(trial => (uint)trial)]))],
            Row = "trial",
            TimeLabel = $"time from {Options.EventName} (s)",
            Start = -before,
            Stop = after,
            MaximumUnits = MaximumTrials,
        };
        await _output.WriteAsync(figure, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override void Save(BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        _trials.Save(writer);
        writer.Write(_leftOut);
        writer.Write(_times.Count);
        writer.Write(MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(_times)));
    }

    /// <inheritdoc/>
    public override void Restore(BinaryReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        _trials.Restore(reader);
        _leftOut = reader.ReadInt64();
        CollectionsMarshal.SetCount(_times, reader.ReadInt32());
        reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(_times)));
    }

    private string Named(int condition) => _trials.Conditions[condition] is { Length: > 0 } name ? name : "all";

    private void Keep(ReadOnlySpan<double> times, ReadOnlySpan<uint> units)
    {
        for (int i = 0; i < times.Length; i++)
        {
            if (units[i] != _unit) continue;
            if (_times.Count < Options.MaximumSpikes) _times.Add(times[i]);
            else _leftOut++;
        }
    }
}
