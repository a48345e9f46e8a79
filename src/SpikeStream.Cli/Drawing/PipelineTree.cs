using System.Text;
using SpikeStream.Pipelines.Catalog;
using SpikeStream.Pipelines.Definition;

namespace SpikeStream.Cli.Drawing;

/// <summary>A pipeline as text: a tree under each source; a node with several inputs is drawn once and pointed to from its other inputs.</summary>
internal static class PipelineTree
{
    public static string Draw(PipelineDefinition pipeline)
    {
        StringBuilder text = new();
        text.Append(pipeline.Options.Name).Append("  (seed ").Append(pipeline.Options.Seed).Append(")\n");
        if (pipeline.Options.Description is { Length: > 0 } description) text.Append(description.ReplaceLineEndings(" ")).Append('\n');
        HashSet<NodeDefinition> drawn = [];
        foreach (NodeDefinition source in pipeline.Nodes.Where(node => node.Type.Category == NodeCategory.Source))
        {
            text.Append('\n').Append(source).Append('\n');
            drawn.Add(source);
            Children(text, pipeline, source, indent: "", drawn);
        }

        return text.ToString();
    }

    private static void Children(StringBuilder text, PipelineDefinition pipeline, NodeDefinition node, string indent, HashSet<NodeDefinition> drawn)
    {
        List<Connection> edges = [.. pipeline.Connections.Where(edge => edge.From == node).OrderBy(edge => edge.Output)];
        for (int i = 0; i < edges.Count; i++)
        {
            Connection edge = edges[i];
            bool isLast = i == edges.Count - 1;
            bool isNew = drawn.Add(edge.To);
            text.Append(indent).Append(isLast ? "└─ " : "├─ ").Append(edge.From.Outputs[edge.Output].Name).Append(" → ").Append(edge.To);
            if (edge.To.Inputs.Count > 1) text.Append(" as ").Append(edge.To.Inputs[edge.Input].Name);
            text.Append(isNew ? "\n" : ", drawn above\n");
            if (isNew) Children(text, pipeline, edge.To, indent + (isLast ? "   " : "│  "), drawn);
        }
    }
}
