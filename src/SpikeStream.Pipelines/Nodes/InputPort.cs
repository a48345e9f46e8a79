using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Nodes;

/// <summary>An input of a node.</summary>
/// <param name="Name">Name in the pipeline file.</param>
/// <param name="Kinds">Kinds that it takes; empty for any.</param>
/// <param name="IsOptional">Whether it may be left unconnected.</param>
/// <param name="Summary">One line of what arrives here.</param>
public sealed record InputPort(string Name, IReadOnlyList<RecordingKind> Kinds, bool IsOptional = false, string Summary = "");
