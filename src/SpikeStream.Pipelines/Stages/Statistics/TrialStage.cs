using Apache.Arrow;
using SpikeStream.Models.Statistics;
using SpikeStream.Pipelines.Nodes;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Stages;

/// <summary>A stage that counts spikes in a window of every trial. Spikes that come before all trials are known wait in memory.</summary>
/// <typeparam name="TOptions">The options record.</typeparam>
public abstract class TrialStage<TOptions> : ReadoutStage<TOptions>
    where TOptions : TrialOptions
{
    private const int Trials = 1;

    private readonly List<RecordBatch> _waiting = [];
    private Schema _spikes = null!;
    private TrialCounts? _counts;
    private bool _trialsAreKnown;

    /// <summary>The windows of the trials.</summary>
    private protected TrialWindows Windows { get; private set; } = null!;

    /// <summary>Which units were observed throughout each trial; known with the trials.</summary>
    private protected UnitCoverage Coverage { get; private set; } = null!;

    /// <inheritdoc/>
    public override ValueTask<IReadOnlyList<Schema>> OpenAsync(NodeInputs inputs, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        _spikes = inputs[0];
        Open(_spikes);
        TrialWindows.Check(inputs[Trials], Options);
        Windows = new(Options, Recording.Units);
        return ValueTask.FromResult(OpenOutputs());
    }

    /// <inheritdoc/>
    public override ValueTask ProcessAsync(int input, Batch batch, Emitter emitter, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        ArgumentNullException.ThrowIfNull(emitter);
        if (input != Trials && _trialsAreKnown) return TakeAsync(batch.Records, emitter);
        if (input == Trials) Windows.Add(batch.Records);
        else _waiting.Add(BatchConcatenation.Concatenate(_spikes, [batch.Records]));
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public override async ValueTask InputEndedAsync(int input, Emitter emitter, CancellationToken cancellationToken)
    {
        if (input != Trials) return;
        Begin();
        foreach (RecordBatch spikes in _waiting) await TakeAsync(spikes, emitter).ConfigureAwait(false);
        _waiting.Clear();
    }

    /// <inheritdoc/>
    public override ValueTask CompleteAsync(Emitter emitter, CancellationToken cancellationToken)
    {
        if (Windows.Skipped > 0) Context.Warn($"{UnitLosses.Many(Windows.Skipped, "trial")} without an event, a condition or a window {(Windows.Skipped == 1 ? "is" : "are")} left out");
        long[] left = _counts is null ? [] : Coverage.TrialsByUnit();
        foreach (string warning in UnitLosses.Warnings("trial", Windows.Starts.Count + Windows.Unobserved, Windows.Unobserved, left, Recording.Names)) Context.Warn(warning);
        if (Windows.Starts.Count > 0) return base.CompleteAsync(emitter, cancellationToken);
        Context.Warn($"{(Windows.Skipped + Windows.Unobserved > 0 ? "no trial is left" : "there are no trials")}, so there is nothing to tell of them");
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public override void Save(BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        Windows.Save(writer);
        writer.Write(_trialsAreKnown);
        RecordRows.Write(writer, _spikes, _waiting);
        base.Save(writer);
        if (_counts is not null) SaveSums(writer);
    }

    /// <inheritdoc/>
    public override void Restore(BinaryReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        Windows.Restore(reader);
        bool areKnown = reader.ReadBoolean();
        if (RecordRows.Read(reader) is { } rows) _waiting.Add(RowFilter.WithSchema(rows, _spikes));
        if (areKnown) Begin();
        base.Restore(reader);
        if (_counts is not null) RestoreSums(reader);
    }

    /// <summary>The schemas of the outputs.</summary>
    private protected abstract IReadOnlyList<Schema> OpenOutputs();

    /// <summary>All trials are known; there is at least one.</summary>
    private protected abstract void OpenSums();

    /// <summary>Takes the counts of a trial.</summary>
    private protected abstract void AddTrial(int trial, int[] counts);

    /// <summary>Gives the values of the trials that are over.</summary>
    private protected abstract ValueTask ReadTrialsAsync(double until, bool isLast, Emitter emitter);

    private protected abstract void SaveSums(BinaryWriter writer);

    private protected abstract void RestoreSums(BinaryReader reader);

    private protected sealed override ValueTask ReadAsync(double until, bool isLast, Emitter emitter)
    {
        _counts!.AdvanceTo(isLast ? double.MaxValue : until);
        return ReadTrialsAsync(until, isLast, emitter);
    }

    private void Begin()
    {
        _trialsAreKnown = true;
        if (Windows.Starts.Count == 0) return;
        Coverage = Windows.Coverage();
        OpenSums();
        Use(_counts = new(Windows.Starts, Windows.Stops, Recording.Names.Length, AddTrial));
    }
}
