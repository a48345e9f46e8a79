using SpikeStream.Pipelines.Options;

namespace SpikeStream.Pipelines.Definition;

/// <summary>A pipeline whose file has been checked: every option bound, every connection made.</summary>
public sealed class PipelineDefinition
{
    internal PipelineDefinition(string file, PipelineOptions options, string resolvedJson)
    {
        File = file;
        Options = options;
        ResolvedJson = resolvedJson;
    }

    /// <summary>The file it came from, as named by the user.</summary>
    public string File { get; }

    /// <summary>Name, seed and so on.</summary>
    public PipelineOptions Options { get; }

    /// <summary>Nodes in an order in which every node comes after all that it takes from.</summary>
    public IReadOnlyList<NodeDefinition> Nodes { get; internal set; } = [];

    /// <summary>Edges, by taking node and port.</summary>
    public IReadOnlyList<Connection> Connections { get; internal set; } = [];

    /// <summary>The file's JSON with setting, overrides and variables applied; holds no variables any more.</summary>
    public string ResolvedJson { get; }

    /// <summary>The setting that was laid over the variables; null where none was asked for.</summary>
    public string? Setting { get; internal set; }

    /// <summary>Names of the settings that the file has.</summary>
    public IReadOnlyList<string> Settings { get; internal set; } = [];

    /// <summary>The file's variables with setting and overrides applied, as a JSON object.</summary>
    public string VariablesJson { get; internal set; } = "{}";

    /// <summary>The sessions that the pipeline runs over; none where it runs once.</summary>
    public IReadOnlyList<SessionInput> Sessions { get; internal set; } = [];

    /// <summary>The session that the nodes are bound to; null where the pipeline runs once.</summary>
    public SessionInput? Session { get; internal set; }

    /// <summary>The seed of the nodes: that of the file, or one of the session.</summary>
    public ulong RunSeed => Session is null ? Options.Seed : SessionSeed.Of(Options.Seed, Session.Name);

    /// <summary>What is odd but allowed, such as an output that nobody reads.</summary>
    public IReadOnlyList<InputFault> Warnings { get; internal set; } = [];

    /// <summary>Files and folders that nodes read, as written in the options.</summary>
    public IReadOnlyList<string> InputPaths { get; internal set; } = [];

    /// <summary>The folder that relative input paths start from.</summary>
    public string WorkingFolder { get; internal set; } = Directory.GetCurrentDirectory();
}
