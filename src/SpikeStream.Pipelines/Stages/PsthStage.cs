using Apache.Arrow;
using SpikeStream.Models.Encoding;
using SpikeStream.Numerics.Time;
using SpikeStream.Pipelines.Nodes;
using SpikeStream.Pipelines.Options;
using SpikeStream.Pipelines.Quantities;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Stages;

/// <summary>Kernels of smoothing.</summary>
public enum PsthSmoothing
{
    /// <summary>Rates as counted.</summary>
    None,

    /// <summary>A Gaussian, which looks ahead as far as back.</summary>
    Gaussian,

    /// <summary>The half of a Gaussian that looks back.</summary>
    CausalGaussian,

    /// <summary>An exponential that looks back.</summary>
    Exponential,
}

/// <summary>What the errors of a histogram are from.</summary>
public enum PsthErrors
{
    /// <summary>Poisson counts: the square root of the counts.</summary>
    Poisson,

    /// <summary>The spread over trials: sd / sqrt(n). A trial counts for the units that were observed throughout its window.</summary>
    Trials,
}

/// <summary>Options of <see cref="PsthStage"/>.</summary>
public sealed record PsthOptions : ISelfChecked
{
    /// <summary>Width of the bins, such as "1 ms".</summary>
    [Positive]
    public required Duration Width { get; init; }

    /// <summary>How long before the event the window begins: a whole number of bins.</summary>
    [NotNegative]
    public Duration Before { get; init; } = Duration.Parse("500 ms");

    /// <summary>How long after the event the window ends: a whole number of bins.</summary>
    [Positive]
    public Duration After { get; init; } = Duration.Parse("1 s");

    /// <summary>The column of the trials that holds the time of the event: "start", "stop", or a variable in s.</summary>
    [NotEmpty]
    public string Event { get; init; } = TrialsSchema.Start;

    /// <summary>The column of the trials that says what is a repeat of what: "condition", a variable, or several, such as "contrast_left, contrast_right".</summary>
    [NotEmpty]
    public string Condition { get; init; } = TrialsSchema.Condition;

    /// <summary>Number of units, 0 to this less one, where the recording does not say it.</summary>
    [InRange(1, 1 << 24)]
    public int? UnitCount { get; init; }

    /// <summary>What the rates are smoothed with.</summary>
    public PsthSmoothing Smoothing { get; init; }

    /// <summary>Standard deviation of the Gaussian, or time constant of the exponential.</summary>
    [Positive]
    public Duration? SmoothingWidth { get; init; }

    /// <summary>What the errors are from.</summary>
    public PsthErrors Errors { get; init; }

    /// <inheritdoc/>
    public IEnumerable<(string Key, string Message)> Check()
    {
        if (Smoothing != PsthSmoothing.None && SmoothingWidth is null) yield return ("smoothingWidth", "missing, expected the width of the kernel, such as \"20 ms\"");
        if (Smoothing == PsthSmoothing.None && SmoothingWidth is not null) yield return ("smoothingWidth", "found without a \"smoothing\", expected \"gaussian\", \"causalGaussian\" or \"exponential\" beside it");
        if (SmoothingWidth is { } width && width.Seconds > Before.Seconds + After.Seconds) yield return ("smoothingWidth", $"found {width}, expected no more than the window");
    }
}

/// <summary>The peristimulus time histogram: the mean rate of every unit around an event of the trials, by condition.</summary>
/// <remarks>
/// Gives, when all spikes are in, one batch per condition, in the order in which conditions first appear in the trials. Rows are bins:
/// <c>time</c> is the bin's left edge in s after the event, <c>values</c> the rates in Hz [bin, unit], <c>errors</c> their standard errors
/// under Poisson counts or from the spread over trials, <c>condition</c> the condition and <c>trials</c> how many trials it has. Parts of a trial's window outside of the
/// observation of a unit are not averaged over, nor are spikes in them; with errors from the spread over trials, a trial counts for the units that were observed throughout its window; <c>trials</c> are then those that count for any unit, and where units have
/// gaps <c>trial_counts</c> holds those of each [bin, unit]. A bin that was never observed is null. Spikes that come before all trials are known wait in memory.
/// </remarks>
[Node("psth", "Averages the rate of every unit around an event of the trials, by condition")]
[Input("spikes", RecordingKind.Spikes, Summary = "Spikes in the order of time.")]
[Input("trials", RecordingKind.Trials, Summary = "Trials in any order.")]
[Output("psth", RecordingKind.Series, Summary = "Rates [bin, unit], one batch per condition.")]
public sealed class PsthStage : Stage<PsthOptions>
{
    private const int Spikes = 0;
    private const int Trials = 1;

    private readonly List<Batch> _waiting = [];
    private readonly PsthTrials _trials = new();
    private BinGrid? _grid;
    private Schema? _schema;
    private Schema? _spikesSchema;
    private ObservationWindow? _window;
    private UnitStretches? _stretches;
    private PeristimulusHistogram? _histogram;
    private TrialHistograms? _single;
    private UnitCoverage? _coverage;
    private string[] _names = [];
    private RateKernel _kernel = RateKernel.None;
    private long _firstBin;
    private int _bins;
    private int _units;
    private bool _trialsAreKnown;

    /// <inheritdoc/>
    public override ValueTask<IReadOnlyList<Schema>> OpenAsync(NodeInputs inputs, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        _spikesSchema = inputs[Spikes];
        SpikesSchema.Description spikes = SpikesSchema.Describe(_spikesSchema);
        PsthTrials.Check(inputs[Trials], Options.Event, Options.Condition);
        _grid = new BinGrid(Options.Width.Numerator, Options.Width.Denominator);
        int before = Options.Before.Numerator == 0 ? 0 : BinsOf("before", Options.Before), after = BinsOf("after", Options.After);
        (_firstBin, _bins) = (-before, before + after);
        _units = Options.UnitCount ?? spikes.UnitNames?.Count
            ?? throw new InvalidInputException("unitCount: missing, expected the number of units, because the recording does not say which units it has.");
        _window = spikes.Window;
        _stretches = UnitStretches.Of(Observation.Read(_spikesSchema), _window, _units);
        _kernel = Kernel();
        if (_stretches is not null && !_kernel.IsNone && Options.Errors != PsthErrors.Trials)
            throw new InvalidInputException("smoothing: the recording has gaps, over which counts cannot be smoothed; expected \"errors\": \"trials\", which leaves trials with gaps out, or no smoothing.");
        IReadOnlyList<string>? names = spikes.UnitNames?.Count == _units ? spikes.UnitNames : null;
        _names = [.. names ?? Enumerable.Range(0, _units).Select(unit => unit.ToString(System.Globalization.CultureInfo.InvariantCulture))];
        _schema = PsthRows.Schema(_units, new BinWidth(_grid.Numerator, _grid.Denominator), names, trialsByUnit: _stretches is not null && Options.Errors == PsthErrors.Trials);
        return new([_schema]);
    }

    /// <inheritdoc/>
    public override ValueTask ProcessAsync(int input, Batch batch, Emitter emitter, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        if (input == Trials) _trials.Add(batch.Records, Options.Event, Options.Condition);
        else if (!_trialsAreKnown) _waiting.Add(batch.Retain());
        else Count(batch.Records);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public override ValueTask InputEndedAsync(int input, Emitter emitter, CancellationToken cancellationToken)
    {
        if (input == Trials) Begin();
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public override async ValueTask CompleteAsync(Emitter emitter, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(emitter);
        if (_trials.Skipped > 0) Context.Warn($"{UnitLosses.Many(_trials.Skipped, "trial")} without a time of \"{Options.Event}\" {(_trials.Skipped == 1 ? "is" : "are")} left out");
        if (_histogram is null)
        {
            Context.Warn("there are no trials, so there is no histogram");
            return;
        }

        _single?.Finish();
        if (_coverage is not null) WarnOfMissing(_coverage);
        for (int condition = 0; condition < _trials.Conditions.Count; condition++)
            await emitter.EmitAsync(PsthRows.Build(_schema!, _histogram, condition, _trials, Counted(condition), _window, _stretches, _kernel, _single?.Dispersion)).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override void Save(BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        _trials.Save(writer);
        writer.Write(_trialsAreKnown);
        _histogram?.Save(writer);
        _single?.Save(writer);
        RecordRows.Write(writer, _spikesSchema!, [.. _waiting.Select(batch => batch.Records)]);
    }

    /// <inheritdoc/>
    public override void Restore(BinaryReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        _trials.Restore(reader);
        if (reader.ReadBoolean())
        {
            Begin();
            _histogram?.Restore(reader);
            _single?.Restore(reader);
        }

        if (RecordRows.Read(reader) is { } rows) _waiting.Add(new Batch(RowFilter.WithSchema(rows, _spikesSchema!)));
    }

    /// <inheritdoc/>
    public override ValueTask DisposeAsync()
    {
        Release();
        return base.DisposeAsync();
    }

    private int BinsOf(string option, Duration duration)
    {
        BinGrid length = new(duration.Numerator, duration.Denominator);
        return _grid!.TryGetFactor(length, out int bins)
            ? bins
            : throw new InvalidInputException($"{option}: found {duration}, expected a whole number of bins of {Options.Width}.");
    }

    private RateKernel Kernel()
    {
        double bins = (Options.SmoothingWidth?.Seconds ?? 0) / _grid!.Width;
        return Options.Smoothing switch
        {
            PsthSmoothing.Gaussian => RateKernel.Gaussian(bins),
            PsthSmoothing.CausalGaussian => RateKernel.CausalGaussian(bins),
            PsthSmoothing.Exponential => RateKernel.Exponential(bins),
            _ => RateKernel.None,
        };
    }

    /// <summary>Whether a unit was observed throughout the window around an event.</summary>
    private bool IsObserved(int unit, double time)
    {
        double start = time + _grid!.Edge(_firstBin), stop = time + _grid.Edge(_firstBin + _bins);
        // Times are decimal numbers that were rounded.
        double rounding = 4 * Math.Max(Math.Abs(start), Math.Abs(stop)) / (1L << 52);
        (start, stop) = (start + rounding, stop - rounding);
        return _stretches?.Cover(unit, start, stop) ?? (start >= (_window?.Start ?? double.NegativeInfinity) && stop <= (_window?.Stop ?? double.PositiveInfinity));
    }

    /// <summary>Trials of a condition that count for any unit.</summary>
    private long Counted(int condition)
    {
        if (_coverage is null) return _trials.TrialsOf(condition);
        (_, int[] conditions) = _trials.InOrder();
        return Enumerable.Range(0, conditions.Length).LongCount(trial => conditions[trial] == condition && _coverage.Observed(trial).Contains(true));
    }

    private void WarnOfMissing(UnitCoverage coverage)
    {
        long empty = coverage.Empty();
        foreach (string warning in UnitLosses.Warnings("trial", _trials.Count, empty, coverage.TrialsByUnit(), _names)) Context.Warn(warning);
        if (empty == _trials.Count) Context.Warn("no trial is left, so that the histogram is empty");
    }

    /// <summary>All trials are known: counts the spikes that waited.</summary>
    private void Begin()
    {
        _trialsAreKnown = true;
        if (_trials.Count > 0)
        {
            (double[] events, int[] conditions) = _trials.InOrder();
            _histogram = new PeristimulusHistogram(_grid!, _firstBin, _bins, _units, events, conditions, _trials.Conditions.Count);
            if (Options.Errors == PsthErrors.Trials)
            {
                TrialDispersion dispersion = new(_bins, _units, _trials.Conditions.Count, _grid!.Width, _kernel);
                UnitCoverage coverage = UnitCoverage.Of(events.Length, _units, (unit, trial) => IsObserved(unit, events[trial]));
                _coverage = coverage;
                _single = new(_grid, _firstBin, events, conditions, dispersion, coverage.Observed);
            }
        }

        foreach (Batch batch in _waiting) Count(batch.Records);
        Release();
    }

    private void Count(RecordBatch spikes)
    {
        if (_histogram is null) return;
        RecordBatch observed = _stretches?.Keep(spikes) ?? spikes;
        try
        {
            _histogram.Add(SpikesSchema.Times(observed), SpikesSchema.Units(observed));
            _single?.Add(SpikesSchema.Times(spikes), SpikesSchema.Units(spikes));
        }
        catch (ArgumentException fault)
        {
            throw new InvalidInputException($"spikes: {fault.Message}", fault);
        }
    }

    private void Release()
    {
        foreach (Batch batch in _waiting) batch.Release();
        _waiting.Clear();
    }
}
