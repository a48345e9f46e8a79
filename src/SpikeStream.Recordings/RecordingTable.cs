namespace SpikeStream.Recordings;

/// <summary>One table of a recording.</summary>
/// <param name="Name">Its name for <see cref="ReadOptions.Table"/>; null where the recording has no names for tables.</param>
/// <param name="Kind">What its rows are.</param>
public sealed record RecordingTable(string? Name, RecordingKind Kind);
