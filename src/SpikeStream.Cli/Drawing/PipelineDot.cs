using System.Text;
using SpikeStream.Pipelines.Catalog;
using SpikeStream.Pipelines.Definition;

namespace SpikeStream.Cli.Drawing;

/// <summary>A pipeline in the language of Graphviz, left to right.</summary>
internal static class PipelineDot
{
    public static string Draw(PipelineDefinition pipeline)
    {
        StringBuilder text = new();
        text.Append("digraph ").Append(Quote(pipeline.Options.Name)).Append(" {\n");
        text.Append("  rankdir=LR; bgcolor=white; pad=0.3; nodesep=0.25; ranksep=0.6;\n");
        text.Append("  label=").Append(Quote(pipeline.Options.Name)).Append("; labelloc=t; labeljust=l; fontsize=18; fontname=\"DejaVu Sans Bold\"; fontcolor=\"#222222\";\n");
        text.Append("  node [shape=box, style=\"rounded,filled\", penwidth=1.2, fontname=\"DejaVu Sans\", fontsize=11, margin=\"0.16,0.09\"];\n");
        text.Append("  edge [color=\"#777777\", fontname=\"DejaVu Sans\", fontsize=9, fontcolor=\"#555555\", arrowsize=0.7];\n");
        foreach (NodeDefinition node in pipeline.Nodes)
        {
            (string fill, string line) = node.Type.Category switch
            {
                NodeCategory.Source => ("#d6eaf5", "#0072b2"),
                NodeCategory.Sink => ("#d9f0e8", "#009e73"),
                _ => ("#f7f7f7", "#777777"),
            };
            text.Append("  ").Append(Quote(node.Id)).Append(" [label=<<b>").Append(Escape(node.Id)).Append("</b><br/><font point-size=\"9\" color=\"#555555\">")
                .Append(Escape(node.Type.Type)).Append("</font>>, fillcolor=\"").Append(fill).Append("\", color=\"").Append(line).Append("\"];\n");
        }

        foreach (Connection edge in pipeline.Connections)
        {
            string label = edge.From.Outputs[edge.Output].Name;
            if (edge.To.Inputs.Count > 1 && edge.To.Inputs[edge.Input].Name != label) label += " → " + edge.To.Inputs[edge.Input].Name;
            text.Append("  ").Append(Quote(edge.From.Id)).Append(" -> ").Append(Quote(edge.To.Id)).Append(" [label=").Append(Quote(label)).Append("];\n");
        }

        return text.Append("}\n").ToString();
    }

    private static string Quote(string text) => "\"" + text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal) + "\"";

    private static string Escape(string text) =>
        text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal);
}
