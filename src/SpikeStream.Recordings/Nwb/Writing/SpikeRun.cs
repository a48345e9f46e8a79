namespace SpikeStream.Recordings;

/// <summary>Spikes of one unit in a block of a <see cref="SpikeSpool"/>.</summary>
/// <param name="Unit">Number of the unit.</param>
/// <param name="Count">Number of spikes, at least 1.</param>
internal readonly record struct SpikeRun(uint Unit, int Count);
