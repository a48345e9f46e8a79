using System.Globalization;
using System.Reflection;
using System.Text;
using SpikeStream.Pipelines.Nodes;
using SpikeStream.Pipelines.Options;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Catalog;

/// <summary>A type of node explained to a user: what it does, takes and gives, and its options with their conditions and defaults.</summary>
public static class NodeExplanation
{
    /// <summary>Writes the explanation.</summary>
    /// <param name="type">A type of node.</param>
    /// <returns>Some lines of text, each ended by <c>\n</c>.</returns>
    public static string Of(NodeType type)
    {
        ArgumentNullException.ThrowIfNull(type);
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"{type.Type} ({type.Category.ToString().ToLowerInvariant()})\n  {type.Summary}\n");
        Ports(text, type);
        Options(text, type.Shape, "options", indent: "  ");
        return text.ToString();
    }

    private static void Ports(StringBuilder text, NodeType type)
    {
        List<(string Direction, string Name, string What)> lines = [];
        foreach (InputAttribute port in type.ImplementationType.GetCustomAttributes<InputAttribute>())
            lines.Add(("takes", port.Name, Describe(port.Kinds, port.IsOptional ? ", may be left out" : "", port.Summary)));
        foreach (OutputAttribute port in type.ImplementationType.GetCustomAttributes<OutputAttribute>())
            lines.Add(("gives", port.Name, Describe(port.Kinds, port.SameAs is null ? "" : $", as {port.SameAs}", port.Summary)));
        if (lines.Count == 0) return;
        text.Append('\n');
        int width = lines.Max(line => line.Name.Length);
        foreach ((string direction, string name, string what) in lines)
            text.Append(CultureInfo.InvariantCulture, $"  {direction}  {name.PadRight(width)}  {what}\n");
    }

    private static string Describe(IReadOnlyList<RecordingKind> kinds, string more, string summary)
    {
        string what = kinds.Count == 0 ? "any kind" : string.Join(" or ", kinds.Select(RecordingMetadata.KindText));
        return what + more + (summary.Length == 0 ? "" : ": " + summary);
    }

    private static void Options(StringBuilder text, OptionShape shape, string heading, string indent)
    {
        if (shape.Form == OptionForm.Variant)
        {
            foreach ((string name, OptionShape variant) in shape.Variants) Options(text, variant, $"{heading}, type \"{name}\"", indent);
            return;
        }

        if (shape.Properties.Count == 0) return;
        text.Append(CultureInfo.InvariantCulture, $"\n{indent}{heading}:\n");
        foreach (OptionProperty option in shape.Properties)
        {
            text.Append(CultureInfo.InvariantCulture, $"{indent}  {option.Key}  ({Condition(option)})\n");
            if (OptionDocumentation.Of(option.Property) is { } description) text.Append(CultureInfo.InvariantCulture, $"{indent}      {description}\n");
        }

        foreach (OptionProperty option in shape.Properties)
        {
            OptionShape inner = option.Shape.Form is OptionForm.List or OptionForm.Map ? option.Shape.Element! : option.Shape;
            if (inner.Form is OptionForm.Record or OptionForm.Variant) Options(text, inner, $"options of {option.Key}", indent + "  ");
        }
    }

    private static string Condition(OptionProperty option)
    {
        StringBuilder text = new(option.Shape.Expected);
        foreach (OptionConstraintAttribute constraint in option.Constraints) text.Append(", ").Append(constraint.Description);
        if (option.Unit is { } unit) text.Append(", in ").Append(unit);
        if (option.IsRequired) text.Append("; required");
        else if (DefaultText(option.Default) is { } value) text.Append("; otherwise ").Append(value);
        else text.Append("; may be left out");
        return text.ToString();
    }

    private static string? DefaultText(object? value) => value switch
    {
        null => null,
        bool flag => flag ? "true" : "false",
        Enum choice => OptionShape.KeyOf(choice.ToString()),
        string { Length: 0 } => null,
        string text => text,
        System.Collections.IEnumerable => null,
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => null,
    };
}
