namespace SpikeStream.Models.Mixtures;

/// <summary>Trials that can be read again and again in the same order, in batches of any size: training reads them once per epoch or gradient, and its results do not depend on the batches.</summary>
public interface ITrialSource
{
    /// <summary>All stimuli that occur.</summary>
    StimulusSet Stimuli { get; }

    /// <summary>dN.</summary>
    int NeuronCount { get; }

    /// <summary>Reads all trials.</summary>
    /// <param name="consumer">Receives batch after batch.</param>
    /// <param name="cancellation">Stops reading.</param>
    void Read(TrialConsumer consumer, CancellationToken cancellation);

    /// <summary>Reads the trials of one stimulus, in the same order.</summary>
    /// <param name="stimulus">Place of the stimulus.</param>
    /// <param name="consumer">Receives batch after batch.</param>
    /// <param name="cancellation">Stops reading.</param>
    /// <remarks>Reads all trials and passes on those of the stimulus; sources that find them faster say how.</remarks>
    void ReadAt(int stimulus, TrialConsumer consumer, CancellationToken cancellation) => Read(
        (conditions, counts) =>
        {
            for (int t = 0; t < conditions.Length; t++)
            {
                if (conditions[t] == stimulus) consumer(conditions.Slice(t, 1), counts.Slice(t * NeuronCount, NeuronCount));
            }
        },
        cancellation);
}
