namespace SpikeStream.Recordings;

/// <summary>One stream of continuous data.</summary>
/// <param name="Folder">Its folder below <c>continuous</c>.</param>
/// <param name="SampleRate">Samples per second; null where it is not stated.</param>
/// <param name="Channels">Its channels.</param>
internal sealed record OpenEphysStream(string Folder, double? SampleRate, IReadOnlyList<OpenEphysChannel> Channels);
