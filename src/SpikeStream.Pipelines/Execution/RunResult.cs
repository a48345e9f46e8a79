namespace SpikeStream.Pipelines.Execution;

/// <summary>What a run came to.</summary>
/// <param name="Outcome">Completed or interrupted; failures are exceptions.</param>
/// <param name="Folder">The run folder.</param>
/// <param name="Nodes">What each node did.</param>
/// <param name="Files">Final paths of the files written.</param>
/// <param name="Warnings">Warnings of all nodes.</param>
public sealed record RunResult(
    RunOutcome Outcome, string Folder, IReadOnlyList<NodeStatus> Nodes, IReadOnlyList<string> Files, IReadOnlyList<string> Warnings);
