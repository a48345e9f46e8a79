namespace SpikeStream.Models.Mixtures;

/// <summary>Trials in memory: a stimulus and a count per neuron each. Immutable.</summary>
public sealed class MixtureTrials : ITrialSource
{
    /// <summary>Largest count: distributions of larger ones are not summed.</summary>
    public const int LargestCount = 1_000_000;

    private readonly int[] _conditions;
    private readonly double[] _counts;

    /// <summary>Takes trials; the arrays must not be changed afterwards.</summary>
    /// <param name="stimuli">The stimuli.</param>
    /// <param name="conditions">Place of each trial's stimulus.</param>
    /// <param name="neurons">dN, at least 1.</param>
    /// <param name="counts">Counts, [trial, neuron]: natural numbers.</param>
    /// <exception cref="MixtureDataException">A count is no natural number, or the sizes do not match; trials and neurons are counted from 0.</exception>
    public MixtureTrials(StimulusSet stimuli, int[] conditions, int neurons, double[] counts)
    {
        ArgumentNullException.ThrowIfNull(stimuli);
        ArgumentNullException.ThrowIfNull(conditions);
        ArgumentNullException.ThrowIfNull(counts);
        ArgumentOutOfRangeException.ThrowIfLessThan(neurons, 1);
        if (counts.LongLength != (long)conditions.Length * neurons)
            throw new MixtureDataException($"counts: found {counts.Length} numbers, expected {conditions.Length} trials of {neurons} neurons");
        for (int i = 0; i < counts.Length; i++)
        {
            if (!(counts[i] >= 0 && counts[i] <= LargestCount && counts[i] == Math.Floor(counts[i])))
                throw new MixtureDataException(FormattableString.Invariant($"trial {i / neurons}, neuron {i % neurons}: found the count {counts[i]}, expected a natural number of at most {LargestCount}"));
        }

        int unknown = Array.FindIndex(conditions, condition => condition < 0 || condition >= stimuli.Count);
        if (unknown >= 0) throw new MixtureDataException($"trial {unknown}: found the stimulus {conditions[unknown]}, expected 0 to {stimuli.Count - 1}");
        (Stimuli, NeuronCount, _conditions, _counts) = (stimuli, neurons, conditions, counts);
    }

    /// <inheritdoc/>
    public StimulusSet Stimuli { get; }

    /// <inheritdoc/>
    public int NeuronCount { get; }

    /// <summary>T.</summary>
    public int Count => _conditions.Length;

    /// <summary>Place of each trial's stimulus.</summary>
    public ReadOnlySpan<int> Conditions => _conditions;

    /// <summary>Counts, [trial, neuron].</summary>
    public ReadOnlySpan<double> Counts => _counts;

    /// <summary>Trials from the text of their stimuli and their counts.</summary>
    /// <param name="stimuli">Stimulus of each trial.</param>
    /// <param name="neurons">dN.</param>
    /// <param name="counts">Counts, [trial, neuron].</param>
    /// <returns>The trials.</returns>
    /// <exception cref="MixtureDataException">A count is no natural number, or the sizes do not match.</exception>
    public static MixtureTrials Of(IReadOnlyList<string> stimuli, int neurons, double[] counts)
    {
        StimulusSet set = StimulusSet.Of(stimuli);
        return new(set, [.. stimuli.Select(set.IndexOf)], neurons, counts);
    }

    /// <summary>The counts of a trial.</summary>
    /// <param name="trial">The trial.</param>
    /// <returns>One per neuron.</returns>
    public ReadOnlySpan<double> CountsOf(int trial) => _counts.AsSpan(trial * NeuronCount, NeuronCount);

    /// <summary>Some of the trials, with the same set of stimuli.</summary>
    /// <param name="trials">Which, in the order wanted.</param>
    /// <returns>The trials.</returns>
    public MixtureTrials Select(IReadOnlyList<int> trials)
    {
        ArgumentNullException.ThrowIfNull(trials);
        double[] counts = new double[trials.Count * NeuronCount];
        int[] conditions = new int[trials.Count];
        for (int i = 0; i < conditions.Length; i++)
        {
            conditions[i] = _conditions[trials[i]];
            CountsOf(trials[i]).CopyTo(counts.AsSpan(i * NeuronCount));
        }

        return new(Stimuli, conditions, NeuronCount, counts);
    }

    /// <inheritdoc/>
    public void Read(TrialConsumer consumer, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(consumer);
        cancellation.ThrowIfCancellationRequested();
        consumer(_conditions, _counts);
    }
}
