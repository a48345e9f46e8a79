using SpikeStream.Pipelines.Catalog;

namespace SpikeStream.Pipelines.Definition;

/// <summary>How a pipeline file is read.</summary>
public sealed record LoadSettings
{
    /// <summary>The types of node that the file may name.</summary>
    public NodeRegistry Registry { get; init; } = NodeRegistry.Product;

    /// <summary>
    /// Folder of recordings, <c>${data}</c> in the file. Null for: the environment variable SPIKESTREAM_DATA, else <c>${samples}</c>: the
    /// nearest folder <c>sample-data</c> at or above the pipeline file, else <c>sample-data</c> in the working folder.
    /// </summary>
    public string? DataFolder { get; init; }

    /// <summary>Which of the file's <c>settings</c> to lay over its variables; null for the variables as they are.</summary>
    public string? Setting { get; init; }

    /// <summary>Name of the session that the pipeline is bound to, where it runs over sessions; null for the first.</summary>
    public string? Session { get; init; }

    /// <summary>More variables for <c>${name}</c>.</summary>
    public IReadOnlyDictionary<string, string> Variables { get; init; } = new Dictionary<string, string>();

    /// <summary>Values to set in the JSON, each <c>path=value</c>, such as <c>stages.fit.iterations=100</c>.</summary>
    public IReadOnlyList<string> Overrides { get; init; } = [];

    /// <summary>The folder that relative input paths start from.</summary>
    public string WorkingFolder { get; init; } = Directory.GetCurrentDirectory();

    /// <summary>Whether input files must exist.</summary>
    public bool ChecksInputFiles { get; init; } = true;
}
