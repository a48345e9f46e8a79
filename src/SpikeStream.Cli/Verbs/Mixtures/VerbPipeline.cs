using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using SpikeStream.Pipelines.Definition;
using SpikeStream.Pipelines.Options;
using SpikeStream.Pipelines.Stages.Mixtures;
using SpikeStream.Recordings;

namespace SpikeStream.Cli.Verbs.Mixtures;

/// <summary>The pipeline of a verb, made from its options.</summary>
internal sealed partial class VerbPipeline
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly string _verb;
    private readonly JsonObject _root;
    private readonly Dictionary<string, string> _options = new() { ["$.seed"] = "--seed", ["$.parallelism"] = "--parallel" };

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

    /// <summary>The folder of the data set that the pipeline reads; null for none.</summary>
    public string? DataSet { get; set; }

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
            throw InWordsOfTheVerb(refused);
        }
    }

    /// <summary>The faults of the pipeline as faults of the verb and its options, each once.</summary>
    public InvalidPipelineException InWordsOfTheVerb(InvalidPipelineException refused) => new([.. refused.Faults.Select(InWordsOfTheVerb).Distinct()]);

    /// <summary>What a node found in the data or in its options, as a fault of the verb; of a trial with its line, where the verb reads a data set.</summary>
    public InvalidInputException InWordsOfTheVerb(InvalidInputException refused)
    {
        for (Exception? cause = refused; cause is not null && DataSet is not null; cause = cause.InnerException)
        {
            // Every line of the file is a trial, and trials are numbered from 0.
            if (cause is InvalidTrialException { Trial: var trial, Reason: var reason })
                return new($"spikestream {_verb}: {Path.Combine(DataSet, StimulusResponseFormat.Stimuli)}:{trial + 1}:1: {reason}", refused);
        }

        return new($"spikestream {_verb}: {WithOption(Node().Replace(refused.Message, ""))}", refused);
    }

    /// <summary>Names of the options of the verb that values of the pipeline come from.</summary>
    /// <param name="paths">Where the values stand in the pipeline, such as <c>stages[0].period</c>.</param>
    /// <returns>Each once; none for values that no option gives.</returns>
    public IReadOnlyList<string> OptionsOf(IEnumerable<string> paths) => [.. paths.Select(path => _options.GetValueOrDefault($"$.{path}")).OfType<string>().Distinct()];

    private InputFault InWordsOfTheVerb(InputFault fault)
    {
        // An option may be a list, whose elements are checked.
        string path = Element().Replace(fault.Location[(fault.Location.LastIndexOf(' ') + 1)..], "");
        string where = _options.TryGetValue(path, out string? option) ? $"spikestream {_verb}: {option}" : $"spikestream {_verb}";
        // The node that found a fault is no concern of the user: two of them read the same data.
        string message = Node().Replace(fault.Message, "");
        return new(where, option is null ? WithOption(message) : message);
    }

    /// <summary>A message that begins with the key of a node begins with the option of the verb instead.</summary>
    private string WithOption(string message)
    {
        int length = message.IndexOf(": ", StringComparison.Ordinal);
        string? option = length < 0 ? null : _options.FirstOrDefault(pair => pair.Key.EndsWith($".{message[..length]}", StringComparison.Ordinal)).Value;
        return option is null ? message : option + message[length..];
    }

    [GeneratedRegex(@"\[\d+\]$")]
    private static partial Regex Element();

    [GeneratedRegex(@"^\S+ \(\S+\): ")]
    private static partial Regex Node();
}
