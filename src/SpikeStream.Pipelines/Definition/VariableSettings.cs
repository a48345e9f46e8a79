using System.Text.Json;
using SpikeStream.Pipelines.Options;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Definition;

/// <summary>The <c>variables</c> of a pipeline file and its <c>settings</c>: named sets of other values for them.</summary>
internal sealed class VariableSettings
{
    public const string VariablesKey = "variables";
    public const string SettingsKey = "settings";
    public const string DescriptionKey = "description";

    private readonly JsonPart? _variables;
    private readonly JsonPart? _settings;

    /// <summary>Checks both sections; the settings that are not chosen too.</summary>
    public VariableSettings(JsonPart root, FaultList faults)
    {
        _variables = Section(root, VariablesKey, "an object of variables", faults);
        _settings = Section(root, SettingsKey, "an object of settings", faults);
        foreach ((string name, JsonPart value) in _variables?.Members ?? []) CheckVariable(name, value, faults);
        foreach ((string name, JsonPart overlay) in _settings?.Members ?? []) CheckSetting(name, overlay, faults);
    }

    /// <summary>Names of the settings in the order of the file.</summary>
    public IReadOnlyList<string> Names => [.. _settings?.Members.Select(setting => setting.Key) ?? []];

    /// <summary>Lays a setting over the variables.</summary>
    /// <param name="name">Its name; null for none.</param>
    /// <param name="file">The pipeline file, for the message.</param>
    /// <exception cref="InvalidInputException">There is no such setting.</exception>
    public void Lay(string? name, string file)
    {
        if (name is null) return;
        if (_settings?.Find(name) is not { } setting) throw new InvalidInputException($"--setting {name}: {Unknown(name, file)}");
        foreach ((string key, JsonPart value) in setting.Members)
        {
            if (key != DescriptionKey) _variables?.Replace(key, value);
        }
    }

    private string Unknown(string name, string file)
    {
        if (Names.Count == 0) return $"{file} has no settings; leave the option out";
        string nearest = NearestName.Find(name, Names) is { } meant ? $"; did you mean \"{meant}\"?" : "";
        IEnumerable<string> list = _settings!.Members.Select(setting =>
            setting.Value.Find(DescriptionKey) is { Kind: JsonValueKind.String } description ? $"{setting.Key} ({description.Text})" : setting.Key);
        return $"{file} has no such setting{nearest}{(nearest.Length > 0 ? " It" : "; it")} has {string.Join(", ", list)}";
    }

    private static JsonPart? Section(JsonPart root, string key, string expected, FaultList faults)
    {
        if (root.Find(key) is not { } section) return null;
        if (section.Kind == JsonValueKind.Object) return section;
        faults.Add(section, $"found {section.Describe()}, expected {expected}");
        return null;
    }

    private static void CheckVariable(string name, JsonPart value, FaultList faults)
    {
        if (!NodeId.IsValid(name)) faults.Add(value, $"found the name \"{name}\", expected letters, digits, - and _");
        else if (name == DescriptionKey) faults.Add(value, $"a variable cannot be called \"{name}\": in a setting that is the description; choose another name");
        else if (VariableExpansion.FolderNames.Contains(name)) faults.Add(value, $"${{{name}}} is a folder in every pipeline; choose another name");
        CheckValue(value, faults);
    }

    private void CheckSetting(string name, JsonPart setting, FaultList faults)
    {
        if (!NodeId.IsValid(name)) faults.Add(setting, $"found the name \"{name}\", expected letters, digits, - and _");
        if (setting.Kind != JsonValueKind.Object)
        {
            faults.Add(setting, $"found {setting.Describe()}, expected an object with values for variables");
            return;
        }

        string[] known = [.. _variables?.Members.Select(member => member.Key) ?? []];
        foreach ((string key, JsonPart value) in setting.Members)
        {
            if (key == DescriptionKey && value.Kind != JsonValueKind.String) faults.Add(value, $"found {value.Describe()}, expected a text");
            if (key == DescriptionKey) continue;
            if (!known.Contains(key)) faults.Add(value, $"unknown variable \"{key}\"; {NearestName.Suggest(key, known)}");
            CheckValue(value, faults);
        }
    }

    private static void CheckValue(JsonPart value, FaultList faults)
    {
        if (value.Kind == JsonValueKind.Object) faults.Add(value, "found an object, expected a number, a text, true, false, null or a list of them");
        foreach (JsonPart item in value.Items) CheckValue(item, faults);
    }
}
