using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Nodes;

/// <summary>Declares an input port; the first declared is the default. Ports are numbered in the order of declaration.</summary>
/// <param name="name">Name in the pipeline file.</param>
/// <param name="kinds">Kinds that it takes; none for any.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class InputAttribute(string name, params RecordingKind[] kinds) : Attribute
{
    /// <summary>Name in the pipeline file.</summary>
    public string Name { get; } = name;

    /// <summary>Kinds that it takes; none for any.</summary>
    public RecordingKind[] Kinds { get; } = kinds;

    /// <summary>Whether the port may be left unconnected.</summary>
    public bool IsOptional { get; init; }

    /// <summary>One line of what arrives here.</summary>
    public string Summary { get; init; } = "";
}
