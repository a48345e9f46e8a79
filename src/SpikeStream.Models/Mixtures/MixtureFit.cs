using System.Runtime.ExceptionServices;
namespace SpikeStream.Models.Mixtures;

/// <summary>Trains from several starts side by side, and goes on with the best: epoch by epoch, so that it can be saved between any two. Not thread-safe.</summary>
/// <remarks>Starts share the threads; each is as if alone, so that results have the same bits whatever the parallelism.</remarks>
public sealed class MixtureFit
{
    private readonly MixtureTrainingOptions _options;
    private readonly MixtureTrainer[] _trainers;
    private readonly Func<int, MixtureTrainingOptions, MixtureTrainer> _begin;
    private readonly int _startEpochs;
    private int _chosen = -1;

    /// <summary>Draws and evaluates the starts.</summary>
    /// <param name="trials">The trials; starts may read them at the same time.</param>
    /// <param name="tuning">The tuning.</param>
    /// <param name="options">How to train.</param>
    /// <param name="heldOut">Trials to stop early by; null for none.</param>
    /// <param name="sample">Trials in memory with the same set of stimuli, for the starts by clusters; null for <paramref name="trials"/> where they are in memory, else all starts draw gains.</param>
    /// <exception cref="MixtureDataException">Trials and tuning do not match.</exception>
    public MixtureFit(ITrialSource trials, MixtureTuning tuning, MixtureTrainingOptions options, ITrialSource? heldOut = null, MixtureTrials? sample = null)
    {
        ArgumentNullException.ThrowIfNull(trials);
        ArgumentNullException.ThrowIfNull(tuning);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        _options = options;
        // A single component has nothing to be started differently.
        int starts = options.Components == 1 ? 1 : options.Starts;
        _startEpochs = Math.Min(options.StartEpochs, options.Model == MixtureModelKind.Poisson ? options.Epochs : options.PoissonEpochs);
        MixtureTotals totals = MixtureTotals.Of(trials);
        MixtureTrainingOptions single = starts > 1 ? options with { Parallelism = 1 } : options;
        _trainers = new MixtureTrainer[starts];
        sample ??= trials as MixtureTrials;
        _begin = (start, how) => new(trials, start % 2 == 1 && sample is not null
            ? MixtureStart.FromClusters(sample, tuning, options.Components, options.Seed, start)
            : MixtureStart.FromDrawnGains(totals, trials.Stimuli, tuning, options.Components, options.Seed, start), how, heldOut, totals);
        ForEachStart(start => _trainers[start] = _begin(start, single), CancellationToken.None);
        if (starts == 1) _chosen = 0;
    }

    /// <summary>Whether training is over.</summary>
    public bool IsFinished => _chosen >= 0 && _trainers[_chosen].IsFinished;

    /// <summary>The start that is continued; -1 while all are run.</summary>
    public int ChosenStart => _chosen;

    /// <summary>Log-likelihoods of the starts where they are.</summary>
    public IReadOnlyList<double> StartLogLikelihoods => [.. _trainers.Select(trainer => trainer.LogLikelihood)];

    /// <summary>The trainer of the best start.</summary>
    public MixtureTrainer Best => _trainers[_chosen >= 0 ? _chosen : BestStart()];

    /// <summary>Parameters of the best start.</summary>
    public MixtureParameters Parameters => Best.Parameters;

    /// <summary>Training curve of the best start.</summary>
    public IReadOnlyList<MixtureEpoch> Trace => Best.Trace;

    /// <summary>One epoch: of every start, or of the one that was chosen.</summary>
    /// <param name="cancellation">Stops; restore what was last saved before going on.</param>
    /// <returns>False where training had finished before.</returns>
    public bool Advance(CancellationToken cancellation = default)
    {
        if (IsFinished) return false;
        if (_chosen >= 0) return _trainers[_chosen].Advance(cancellation);
        if (_trainers.Any(trainer => Runs(trainer)))
        {
            ForEachStart(start => { if (Runs(_trainers[start])) _trainers[start].Advance(cancellation); }, cancellation);
            if (_trainers.Any(trainer => Runs(trainer))) return true;
        }

        Choose(BestStart());
        return true;
    }

    /// <summary>Trains to the end.</summary>
    /// <param name="progress">Receives the curve's last row after each epoch; null for nothing.</param>
    /// <param name="cancellation">Stops.</param>
    /// <returns>The parameters.</returns>
    public MixtureParameters Run(IProgress<MixtureEpoch>? progress = null, CancellationToken cancellation = default)
    {
        while (Advance(cancellation)) progress?.Report(Trace[^1]);
        return Parameters;
    }

    /// <summary>Writes the states of all starts.</summary>
    /// <param name="writer">Receives them.</param>
    public void Save(BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write(_trainers.Length);
        writer.Write(_chosen);
        foreach (MixtureTrainer trainer in _trainers) trainer.Save(writer);
    }

    /// <summary>Reads what <see cref="Save"/> wrote, into a fit made with the same trials and options.</summary>
    /// <param name="reader">Gives it.</param>
    /// <exception cref="InvalidDataException">What is read is the state of another fit.</exception>
    public void Restore(BinaryReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        int starts = reader.ReadInt32();
        if (starts != _trainers.Length) throw new InvalidDataException($"checkpoint: found {starts} starts, expected {_trainers.Length}");
        int chosen = reader.ReadInt32();
        foreach (MixtureTrainer trainer in _trainers) trainer.Restore(reader);
        if (chosen >= 0) Choose(chosen);
    }

    // From here on one trainer has all the threads.
    private void Choose(int start)
    {
        _chosen = start;
        if (_options.Parallelism == 1 || _trainers.Length == 1) return;
        using MemoryStream state = new();
        _trainers[start].Save(new BinaryWriter(state));
        state.Position = 0;
        _trainers[start] = _begin(start, _options);
        _trainers[start].Restore(new BinaryReader(state));
    }

    // A start whose Poisson phase ended early has gone as far as the comparison lets it.
    private bool Runs(MixtureTrainer trainer) => !trainer.IsFinished && trainer.Epoch < _startEpochs && trainer.Trace[^1].Phase == MixtureModelKind.Poisson && !trainer.HasFreeShapes;

    private int BestStart()
    {
        int best = 0;
        for (int start = 1; start < _trainers.Length; start++)
        {
            if (_trainers[start].LogLikelihood > _trainers[best].LogLikelihood) best = start;
        }

        return best;
    }

    private void ForEachStart(Action<int> action, CancellationToken cancellation)
    {
        if (_options.Parallelism == 1 || _trainers.Length == 1)
        {
            for (int start = 0; start < _trainers.Length; start++) action(start);
            return;
        }

        try
        {
            Parallel.For(0, _trainers.Length, new ParallelOptions { MaxDegreeOfParallelism = _options.Parallelism, CancellationToken = cancellation }, action);
        }
        catch (AggregateException faults)
        {
            // What one start cannot do the others cannot either; the fault is the same as without threads.
            ExceptionDispatchInfo.Throw(faults.InnerExceptions[0]);
        }
    }
}
