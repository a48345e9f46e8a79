using System.Diagnostics;

namespace SpikeStream.Models.Mixtures;

/// <summary>Model selection by held-out scores: a task for each number of components and fold, in bounded parallel. A task's result depends on the data, the options, the seed, dK and the fold alone.</summary>
public sealed class CrossValidation
{
    private const int GridStimuli = 200;

    private readonly MixtureTrials _trials;
    private readonly MixtureTuning _tuning;
    private readonly MixtureTrainingOptions _options;
    private readonly CrossValidationFolds _folds;
    private readonly bool _isOnGrid;

    /// <summary>Prepares the folds.</summary>
    /// <param name="trials">All trials.</param>
    /// <param name="tuning">The tuning.</param>
    /// <param name="options">How to train; early stopping is not used, and the number of components is that of the task.</param>
    /// <param name="folds">Number of folds, 2 to the number of trials.</param>
    /// <exception cref="MixtureDataException">There are fewer trials than folds, or a stimulus of a discrete tuning has a single trial, which could not be trained on and scored both.</exception>
    public CrossValidation(MixtureTrials trials, MixtureTuning tuning, MixtureTrainingOptions options, int folds = 10)
    {
        ArgumentNullException.ThrowIfNull(trials);
        ArgumentNullException.ThrowIfNull(tuning);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        if (trials.Count < folds) throw new MixtureDataException($"trials: found {trials.Count}, expected at least {folds}, one for each fold");
        MixtureTotals totals = MixtureTotals.Of(trials);
        for (int x = 0; x < totals.ConditionCount && tuning is not VonMisesTuning; x++)
        {
            if (totals.Trials[x] == 1) throw new MixtureDataException($"stimulus \"{trials.Stimuli.Labels[x]}\": found 1 trial, expected at least 2 for cross-validation with discrete tuning; use von Mises tuning for stimuli that do not repeat", trials.Stimuli.Labels[x]);
        }

        (_trials, _tuning, _options) = (trials, tuning, options with { Patience = 0, Parallelism = 1 });
        _folds = new(trials.Conditions, folds, options.Seed);
        // Scores are comparable over the same stimuli alone, so that one stimulus without a repetition, unseen in training by its fold, puts all folds on the grid.
        _isOnGrid = tuning is VonMisesTuning && totals.Trials.Contains(1);
    }

    /// <summary>Number of folds.</summary>
    public int FoldCount => _folds.Count;

    /// <summary>One task.</summary>
    /// <param name="components">dK.</param>
    /// <param name="fold">The fold.</param>
    /// <param name="cancellation">Stops.</param>
    /// <returns>Its scores; NaN for a fold without trials.</returns>
    public FoldScore Score(int components, int fold, CancellationToken cancellation = default)
    {
        long start = Stopwatch.GetTimestamp();
        MixtureFit fit = Begin(components, fold);
        fit.Run(cancellation: cancellation);
        return End(fit, components, fold, cancellation) with { Seconds = Stopwatch.GetElapsedTime(start).TotalSeconds };
    }

    /// <summary>Begins a task that is to be saved between epochs.</summary>
    /// <param name="components">dK.</param>
    /// <param name="fold">The fold.</param>
    /// <returns>The fit to the other folds, to be advanced to its end.</returns>
    public MixtureFit Begin(int components, int fold) => new(_trials.Select(_folds.Training(fold)), _tuning, _options with { Components = components });

    /// <summary>Ends such a task.</summary>
    /// <param name="fit">The fit, at its end.</param>
    /// <param name="components">dK.</param>
    /// <param name="fold">The fold.</param>
    /// <param name="cancellation">Stops.</param>
    /// <returns>Its scores, the time that it took left at 0; NaN for a fold without trials.</returns>
    public FoldScore End(MixtureFit fit, int components, int fold, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(fit);
        MixtureTrials training = _trials.Select(_folds.Training(fold)), test = _trials.Select(_folds.Test(fold));
        if (test.Count == 0) return new(components, fold, double.NaN, double.NaN, 0, fit.Trace);
        double logLikelihood = ConditionalMixture.MeanLogLikelihood(fit.Parameters, test, 1, cancellation);
        return new(components, fold, logLikelihood, Decoder(fit.Parameters, training).Score(test).LogPosterior, 0, fit.Trace);
    }

    /// <summary>Begins a task of the control by factor analysis: Gaussian counts with a mean per stimulus.</summary>
    /// <param name="factors">Number of factors, 0 or more.</param>
    /// <param name="fold">The fold.</param>
    /// <returns>The fit to the other folds, to be advanced to its end.</returns>
    public FactorAnalysis BeginFactors(int factors, int fold) => new(_trials.Select(_folds.Training(fold)), factors, _options.Seed, _options.Epochs, _options.Tolerance);

    /// <summary>Ends such a task.</summary>
    /// <param name="analysis">The fit, at its end.</param>
    /// <param name="factors">Number of factors.</param>
    /// <param name="fold">The fold.</param>
    /// <returns>The same scores as those of mixtures, the time that it took left at 0; NaN for a fold without trials.</returns>
    /// <exception cref="MixtureDataException">A stimulus of the fold does not occur in training.</exception>
    public FoldScore EndFactors(FactorAnalysis analysis, int factors, int fold)
    {
        ArgumentNullException.ThrowIfNull(analysis);
        (double logLikelihood, double logPosterior) = analysis.Model.Score(_trials.Select(_folds.Test(fold)));
        return new(factors, fold, logLikelihood, logPosterior, 0, analysis.Trace);
    }

    /// <summary>All tasks.</summary>
    /// <param name="components">Numbers of components.</param>
    /// <param name="parallelism">Most tasks at a time.</param>
    /// <param name="done">Scores of tasks that are known already, such as those of an interrupted run; they are not run again.</param>
    /// <param name="progress">Receives scores as tasks end, in any order, one at a time.</param>
    /// <param name="cancellation">Stops.</param>
    /// <returns>Scores by number of components, then fold.</returns>
    public IReadOnlyList<FoldScore> Run(
        IReadOnlyList<int> components, int parallelism, IEnumerable<FoldScore>? done = null, Action<FoldScore>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(components);
        ArgumentOutOfRangeException.ThrowIfLessThan(parallelism, 1);
        (int Components, int Fold)[] tasks = [.. components.SelectMany(k => Enumerable.Range(0, FoldCount).Select(fold => (k, fold)))];
        Dictionary<(int, int), FoldScore> known = done?.ToDictionary(score => (score.Components, score.Fold)) ?? [];
        FoldScore[] scores = new FoldScore[tasks.Length];
        // The largest tasks first: threads then end at about the same time.
        int[] order = [.. Enumerable.Range(0, tasks.Length).OrderByDescending(task => tasks[task].Components)];
        int next = -1;
        object gate = new();
        Parallel.For(0, Math.Min(parallelism, tasks.Length), new ParallelOptions { MaxDegreeOfParallelism = parallelism, CancellationToken = cancellation }, _ =>
        {
            for (int place = Interlocked.Increment(ref next); place < order.Length; place = Interlocked.Increment(ref next))
            {
                int task = order[place];
                if (known.TryGetValue(tasks[task], out FoldScore? score))
                {
                    scores[task] = score;
                    continue;
                }

                scores[task] = Score(tasks[task].Components, tasks[task].Fold, cancellation);
                if (progress is null) continue;
                lock (gate) progress(scores[task]);
            }
        });
        return scores;
    }

    /// <summary>Over the distinct stimuli of the training trials with their frequencies; in all folds over a grid with a flat prior where stimuli do not repeat.</summary>
    private StimulusDecoder Decoder(MixtureParameters parameters, MixtureTrials training) => _isOnGrid
        ? new(new(parameters, CircularStimulus.Grid(GridStimuli, ((VonMisesTuning)_tuning).Period)))
        : new(new(parameters, training.Stimuli), StimulusDecoder.EmpiricalPrior(MixtureTotals.Of(training)));
}
