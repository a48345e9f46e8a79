namespace SpikeStream.Models.Microscopic;

/// <summary>A spike of a simulated network.</summary>
/// <param name="Step">Time step; its left edge is the time of the spike.</param>
/// <param name="Unit">Neuron, numbered through all populations in order.</param>
public readonly record struct MicroscopicSpike(long Step, int Unit);
