using System.Text;
using System.Text.Json;
using SpikeStream.Pipelines.Options;

namespace SpikeStream.Pipelines.Definition;

/// <summary>Replaces <c>${name}</c> in the strings of a pipeline file.</summary>
internal static class VariableExpansion
{
    public static void Apply(JsonPart root, string file, LoadSettings settings, FaultList faults)
    {
        Dictionary<string, string> variables = new(settings.Variables);
        variables.TryAdd("data", DataFolder(file, settings));
        variables.TryAdd("samples", SampleFolder(file, settings));
        Visit(root, variables, faults);
    }

    // Full paths: the file's strings also name outputs, which start from the run folder.
    private static string DataFolder(string file, LoadSettings settings)
    {
        string? set = settings.DataFolder is { Length: > 0 } given ? given : Environment.GetEnvironmentVariable("SPIKESTREAM_DATA");
        return string.IsNullOrEmpty(set) ? SampleFolder(file, settings) : Path.GetFullPath(set, settings.WorkingFolder);
    }

    private static string SampleFolder(string file, LoadSettings settings)
    {
        string? start = Path.GetDirectoryName(Path.GetFullPath(file, settings.WorkingFolder));
        for (DirectoryInfo? folder = start is null ? null : new(start); folder is not null; folder = folder.Parent)
        {
            string candidate = Path.Combine(folder.FullName, "sample-data");
            if (Directory.Exists(candidate)) return candidate;
        }

        return Path.GetFullPath("sample-data", settings.WorkingFolder);
    }

    private static void Visit(JsonPart part, Dictionary<string, string> variables, FaultList faults)
    {
        foreach ((_, JsonPart member) in part.Members) Visit(member, variables, faults);
        foreach (JsonPart item in part.Items) Visit(item, variables, faults);
        if (part.Kind == JsonValueKind.String && part.Text.Contains("${", StringComparison.Ordinal)) part.Text = Expand(part, variables, faults);
    }

    private static string Expand(JsonPart part, Dictionary<string, string> variables, FaultList faults)
    {
        StringBuilder result = new();
        string text = part.Text;
        int at = 0;
        while (text.IndexOf("${", at, StringComparison.Ordinal) is var open and >= 0)
        {
            int close = text.IndexOf('}', open);
            if (close < 0)
            {
                faults.Add(part, $"found \"{text}\", expected }} after ${{");
                return text;
            }

            string name = text[(open + 2)..close];
            result.Append(text, at, open - at);
            if (variables.TryGetValue(name, out string? value)) result.Append(value);
            else faults.Add(part, $"unknown variable \"${{{name}}}\"; {NearestName.Suggest(name, variables.Keys)}");
            at = close + 1;
        }

        return result.Append(text, at, text.Length - at).ToString();
    }
}
