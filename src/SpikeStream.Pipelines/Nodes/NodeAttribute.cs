namespace SpikeStream.Pipelines.Nodes;

/// <summary>Puts a source, stage or sink into the registry.</summary>
/// <param name="type">The word in the pipeline file's <c>type</c>, such as <c>population-average</c>.</param>
/// <param name="summary">One line of what it does.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class NodeAttribute(string type, string summary) : Attribute
{
    /// <summary>The word in the pipeline file's <c>type</c>.</summary>
    public string Type { get; } = type;

    /// <summary>One line of what it does.</summary>
    public string Summary { get; } = summary;
}
