using SpikeStream.Models.Mixtures;

namespace SpikeStream.Models.Tests.Mixtures;

/// <summary>The same trials in batches of another size, as if they were too many for the memory.</summary>
internal sealed class BatchedTrials(MixtureTrials trials, int batch) : ITrialSource
{
    public StimulusSet Stimuli => trials.Stimuli;

    public int NeuronCount => trials.NeuronCount;

    public void Read(TrialConsumer consumer, CancellationToken cancellation)
    {
        for (int first = 0; first < trials.Count; first += batch)
        {
            int count = Math.Min(batch, trials.Count - first);
            consumer(trials.Conditions.Slice(first, count), trials.Counts.Slice(first * NeuronCount, count * NeuronCount));
        }
    }
}
