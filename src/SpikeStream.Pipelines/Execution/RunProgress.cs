namespace SpikeStream.Pipelines.Execution;

/// <summary>How far a run is; reported at most about ten times a second, and once at the end.</summary>
/// <param name="Nodes">Every node, in the order of the graph.</param>
/// <param name="Elapsed">Time since the run, or its resumption, began.</param>
/// <param name="Checkpoints">Checkpoints on disk so far.</param>
/// <param name="IsLast">Whether this is the report at the end: a display closes, for sinks may print after it.</param>
public sealed record RunProgress(IReadOnlyList<NodeStatus> Nodes, TimeSpan Elapsed, long Checkpoints, bool IsLast);
