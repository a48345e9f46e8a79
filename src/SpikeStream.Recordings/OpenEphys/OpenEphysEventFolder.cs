namespace SpikeStream.Recordings;

/// <summary>One folder of events.</summary>
/// <param name="Folder">The folder below <c>events</c>.</param>
/// <param name="Stream">The stream that they belong to.</param>
/// <param name="SampleRate">Samples per second; null where it is not stated.</param>
internal sealed record OpenEphysEventFolder(string Folder, string Stream, double? SampleRate);
