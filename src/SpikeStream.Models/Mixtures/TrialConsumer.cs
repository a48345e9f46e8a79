namespace SpikeStream.Models.Mixtures;

/// <summary>Takes trials.</summary>
/// <param name="conditions">Place of each trial's stimulus in the set.</param>
/// <param name="counts">Counts, [trial, neuron].</param>
public delegate void TrialConsumer(ReadOnlySpan<int> conditions, ReadOnlySpan<double> counts);
