using SpikeStream.Pipelines.Nodes;

namespace SpikeStream.Pipelines.Catalog;

/// <summary>A node type in words.</summary>
/// <param name="Type">Name, category and one-line summary.</param>
/// <param name="Remarks">More on it; may be empty.</param>
/// <param name="Inputs">Input ports; the first is the default.</param>
/// <param name="Outputs">Output ports; the first is the default.</param>
/// <param name="Options">Options, nested ones after the one they belong to.</param>
public sealed record NodeDescription(
    NodeType Type, string Remarks, IReadOnlyList<InputPort> Inputs, IReadOnlyList<OutputPort> Outputs, IReadOnlyList<OptionDescription> Options);
