using System.Text;
using System.Text.Json;
using SpikeStream.Pipelines.Options;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Definition;

/// <summary>Replaces <c>${name}</c> in the strings of a pipeline file; a string that is nothing else takes the variable's value and type.</summary>
internal sealed class VariableExpansion
{
    private readonly FaultList _faults;
    private readonly Dictionary<string, string> _folders;
    private readonly Dictionary<string, JsonPart> _variables = [];
    private readonly List<string> _inProgress = [];
    private readonly HashSet<string> _expanded = [];

    private VariableExpansion(JsonPart? variables, Dictionary<string, string> folders, FaultList faults)
    {
        _faults = faults;
        _folders = folders;
        foreach ((string name, JsonPart value) in variables?.Members ?? []) _variables[name] = value;
    }

    /// <summary>Variables that every pipeline has.</summary>
    public static IReadOnlyList<string> FolderNames { get; } = ["data", "samples", "pipeline"];

    /// <summary>Expands the whole file and takes variables and settings out of it.</summary>
    /// <param name="root">The file, setting and overrides applied.</param>
    /// <param name="file">Its name.</param>
    /// <param name="settings">Folders and further variables.</param>
    /// <param name="read">Variables that the file read before overrides were applied: what an override hides is no slip.</param>
    /// <param name="faults">Takes the faults.</param>
    public static void Apply(JsonPart root, string file, LoadSettings settings, HashSet<string> read, FaultList faults)
    {
        Dictionary<string, string> folders = Folders(file, settings);
        JsonPart? variables = root.Find(VariableSettings.VariablesKey);
        root.Members.RemoveAll(member => member.Key is VariableSettings.VariablesKey or VariableSettings.SettingsKey);
        new VariableExpansion(variables, folders, faults).Visit(root);
        foreach ((string name, JsonPart value) in variables?.Members ?? [])
        {
            if (!read.Contains(name)) faults.Warn(value, $"nobody reads the variable \"{name}\"");
        }
    }

    /// <summary>Expands one part of the file, before the rest.</summary>
    /// <param name="part">The part.</param>
    /// <param name="root">The file, setting and overrides applied.</param>
    /// <param name="file">Its name.</param>
    /// <param name="settings">Folders and further variables.</param>
    /// <param name="faults">Takes the faults.</param>
    public static void ApplyTo(JsonPart part, JsonPart root, string file, LoadSettings settings, FaultList faults) =>
        new VariableExpansion(root.Find(VariableSettings.VariablesKey), Folders(file, settings), faults).Visit(part);

    /// <summary>Names in <c>${name}</c> anywhere in the file, also in variables and settings.</summary>
    public static HashSet<string> NamesRead(JsonPart root)
    {
        HashSet<string> names = [];
        Gather(root, names);
        return names;
    }

    /// <summary>The folder that <c>${data}</c> stands for. A full path: the file's strings also name outputs, which start from the run folder.</summary>
    /// <param name="file">Name of the pipeline file.</param>
    /// <param name="settings">The folder, where it is given.</param>
    public static string DataFolder(string file, LoadSettings settings)
    {
        string? set = settings.DataFolder is { Length: > 0 } given ? given : Environment.GetEnvironmentVariable("SPIKESTREAM_DATA");
        return string.IsNullOrEmpty(set) ? SampleFolder(file, settings) : Path.GetFullPath(set, settings.WorkingFolder);
    }

    private static Dictionary<string, string> Folders(string file, LoadSettings settings)
    {
        Dictionary<string, string> folders = new(settings.Variables);
        folders.TryAdd("data", DataFolder(file, settings));
        folders.TryAdd("samples", SampleFolder(file, settings));
        folders.TryAdd("pipeline", PipelineFolder(file, settings));
        return folders;
    }

    private static void Gather(JsonPart part, HashSet<string> names)
    {
        foreach ((_, JsonPart member) in part.Members) Gather(member, names);
        foreach (JsonPart item in part.Items) Gather(item, names);
        if (part.Kind != JsonValueKind.String) return;
        for (int open = part.Text.IndexOf("${", StringComparison.Ordinal); open >= 0; open = part.Text.IndexOf("${", open + 2, StringComparison.Ordinal))
        {
            int close = part.Text.IndexOf('}', open);
            if (close > 0) names.Add(part.Text[(open + 2)..close]);
        }
    }

    /// <summary>The folder that <c>${samples}</c> stands for: the nearest <c>sample-data</c> above the pipeline, else the one of the working folder.</summary>
    /// <param name="file">Name of the pipeline file.</param>
    /// <param name="settings">The working folder.</param>
    public static string SampleFolder(string file, LoadSettings settings)
    {
        for (DirectoryInfo? folder = new(PipelineFolder(file, settings)); folder is not null; folder = folder.Parent)
        {
            string candidate = Path.Combine(folder.FullName, "sample-data");
            if (Directory.Exists(candidate)) return candidate;
        }

        return Path.GetFullPath("sample-data", settings.WorkingFolder);
    }

    private static string PipelineFolder(string file, LoadSettings settings) =>
        Path.GetDirectoryName(Path.GetFullPath(file, settings.WorkingFolder)) ?? settings.WorkingFolder;

    private void Visit(JsonPart part)
    {
        for (int i = 0; i < part.Members.Count; i++) part.Members[i] = new(part.Members[i].Key, Expanded(part.Members[i].Value));
        for (int i = 0; i < part.Items.Count; i++) part.Items[i] = Expanded(part.Items[i]);
    }

    private JsonPart Expanded(JsonPart part)
    {
        if (part.Kind == JsonValueKind.String && part.Text.Contains("${", StringComparison.Ordinal)) return ExpandText(part);
        Visit(part);
        return part;
    }

    private JsonPart ExpandText(JsonPart part)
    {
        string text = part.Text;
        if (text.StartsWith("${", StringComparison.Ordinal) && text.IndexOf('}', StringComparison.Ordinal) == text.Length - 1
            && Find(text[2..^1], part) is { } whole)
            return whole.CopyTo(part, Origin(text[2..^1]));

        StringBuilder result = new();
        int at = 0;
        while (text.IndexOf("${", at, StringComparison.Ordinal) is var open and >= 0)
        {
            int close = text.IndexOf('}', open);
            if (close < 0)
            {
                _faults.Add(part, $"found \"{text}\", expected }} after ${{");
                return part;
            }

            result.Append(text, at, open - at).Append(TextOf(text[(open + 2)..close], part));
            at = close + 1;
        }

        part.Text = result.Append(text, at, text.Length - at).ToString();
        return part;
    }

    /// <summary>A variable inside a longer text.</summary>
    private string TextOf(string name, JsonPart place)
    {
        if (Find(name, place) is { } value)
        {
            if (value.Kind is JsonValueKind.String or JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False)
            {
                place.Origin = place.Origin is { } before ? $"{before}; {Origin(name)}" : Origin(name);
                return value.Kind is JsonValueKind.True or JsonValueKind.False ? value.Describe() : value.Text;
            }

            _faults.Add(place, $"the variable \"${{{name}}}\" is {value.Describe()}, which cannot be part of a text; use it alone");
            return "";
        }

        if (_folders.TryGetValue(name, out string? folder)) return folder;
        if (!_variables.ContainsKey(name)) _faults.Add(place, $"unknown variable \"${{{name}}}\"; {NearestName.Suggest(name, [.. _variables.Keys, .. _folders.Keys])}");
        return "";
    }

    /// <summary>A variable of the file with its own variables expanded; null where there is none.</summary>
    private JsonPart? Find(string name, JsonPart place)
    {
        if (!_variables.TryGetValue(name, out JsonPart? value)) return null;
        if (_expanded.Contains(name)) return value;
        if (_inProgress.Contains(name))
        {
            _faults.Add(place, $"the variable \"{name}\" contains itself: {string.Join(" -> ", _inProgress.SkipWhile(other => other != name).Append(name))}");
            return value;
        }

        _inProgress.Add(name);
        value = _variables[name] = Expanded(value);
        _inProgress.Remove(name);
        _expanded.Add(name);
        return value;
    }

    private string Origin(string name)
    {
        JsonPart value = _variables[name];
        return value.Line > 0 ? $"from {value.Path}, line {value.Line}" : $"from {value.Path}";
    }
}
