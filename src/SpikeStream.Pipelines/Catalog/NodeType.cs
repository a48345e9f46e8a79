using System.Reflection;
using SpikeStream.Pipelines.Nodes;
using SpikeStream.Pipelines.Options;

namespace SpikeStream.Pipelines.Catalog;

/// <summary>A type of source, stage or sink that pipeline files may name.</summary>
public sealed class NodeType
{
    private NodeType(Type type, NodeAttribute declaration, NodeCategory category, Type optionsType)
    {
        ImplementationType = type;
        Type = declaration.Type;
        Summary = declaration.Summary;
        Category = category;
        OptionsType = optionsType;
        Shape = OptionShape.Of(optionsType);
    }

    /// <summary>The word in the pipeline file.</summary>
    public string Type { get; }

    /// <summary>One line of what it does.</summary>
    public string Summary { get; }

    /// <summary>Source, stage or sink.</summary>
    public NodeCategory Category { get; }

    /// <summary>The class.</summary>
    public Type ImplementationType { get; }

    /// <summary>The options record.</summary>
    public Type OptionsType { get; }

    internal OptionShape Shape { get; }

    /// <summary>The ports that the class declares, whatever the options.</summary>
    internal (IReadOnlyList<InputPort> Inputs, IReadOnlyList<OutputPort> Outputs) DeclaredPorts => (
        [.. ImplementationType.GetCustomAttributes<InputAttribute>().Select(port => new InputPort(port.Name, port.Kinds, port.IsOptional, port.Summary))],
        [.. ImplementationType.GetCustomAttributes<OutputAttribute>().Select(port => new OutputPort(port.Name, port.Kinds, port.SameAs, port.Summary))]);

    /// <summary>Makes an object of this type, not yet attached.</summary>
    /// <returns>A fresh node.</returns>
    public Node Create() => (Node)Activator.CreateInstance(ImplementationType)!;

    /// <summary>Reads the declaration of a class.</summary>
    /// <returns>Null where the class declares no node.</returns>
    internal static NodeType? Of(Type type)
    {
        if (type.GetCustomAttribute<NodeAttribute>() is not { } declaration) return null;
        for (Type? level = type.BaseType; level is not null; level = level.BaseType)
        {
            if (!level.IsGenericType) continue;
            Type family = level.GetGenericTypeDefinition();
            NodeCategory? category = family == typeof(Source<>) ? NodeCategory.Source
                : family == typeof(MapStage<>) || family == typeof(Stage<>) ? NodeCategory.Stage
                : family == typeof(Sink<>) ? NodeCategory.Sink
                : null;
            if (category is { } found) return new(type, declaration, found, level.GetGenericArguments()[0]);
        }

        throw new InvalidOperationException($"{type} has a [Node] attribute but derives from none of Source<>, MapStage<>, Stage<>, Sink<>.");
    }
}
