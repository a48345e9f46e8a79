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
}
