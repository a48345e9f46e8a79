using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Nodes;

/// <summary>Declares an output port; the first declared is the default. Ports are numbered in the order of declaration.</summary>
/// <param name="name">Name in the pipeline file.</param>
/// <param name="kinds">Kinds that it may give; none where only opening tells.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class OutputAttribute(string name, params RecordingKind[] kinds) : Attribute
{
    /// <summary>Name in the pipeline file.</summary>
    public string Name { get; } = name;

    /// <summary>Kinds that it may give; none where only opening tells.</summary>
    public RecordingKind[] Kinds { get; } = kinds;

    /// <summary>The input port whose kind it gives on, or null.</summary>
    public string? SameAs { get; init; }

    /// <summary>One line of what leaves here.</summary>
    public string Summary { get; init; } = "";
}
