namespace SpikeStream.Recordings;

/// <summary>One folder of spikes: of one electrode, or before version 0.6 of a group of electrodes with as many channels.</summary>
/// <param name="Folder">The folder below <c>spikes</c>.</param>
/// <param name="Stream">The stream, or the processor before version 0.6.</param>
/// <param name="SampleRate">Samples per second; null where it is not stated.</param>
/// <param name="Electrodes">Names of the electrodes: one, or those of the group in the order of their numbers from 1.</param>
/// <param name="Channels">Names of the electrode's channels, where they are stated.</param>
internal sealed record OpenEphysSpikeFolder(string Folder, string Stream, double? SampleRate, IReadOnlyList<string> Electrodes, IReadOnlyList<string> Channels);
