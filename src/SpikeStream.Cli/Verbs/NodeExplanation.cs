using System.Globalization;
using System.Text;
using SpikeStream.Pipelines.Catalog;
using SpikeStream.Pipelines.Nodes;
using SpikeStream.Recordings;

namespace SpikeStream.Cli.Verbs;

/// <summary>A type of node explained: what it does, takes and gives, and its options with their conditions and defaults.</summary>
internal static class NodeExplanation
{
    private const int Width = 100;

    public static string Of(NodeDescription node)
    {
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"{node.Type.Type} ({node.Type.Category.ToString().ToLowerInvariant()})\n");
        Wrap(text, node.Type.Summary, "  ");
        if (node.Remarks.Length > 0) Wrap(text.Append('\n'), node.Remarks, "  ");

        List<(string Direction, string Name, string What)> ports = [];
        foreach (InputPort port in node.Inputs) ports.Add(("takes", port.Name, Port(port.Kinds, port.IsOptional ? ", may be left out" : "", port.Summary)));
        foreach (OutputPort port in node.Outputs) ports.Add(("gives", port.Name, Port(port.Kinds, port.SameAs is null ? "" : $", the same as {port.SameAs}", port.Summary)));
        if (ports.Count > 0) text.Append('\n');
        foreach ((string direction, string name, string what) in ports)
            Wrap(text, $"{direction} {name} {what}", "  ", "        ");

        if (node.Options.Count > 0) text.Append("\nOptions:\n");
        foreach (OptionDescription option in node.Options)
        {
            Wrap(text, $"{option.Key}: {Condition(option)}", "  ", "      ");
            if (option.Documentation.Length > 0) Wrap(text, option.Documentation, "      ");
        }

        return text.ToString();
    }

    private static string Port(IReadOnlyList<RecordingKind> kinds, string more, string summary)
    {
        string what = kinds.Count == 0 ? "any kind" : string.Join(" or ", kinds.Select(RecordingMetadata.KindText));
        return $"({what}{more})" + (summary.Length == 0 ? "" : ": " + summary);
    }

    private static string Condition(OptionDescription option)
    {
        string range = option.Range is null ? "" : ", " + option.Range;
        string unit = option.Unit is null ? "" : ", in " + option.Unit;
        string need = option.IsRequired ? "required" : option.Default is null ? "may be left out" : "default " + option.Default;
        return $"{option.Expected}{range}{unit}; {need}";
    }

    private static void Wrap(StringBuilder text, string words, string indent, string? next = null)
    {
        int length = 0;
        text.Append(indent);
        foreach (string word in words.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (length > 0 && indent.Length + length + 1 + word.Length > Width)
            {
                text.Append('\n').Append(next ?? indent);
                length = 0;
            }

            if (length > 0) text.Append(' ');
            text.Append(word);
            length += word.Length + 1;
        }

        text.Append('\n');
    }
}
