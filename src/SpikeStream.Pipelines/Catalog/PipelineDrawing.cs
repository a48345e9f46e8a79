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
        dot.Append("digraph ").Append(Quote(pipeline.Options.Name)).Append(" {\n");
        dot.Append("  rankdir=LR; bgcolor=white; pad=0.3; nodesep=0.25; ranksep=0.6;\n");
        dot.Append("  label=").Append(Quote(pipeline.Options.Name)).Append("; labelloc=t; labeljust=l; fontsize=18; fontname=\"DejaVu Sans Bold\"; fontcolor=\"#222222\";\n");
        dot.Append("  node [shape=box, style=\"rounded,filled\", penwidth=1.2, fontname=\"DejaVu Sans\", fontsize=11, margin=\"0.16,0.09\"];\n");
        dot.Append("  edge [color=\"#777777\", fontname=\"DejaVu Sans\", fontsize=9, fontcolor=\"#555555\", arrowsize=0.7];\n");
        foreach (NodeDefinition node in pipeline.Nodes)
        {
            (string fill, string line) = node.Type.Category switch
            {
                NodeCategory.Source => ("#d6eaf5", "#0072b2"),
                NodeCategory.Sink => ("#d9f0e8", "#009e73"),
                _ => ("#f7f7f7", "#777777"),
            };

            // Ids and types are letters, digits, - and _: nothing to escape in the markup.
            dot.Append("  ").Append(Quote(node.Id)).Append(" [label=<<b>").Append(node.Id).Append("</b><br/><font point-size=\"9\" color=\"#555555\">")
                .Append(node.Type.Type).Append("</font>>, fillcolor=\"").Append(fill).Append("\", color=\"").Append(line).Append("\"];\n");
        }

        foreach (Connection edge in pipeline.Connections)
            dot.Append("  ").Append(Quote(edge.From.Id)).Append(" -> ").Append(Quote(edge.To.Id)).Append(" [label=").Append(Quote($" {Label(pipeline, edge)} ")).Append("];\n");
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
