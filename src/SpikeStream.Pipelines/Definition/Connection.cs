namespace SpikeStream.Pipelines.Definition;

/// <summary>An edge of the graph.</summary>
/// <param name="From">The node that gives.</param>
/// <param name="Output">Number of its output port.</param>
/// <param name="To">The node that takes.</param>
/// <param name="Input">Number of its input port.</param>
public sealed record Connection(NodeDefinition From, int Output, NodeDefinition To, int Input)
{
    /// <summary>The edge as text.</summary>
    /// <returns>Such as <c>read.spikes -> bin.in</c>.</returns>
    public override string ToString() => $"{From.Id}.{From.Outputs[Output].Name} -> {To.Id}.{To.Inputs[Input].Name}";
}
