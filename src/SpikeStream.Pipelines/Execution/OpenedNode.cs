using Apache.Arrow;
using SpikeStream.Pipelines.Definition;
using SpikeStream.Pipelines.Nodes;

namespace SpikeStream.Pipelines.Execution;

/// <summary>A node that has seen its input schemas and stated its own.</summary>
/// <param name="Definition">What the file says.</param>
/// <param name="Node">The object that runs.</param>
/// <param name="Outputs">Schema of each output port.</param>
internal sealed record OpenedNode(NodeDefinition Definition, Node Node, IReadOnlyList<Schema> Outputs);
