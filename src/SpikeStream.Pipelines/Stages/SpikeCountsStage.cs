using Apache.Arrow;
using SpikeStream.Pipelines.Nodes;
using SpikeStream.Pipelines.Options;
using SpikeStream.Pipelines.Quantities;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Stages;

/// <summary>Options of <see cref="SpikeCountsStage"/>.</summary>
public sealed record SpikeCountsOptions : ISelfChecked
{
    /// <summary>The column of the trials that holds the time of the event: "start", "stop", or a variable in s.</summary>
    [NotEmpty]
    public string Event { get; init; } = TrialsSchema.Start;

    /// <summary>When the window begins, in time from the event; negative for before it.</summary>
    public Duration Start { get; init; }

    /// <summary>When the window ends, in time from the event; not included. The trial's own stop where it is left out.</summary>
    public Duration? Stop { get; init; }

    /// <summary>Number of units, 0 to this less one, where the recording does not say it.</summary>
    [InRange(1, 1 << 24)]
    public int? UnitCount { get; init; }

    /// <inheritdoc/>
    public IEnumerable<(string Key, string Message)> Check()
    {
        if (Stop <= Start) yield return ("stop", $"found {Stop}, expected a time after the start at {Start}");
    }
}

/// <summary>Counts the spikes of each unit in a window of each trial: one row per trial, as mixtures and decoders take them.</summary>
/// <remarks>
/// Rows come in the order of the windows: <c>bin</c> is the number of the trial, <c>time</c> the start of its window in s. Trials without an event, and those whose window
/// was not observed whole of every unit, are left out of both outputs. Windows may overlap. Spikes that come before all trials are known wait in memory.
/// </remarks>
[Node("spike-counts", "Counts the spikes of each unit in a window of each trial")]
[Input("spikes", RecordingKind.Spikes, Summary = "Spikes in the order of time.")]
[Input("trials", RecordingKind.Trials, Summary = "Trials in any order.")]
[Output("counts", RecordingKind.Counts, Summary = "Counts [trial, unit].")]
[Output("trials", RecordingKind.Trials, Summary = "The trials that are counted in.")]
public sealed class SpikeCountsStage : Stage<SpikeCountsOptions>
{
    private const int Spikes = 0;
    private const int Trials = 1;
    private const double LargestTime = 1e15;
    private const long MostWaitingRows = 1 << 22;

    private readonly List<Batch> _waiting = [];
    private TrialSpikeCounts _windows = null!;
    private Schema _counts = null!;
    private Schema _spikes = null!;
    private Schema _trials = null!;
    private ObservationWindow? _observed;
    private UnitStretches? _stretches;
    private int _units;
    private long _withoutEvent;
    private long _unobserved;
    private long _waitingRows;
    private bool _trialsAreKnown;

    /// <inheritdoc/>
    public override bool Accepts(int input) => input != Spikes || _trialsAreKnown || _waitingRows < MostWaitingRows;

    /// <inheritdoc/>
    public override ValueTask<IReadOnlyList<Schema>> OpenAsync(NodeInputs inputs, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        (_spikes, _trials) = (inputs[Spikes], inputs[Trials]);
        PsthTrials.Check(_trials, Options.Event, TrialsSchema.Condition);
        SpikesSchema.Description spikes = SpikesSchema.Describe(_spikes);
        _units = Options.UnitCount ?? spikes.UnitNames?.Count
            ?? throw new InvalidInputException("unitCount: missing, expected the number of units, because the recording does not say which units it has.");
        _observed = spikes.Window;
        _stretches = UnitStretches.Of(Observation.Read(_spikes), _observed, _units);
        _windows = new(_units);
        _counts = CountsSchema.Create(_units, null, spikes.UnitNames?.Count == _units ? spikes.UnitNames : null);
        return new([_counts, _trials]);
    }

    /// <inheritdoc/>
    public override async ValueTask ProcessAsync(int input, Batch batch, Emitter emitter, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        ArgumentNullException.ThrowIfNull(emitter);
        if (input == Trials)
        {
            if (RowFilter.Keep(batch, Add(batch.Records), _trials) is { } kept) await emitter.EmitAsync(kept, Trials).ConfigureAwait(false);
        }
        else if (_trialsAreKnown)
        {
            Count(batch.Records);
            await EmitAsync(emitter, all: false).ConfigureAwait(false);
        }
        else
        {
            _waiting.Add(batch.Retain());
            _waitingRows += batch.Rows;
        }
    }

    /// <inheritdoc/>
    public override async ValueTask InputEndedAsync(int input, Emitter emitter, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(emitter);
        if (input != Trials) return;
        _trialsAreKnown = true;
        _windows.Begin();
        foreach (Batch batch in _waiting) Count(batch.Records);
        Release();
        await EmitAsync(emitter, all: false).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override async ValueTask CompleteAsync(Emitter emitter, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(emitter);
        if (_withoutEvent > 0) Context.Warn($"{UnitLosses.Many(_withoutEvent, "trial")} without a window from \"{Options.Event}\" {(_withoutEvent == 1 ? "is" : "are")} left out");
        if (_unobserved > 0) Context.Warn($"{UnitLosses.Many(_unobserved, "trial")} not observed whole of every unit {(_unobserved == 1 ? "is" : "are")} left out; the stage \"select\" keeps units that were observed for longer");
        await EmitAsync(emitter, all: true).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override void Save(BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write(_trialsAreKnown);
        writer.Write(_withoutEvent);
        writer.Write(_unobserved);
        _windows.Save(writer);
        RecordRows.Write(writer, _spikes, [.. _waiting.Select(batch => batch.Records)]);
    }

    /// <inheritdoc/>
    public override void Restore(BinaryReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        _trialsAreKnown = reader.ReadBoolean();
        _withoutEvent = reader.ReadInt64();
        _unobserved = reader.ReadInt64();
        _windows.Restore(reader);
        if (RecordRows.Read(reader) is { } rows) _waiting.Add(new Batch(RowFilter.WithSchema(rows, _spikes)));
        _waitingRows = _waiting.Sum(batch => (long)batch.Rows);
    }

    /// <inheritdoc/>
    public override ValueTask DisposeAsync()
    {
        Release();
        return base.DisposeAsync();
    }

    // The marks of trials that are counted in.
    private bool[] Add(RecordBatch trials)
    {
        var events = (DoubleArray)trials.Column(Options.Event);
        var stops = (DoubleArray)trials.Column(TrialsSchema.Stop);
        ReadOnlySpan<long> numbers = TrialsSchema.Trials(trials);
        bool[] keep = new bool[trials.Length];
        for (int row = 0; row < keep.Length; row++)
        {
            double time = events.GetValue(row) ?? double.NaN, end = Options.Stop is null ? stops.GetValue(row) ?? double.NaN : 0;
            if (!(Math.Abs(time) < LargestTime && Math.Abs(end) < LargestTime))
            {
                _withoutEvent++;
                continue;
            }

            double start = TrialSpikeCounts.Shift(time, Options.Start.Seconds), stop = Options.Stop is { } shift ? TrialSpikeCounts.Shift(time, shift.Seconds) : end;
            if (!(start < stop)) _withoutEvent++;
            else if (!IsObserved(start, stop)) _unobserved++;
            else
            {
                keep[row] = true;
                _windows.Add(new(numbers[row], start, stop));
            }
        }

        return keep;
    }

    private bool IsObserved(double start, double stop) =>
        _stretches?.Cover(start, stop) ?? (start >= (_observed?.Start ?? double.NegativeInfinity) && stop <= (_observed?.Stop ?? double.PositiveInfinity));

    private void Count(RecordBatch spikes) => _windows.Count(SpikesSchema.Times(spikes), SpikesSchema.Units(spikes));

    private async ValueTask EmitAsync(Emitter emitter, bool all)
    {
        List<TrialSpikeCounts.Window> closed = _windows.TakeClosed(all);
        if (closed.Count == 0) return;
        int[] counts = [.. closed.SelectMany(window => window.Counts!)];
        foreach (TrialSpikeCounts.Window window in closed) window.Counts = null;
        await emitter.EmitAsync(CountsSchema.Batch<int>(_counts, [.. closed.Select(window => window.Trial)], [.. closed.Select(window => window.Start)], counts)).ConfigureAwait(false);
    }

    private void Release()
    {
        foreach (Batch batch in _waiting) batch.Release();
        _waiting.Clear();
    }
}
