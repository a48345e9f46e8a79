using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Nodes;

/// <summary>An output of a node.</summary>
/// <param name="Name">Name in the pipeline file.</param>
/// <param name="Kinds">Kinds that it may give; empty where only opening tells.</param>
/// <param name="SameAs">The input port whose kind it gives on, or null.</param>
/// <param name="Summary">One line of what leaves here.</param>
public sealed record OutputPort(string Name, IReadOnlyList<RecordingKind> Kinds, string? SameAs = null, string Summary = "");
