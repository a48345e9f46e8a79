using SpikeStream.Pipelines.Options;

namespace SpikeStream.Pipelines.Catalog;

/// <summary>Describes node types in words, from their declarations and doc comments.</summary>
public static class NodeCatalog
{
    /// <summary>Describes one type.</summary>
    /// <param name="type">The type.</param>
    /// <returns>Its summary, ports and options.</returns>
    public static NodeDescription Describe(NodeType type)
    {
        ArgumentNullException.ThrowIfNull(type);
        (IReadOnlyList<Nodes.InputPort> inputs, IReadOnlyList<Nodes.OutputPort> outputs) = type.DeclaredPorts;
        List<OptionDescription> options = [];
        AddOptions(options, type.Shape, "", depth: 0);
        return new NodeDescription(type, DocumentationText.Remarks(type.ImplementationType), inputs, outputs, options);
    }

    /// <summary>Describes all types of a registry.</summary>
    /// <param name="registry">The registry.</param>
    /// <returns>By category and name.</returns>
    public static IReadOnlyList<NodeDescription> Describe(NodeRegistry registry)
    {
        ArgumentNullException.ThrowIfNull(registry);
        return [.. registry.Types.Select(Describe)];
    }

    private static void AddOptions(List<OptionDescription> options, OptionShape shape, string prefix, int depth)
    {
        const int Deepest = 4;
        foreach (OptionProperty property in shape.Properties)
        {
            string key = prefix + property.Key;
            string range = string.Join(", ", property.Constraints.Select(constraint => constraint.Description));
            options.Add(new OptionDescription(
                key, property.Shape.Form, property.Shape.Expected, property.Unit, property.IsRequired, OptionText.Of(property.Default),
                range.Length == 0 ? null : range, DocumentationText.Summary(property.Property)));
            if (depth >= Deepest) continue;
            OptionShape inner = property.Shape.Form is OptionForm.List or OptionForm.Map ? property.Shape.Element! : property.Shape;
            string mark = property.Shape.Form == OptionForm.List ? "[]" : property.Shape.Form == OptionForm.Map ? ".NAME" : "";
            if (inner.Form == OptionForm.Record) AddOptions(options, inner, $"{key}{mark}.", depth + 1);
            foreach ((string name, OptionShape variant) in inner.Variants) AddOptions(options, variant, $"{key}{mark}({name}).", depth + 1);
        }
    }
}
