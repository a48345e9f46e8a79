namespace SpikeStream.Pipelines.Execution;

/// <summary>The table of one session.</summary>
/// <param name="Session">Name of the session.</param>
/// <param name="Path">The file.</param>
internal sealed record SessionTable(string Session, string Path);
