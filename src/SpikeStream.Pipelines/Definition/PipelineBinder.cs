using System.Text.Json;
using SpikeStream.Pipelines.Catalog;
using SpikeStream.Pipelines.Options;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Definition;

/// <summary>Turns the JSON of a pipeline into bound nodes; <see cref="GraphBinder"/> then connects them.</summary>
internal sealed class PipelineBinder(string file, LoadSettings settings, FaultList faults)
{
    private static readonly (string Key, NodeCategory Category)[] Sections =
        [("sources", NodeCategory.Source), ("stages", NodeCategory.Stage), ("sinks", NodeCategory.Sink)];

    private readonly List<BoundNode> _nodes = [];
    private readonly OptionBinder _binder = new(faults);

    public PipelineDefinition Bind(JsonPart root, string resolvedJson)
    {
        OptionShape shape = OptionShape.Of(typeof(PipelineOptions));
        var options = (PipelineOptions)new OptionBinder(faults).BindRecord(root, shape, "$schema", "sources", "stages", "sinks");
        foreach ((string key, NodeCategory category) in Sections) BindSection(root, key, category);
        CheckPaths(options.Sessions is not null);
        GraphBinder graph = new(faults);
        graph.Connect(_nodes);
        faults.ThrowIfAny();
        return new PipelineDefinition(file, options, resolvedJson)
        {
            Nodes = graph.OrderedNodes,
            Connections = graph.Connections,
            Warnings = faults.Warnings,
            InputPaths = [.. _binder.InputPaths.Select(input => input.Path).Distinct()],
            WorkingFolder = settings.WorkingFolder,
        };
    }

    private void BindSection(JsonPart root, string key, NodeCategory category)
    {
        JsonPart? section = root.Find(key);
        if (section is not null && section.Kind != JsonValueKind.Array)
        {
            faults.Add(section, $"found {section.Describe()}, expected a list of {key}");
            return;
        }

        if (category != NodeCategory.Stage && (section is null || section.Items.Count == 0))
            faults.Add(section ?? root, $"no {key}: a pipeline needs at least one, or nothing is {(category == NodeCategory.Source ? "read" : "kept")}");
        foreach (JsonPart item in section?.Items ?? []) BindNode(item, category);
    }

    private void BindNode(JsonPart part, NodeCategory category)
    {
        if (part.Kind != JsonValueKind.Object)
        {
            faults.Add(part, $"found {part.Describe()}, expected an object with id and type");
            return;
        }

        int before = faults.Faults.Count;
        string? id = RequiredText(part, "id");
        if (id is not null && !NodeId.IsValid(id)) faults.Add(part.Find("id")!, $"found \"{id}\", expected letters, digits, - and _");
        else if (id is not null && _nodes.Find(node => node.Id == id) is { } other)
            faults.Add(part.Find("id")!, $"the id \"{id}\" is already taken by {other.Part.Path}; every node needs its own");
        NodeType? type = RequiredText(part, "type") is { } name ? FindType(part.Find("type")!, category, name) : null;
        object? options = null;
        if (type is not null)
            options = _binder.BindRecord(part, type.Shape, category == NodeCategory.Source ? ["id", "type"] : ["id", "type", "from"]);
        bool isSound = faults.Faults.Count == before && id is not null;
        if (id is not null)
            _nodes.Add(new(id, part, isSound ? new NodeDefinition(id, type!, options!, part.Path) : null));
    }

    private string? RequiredText(JsonPart part, string key)
    {
        JsonPart? value = part.Find(key);
        if (value is { Kind: JsonValueKind.String, Text.Length: > 0 }) return value.Text;
        if (value is null) faults.Add(part, $"the key \"{key}\" is missing; expected a text");
        else faults.Add(value, $"found {value.Describe()}, expected a text");
        return null;
    }

    private NodeType? FindType(JsonPart part, NodeCategory category, string name)
    {
        if (settings.Registry.Find(category, name) is { } type) return type;
        NodeType? elsewhere = settings.Registry.Types.FirstOrDefault(candidate => candidate.Type == name);
        List<string> names = [.. settings.Registry.Types.Where(candidate => candidate.Category == category).Select(candidate => candidate.Type)];
        string advice = elsewhere is null
            ? NearestName.Suggest(name, names)
            : $"\"{name}\" is a {elsewhere.Category.ToString().ToLowerInvariant()}; move it there";
        faults.Add(part, $"unknown type of {category.ToString().ToLowerInvariant()} \"{name}\"; {advice}");
        return null;
    }

    private void CheckPaths(bool isOfSessions)
    {
        Dictionary<string, JsonPart> written = [];
        foreach ((string path, JsonPart part) in _binder.OutputPaths)
        {
            string run = Path.GetFullPath("/run"), normal = Path.GetFullPath(path, run);
            if (isOfSessions && !normal.StartsWith(run + Path.DirectorySeparatorChar, StringComparison.Ordinal))
                faults.Add(part, $"found \"{path}\", which every session would write; expected a path within the folder of the session");
            if (!written.TryAdd(normal, part))
                faults.Add(part, $"found \"{path}\", which {written[normal].Path} writes too; give each file a name of its own");
        }

        if (!settings.ChecksInputFiles) return;
        string data = VariableExpansion.DataFolder(file, settings), samples = VariableExpansion.SampleFolder(file, settings);
        foreach ((string path, JsonPart part) in _binder.InputPaths)
        {
            string full = Path.GetFullPath(path, settings.WorkingFolder);
            if (!File.Exists(full) && !Directory.Exists(full))
            {
                bool IsIn(string folder) => full.StartsWith(folder + Path.DirectorySeparatorChar, StringComparison.Ordinal);
                string advice = IsIn(samples) ? $"; {(data == samples ? "${data} and ${samples} are" : "${samples} is")} {samples}, for recordings elsewhere use ${{data}} and name their folder by --data or SPIKESTREAM_DATA"
                    : IsIn(data) ? $"; ${{data}} is {data}, name the folder of your recordings by --data or SPIKESTREAM_DATA" : "";
                if (path.AsSpan().IndexOfAny('*', '?') >= 0)
                    advice += $"; a source reads one recording, for several use \"sessions\": {{ \"path\": \"{path}\" }} and \"path\": \"${{session}}\"";
                faults.Add(part, $"found \"{path}\", but there is no such file or folder (looked for {full}){advice}");
            }
        }
    }

    /// <summary>A node as far as it could be bound.</summary>
    internal sealed record BoundNode(string Id, JsonPart Part, NodeDefinition? Definition);
}
