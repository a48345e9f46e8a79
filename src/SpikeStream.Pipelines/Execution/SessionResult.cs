namespace SpikeStream.Pipelines.Execution;

/// <summary>How one session of a run over sessions ended.</summary>
/// <param name="Name">The session.</param>
/// <param name="Path">Its file or folder.</param>
/// <param name="Outcome">Completed, failed or interrupted; <see cref="RunOutcome.Running"/> where it has not begun.</param>
/// <param name="Fault">Why it failed, in one line; null where it did not.</param>
/// <param name="Folder">Its run folder.</param>
public sealed record SessionResult(string Name, string Path, RunOutcome Outcome, string? Fault, string Folder);
