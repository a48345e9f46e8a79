using SpikeStream.Numerics.Random;

namespace SpikeStream.Models.Mixtures;

/// <summary>
/// Folds of trials, stratified by condition: the trials of a condition are shuffled and dealt to the folds in turn, from where the condition before it ended, so that stimuli that do not repeat are dealt evenly too.
/// </summary>
public sealed class CrossValidationFolds
{
    private readonly int[] _folds;

    /// <summary>Assigns trials to folds; depends on the conditions and the seed alone.</summary>
    /// <param name="conditions">Condition of each trial, 0 or more.</param>
    /// <param name="folds">Number of folds, at least 2.</param>
    /// <param name="seed">The seed.</param>
    public CrossValidationFolds(ReadOnlySpan<int> conditions, int folds, ulong seed)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(folds, 2);
        Count = folds;
        _folds = new int[conditions.Length];
        int[] all = conditions.ToArray();
        int next = 0;
        foreach (IGrouping<int, int> trials in Enumerable.Range(0, all.Length).GroupBy(trial => all[trial]).OrderBy(group => group.Key))
        {
            int[] order = [.. trials];
            MixtureSynthesis.Shuffle(order, new RandomStream(seed, "cross-validation", "folds", (ulong)trials.Key));
            foreach (int trial in order) _folds[trial] = next++ % folds;
        }
    }

    /// <summary>Number of folds.</summary>
    public int Count { get; }

    /// <summary>Trials to train on for a fold, in their order.</summary>
    /// <param name="fold">The fold.</param>
    /// <returns>Numbers of trials.</returns>
    public int[] Training(int fold) => [.. Enumerable.Range(0, _folds.Length).Where(trial => _folds[trial] != fold)];

    /// <summary>Trials of a fold, in their order.</summary>
    /// <param name="fold">The fold.</param>
    /// <returns>Numbers of trials.</returns>
    public int[] Test(int fold) => [.. Enumerable.Range(0, _folds.Length).Where(trial => _folds[trial] == fold)];
}
