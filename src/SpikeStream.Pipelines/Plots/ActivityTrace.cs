namespace SpikeStream.Pipelines.Plots;

/// <summary>The activity of one population over time, bin by bin.</summary>
/// <param name="Name">The population's name.</param>
/// <param name="Observed">Activity in the data, spikes per neuron and second; NaN where it was not observed.</param>
/// <param name="Expected">Activity the model expects one step ahead, in the same unit; empty if there is no model.</param>
public sealed record ActivityTrace(string Name, ReadOnlyMemory<double> Observed, ReadOnlyMemory<double> Expected);
