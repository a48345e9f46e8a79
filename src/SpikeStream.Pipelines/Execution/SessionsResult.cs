namespace SpikeStream.Pipelines.Execution;

/// <summary>What a run over sessions came to.</summary>
/// <param name="Outcome">Completed where all sessions are; failed where one has failed; interrupted where not all have ended.</param>
/// <param name="Folder">The run folder.</param>
/// <param name="Sessions">Every session, in the order of their names.</param>
/// <param name="Files">Files of the tables of all sessions.</param>
public sealed record SessionsResult(RunOutcome Outcome, string Folder, IReadOnlyList<SessionResult> Sessions, IReadOnlyList<string> Files);
