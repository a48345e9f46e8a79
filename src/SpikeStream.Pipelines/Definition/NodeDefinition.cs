using SpikeStream.Pipelines.Catalog;
using SpikeStream.Pipelines.Nodes;

namespace SpikeStream.Pipelines.Definition;

/// <summary>A node of a checked pipeline.</summary>
public sealed class NodeDefinition
{
    internal NodeDefinition(string id, NodeType type, object options, string path)
    {
        Id = id;
        Type = type;
        Options = options;
        Path = path;
        Node prototype = type.Create();
        prototype.Attach(options, new NodeContext { Id = id, RunFolder = "." });
        Inputs = prototype.Inputs;
        Outputs = prototype.Outputs;
        IsStateless = prototype is MapStage;
    }

    /// <summary>Name in the pipeline.</summary>
    public string Id { get; }

    /// <summary>What it is.</summary>
    public NodeType Type { get; }

    /// <summary>The bound options record.</summary>
    public object Options { get; }

    /// <summary>Place in the pipeline file, such as <c>$.stages[2]</c>.</summary>
    public string Path { get; }

    /// <summary>Input ports.</summary>
    public IReadOnlyList<InputPort> Inputs { get; }

    /// <summary>Output ports.</summary>
    public IReadOnlyList<OutputPort> Outputs { get; }

    /// <summary>Whether it is a <see cref="MapStage"/>.</summary>
    public bool IsStateless { get; }

    /// <summary>Id and type.</summary>
    /// <returns>Such as <c>counts (bin)</c>.</returns>
    public override string ToString() => $"{Id} ({Type.Type})";
}
