using System.Reflection;
using SpikeStream.Pipelines.Nodes;

namespace SpikeStream.Pipelines.Catalog;

/// <summary>All types of node, found by their <see cref="NodeAttribute"/>: a new one needs no entry anywhere.</summary>
public sealed class NodeRegistry
{
    private readonly Dictionary<(NodeCategory, string), NodeType> _types = [];

    /// <summary>Looks through assemblies.</summary>
    /// <param name="assemblies">Where node classes are.</param>
    /// <exception cref="InvalidOperationException">Two classes of one category have one name.</exception>
    public NodeRegistry(params IEnumerable<Assembly> assemblies)
    {
        ArgumentNullException.ThrowIfNull(assemblies);
        foreach (Type candidate in assemblies.Distinct().SelectMany(assembly => assembly.GetTypes()))
        {
            if (candidate.IsAbstract || NodeType.Of(candidate) is not { } type) continue;
            if (!_types.TryAdd((type.Category, type.Type), type))
                throw new InvalidOperationException($"Two classes declare the {type.Category} \"{type.Type}\": {_types[(type.Category, type.Type)].ImplementationType} and {candidate}.");
        }
    }

    /// <summary>The nodes of the product.</summary>
    public static NodeRegistry Product { get; } = new(typeof(NodeRegistry).Assembly);

    /// <summary>All types, by category and name.</summary>
    public IReadOnlyList<NodeType> Types =>
        [.. _types.Values.OrderBy(type => type.Category).ThenBy(type => type.Type, StringComparer.Ordinal)];

    /// <summary>Finds a type.</summary>
    /// <param name="category">Source, stage or sink.</param>
    /// <param name="type">Its name.</param>
    /// <returns>Null where there is none.</returns>
    public NodeType? Find(NodeCategory category, string type) => _types.GetValueOrDefault((category, type));
}
