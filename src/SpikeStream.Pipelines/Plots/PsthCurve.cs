namespace SpikeStream.Pipelines.Plots;

/// <summary>The mean rate of one unit or population around an event, in one condition.</summary>
/// <param name="Target">The unit or population.</param>
/// <param name="Condition">The condition; empty if there is one only.</param>
/// <param name="Trials">How many trials were averaged.</param>
/// <param name="Rate">Mean rate per bin, in spikes per second (and neuron, for a population).</param>
/// <param name="StandardError">Standard error of the mean per bin, in the same unit; empty if it is not known.</param>
public sealed record PsthCurve(string Target, string Condition, int Trials, ReadOnlyMemory<double> Rate, ReadOnlyMemory<double> StandardError);
