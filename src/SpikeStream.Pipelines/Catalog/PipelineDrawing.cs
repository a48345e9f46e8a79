using System.Text;
using SpikeStream.Pipelines.Definition;
using SpikeStream.Pipelines.Nodes;

namespace SpikeStream.Pipelines.Catalog;

/// <summary>Draws the graph of a pipeline.</summary>
public static class PipelineDrawing
{
    /// <summary>Draws as text: each node on a line, and under it the nodes that take from it.</summary>
    /// <param name="pipeline">The pipeline.</param>
    /// <returns>Lines; a node drawn already is shown by its name with "(above)".</returns>
    public static string ToText(PipelineDefinition pipeline)
    {
        ArgumentNullException.ThrowIfNull(pipeline);
        StringBuilder text = new();
        HashSet<NodeDefinition> drawn = [];
        foreach (NodeDefinition root in pipeline.Nodes.Where(node => pipeline.Connections.All(edge => edge.To != node)))
        {
            text.Append(root).Append('\n');
            drawn.Add(root);
            AppendReaders(text, pipeline, root, "", drawn);
        }

        return text.ToString();
    }

    /// <summary>Draws in the language of Graphviz' dot.</summary>
    /// <param name="pipeline">The pipeline.</param>
    /// <returns>The text of a .dot file.</returns>
    public static string ToDot(PipelineDefinition pipeline)
    {
        ArgumentNullException.ThrowIfNull(pipeline);
        StringBuilder dot = new();
        dot.Append("digraph ").Append(Quote(pipeline.Options.Name)).Append(" {\n  rankdir=LR;\n  node [fontname=\"Helvetica\", fontsize=11, style=\"filled,rounded\", shape=box];\n");
        dot.Append("  edge [fontname=\"Helvetica\", fontsize=9, color=\"#555555\"];\n");
        foreach (NodeDefinition node in pipeline.Nodes)
        {
            string colour = node.Type.Category switch
            {
                NodeCategory.Source => "#cfe8cf",
                NodeCategory.Stage => "#d6e4f5",
                _ => "#f6e3c5",
            };
            dot.Append("  ").Append(Quote(node.Id)).Append(" [label=").Append(Quote($"{node.Id}\n{node.Type.Type}")).Append(", fillcolor=\"").Append(colour).Append("\"];\n");
        }

        foreach (Connection edge in pipeline.Connections)
            dot.Append("  ").Append(Quote(edge.From.Id)).Append(" -> ").Append(Quote(edge.To.Id)).Append(" [label=").Append(Quote(Label(pipeline, edge))).Append("];\n");
        return dot.Append("}\n").ToString();
    }

    private static void AppendReaders(StringBuilder text, PipelineDefinition pipeline, NodeDefinition node, string indent, HashSet<NodeDefinition> drawn)
    {
        List<Connection> edges = [.. pipeline.Connections.Where(edge => edge.From == node)];
        for (int i = 0; i < edges.Count; i++)
        {
            bool isLast = i == edges.Count - 1;
            bool isNew = drawn.Add(edges[i].To);
            text.Append(indent).Append(isLast ? "└─ " : "├─ ").Append(Label(pipeline, edges[i])).Append(" → ").Append(edges[i].To).Append(isNew ? "\n" : " (above)\n");
            if (isNew) AppendReaders(text, pipeline, edges[i].To, indent + (isLast ? "   " : "│  "), drawn);
        }
    }

    /// <summary>The kind, and the ports where a node has several.</summary>
    private static string Label(PipelineDefinition pipeline, Connection edge)
    {
        OutputPort output = edge.From.Outputs[edge.Output];
        string kinds = string.Join('|', GraphBinder.KindsOf(pipeline.Connections, edge.From, edge.Output).Select(kind => kind.ToString().ToLowerInvariant()));
        string from = edge.From.Outputs.Count > 1 ? $".{output.Name} " : "";
        string to = edge.To.Inputs.Count > 1 ? $" as {edge.To.Inputs[edge.Input].Name}" : "";
        return $"{from}{(kinds.Length == 0 ? "any" : kinds)}{to}";
    }

    private static string Quote(string text) => $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal)}\"";
}
