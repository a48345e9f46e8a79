using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using SpikeStream.Pipelines.Definition;
using SpikeStream.Pipelines.Options;

namespace SpikeStream.Cli.Verbs.Mixtures;

/// <summary>The pipeline of a verb, made from its options.</summary>
internal sealed class VerbPipeline
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly string _verb;
    private readonly JsonObject _root;
    private readonly Dictionary<string, string> _options = [];

    /// <summary>Begins a pipeline.</summary>
    /// <param name="verb">Name of the verb, and of the pipeline.</param>
    /// <param name="description">What the pipeline is for.</param>
    /// <param name="seed">Seed of all random numbers.</param>
    /// <param name="parallelism">Most threads; null for all processors.</param>
    public VerbPipeline(string verb, string description, ulong seed, int? parallelism)
    {
        _verb = verb;
        _root = new() { ["name"] = verb, ["description"] = description, ["seed"] = seed };
        if (parallelism is not null) _root["parallelism"] = parallelism;
        foreach (string section in new[] { "sources", "stages", "sinks" }) _root[section] = new JsonArray();
    }

    /// <summary>Adds a node.</summary>
    /// <param name="section">sources, stages or sinks.</param>
    /// <param name="node">Its id, type, inputs and options.</param>
    public void Add(string section, JsonObject node) => ((JsonArray)_root[section]!).Add(node);

    /// <summary>Adds a node some of whose options are those of the verb.</summary>
    /// <param name="section">sources, stages or sinks.</param>
    /// <param name="node">Its id, type, inputs and other options.</param>
    /// <param name="options">The options of the verb.</param>
    /// <param name="parsed">The command line.</param>
    public void Add(string section, JsonObject node, IEnumerable<NodeOption> options, ParseResult parsed)
    {
        foreach (NodeOption option in options)
        {
            node[option.Key] = option.Value(parsed);
            _options[$"$.{section}[{((JsonArray)_root[section]!).Count}].{option.Key}"] = option.Option.Name;
        }

        Add(section, node);
    }

    /// <summary>The pipeline as text.</summary>
    public override string ToString() => _root.ToJsonString(Indented) + "\n";

    /// <summary>Checks and binds the pipeline.</summary>
    /// <exception cref="InvalidPipelineException">Something is wrong with it; faults of what the verb's options became are told of these.</exception>
    public PipelineDefinition Bind()
    {
        try
        {
            return PipelineFile.Parse(System.Text.Encoding.UTF8.GetBytes(ToString()), $"spikestream {_verb}");
        }
        catch (InvalidPipelineException refused)
        {
            throw new InvalidPipelineException([.. refused.Faults.Select(InWordsOfTheVerb).Distinct()]);
        }
    }

    private InputFault InWordsOfTheVerb(InputFault fault)
    {
        string path = fault.Location[(fault.Location.LastIndexOf(' ') + 1)..];
        return _options.TryGetValue(path, out string? option) ? fault with { Location = $"spikestream {_verb}: {option}" } : fault;
    }
}
