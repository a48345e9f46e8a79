using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using SpikeStream.Pipelines.Definition;

namespace SpikeStream.Pipelines.Execution;

/// <summary>Compares what decides the results of two pipelines: everything but names, descriptions, checkpoints, parallelism and which other sessions there are.</summary>
internal static partial class PipelineDifference
{
    private const int Shown = 3;
    private static readonly string[] WithoutEffect = ["$schema", "name", "description", "checkpoints", "parallelism", "sessions"];

    /// <summary>The part of the pipeline that decides its results, one line per value: path, tab, value.</summary>
    public static string Essence(PipelineDefinition pipeline) => Essence(pipeline.ResolvedJson);

    /// <summary>The same of a pipeline as <c>run.json</c> keeps it.</summary>
    public static string Essence(string resolvedJson)
    {
        using JsonDocument document = JsonDocument.Parse(resolvedJson);
        StringBuilder lines = new();
        foreach (JsonProperty property in document.RootElement.EnumerateObject().OrderBy(property => property.Name, StringComparer.Ordinal))
        {
            if (!WithoutEffect.Contains(property.Name)) Flatten(property.Value, property.Name, lines);
        }

        return lines.ToString();
    }

    /// <summary>Says in words where two essences differ.</summary>
    /// <returns>Null where they are equal.</returns>
    public static string? Describe(string before, string now)
    {
        if (before == now) return null;
        Dictionary<string, string> then = Parse(before);
        Dictionary<string, string> current = Parse(now);
        List<string> differences = [];
        foreach (string path in then.Keys.Union(current.Keys))
        {
            string was = then.GetValueOrDefault(path, "nothing");
            string isNow = current.GetValueOrDefault(path, "nothing");
            if (was != isNow) differences.Add($"{path} was {was} and is {isNow}");
        }

        string more = differences.Count > Shown ? $" and {differences.Count - Shown} more" : "";
        return string.Join("; ", differences.Take(Shown)) + more;
    }

    /// <summary>Where two essences differ.</summary>
    /// <returns>Paths of values, such as <c>stages[0].components</c> for a list or one of its elements; each once.</returns>
    public static IReadOnlyList<string> Paths(string before, string now)
    {
        Dictionary<string, string> then = Parse(before), current = Parse(now);
        return [.. then.Keys.Union(current.Keys).Where(path => then.GetValueOrDefault(path) != current.GetValueOrDefault(path)).Select(path => OfList().Replace(path, "")).Distinct()];
    }

    [GeneratedRegex(@"(?<=\.[^.]*)(\[\d+\]|\.length)$")]
    private static partial Regex OfList();

    private static Dictionary<string, string> Parse(string essence) =>
        essence.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('\t', 2)).ToDictionary(line => line[0], line => line[1]);

    private static void Flatten(JsonElement element, string path, StringBuilder lines)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (JsonProperty property in element.EnumerateObject().OrderBy(property => property.Name, StringComparer.Ordinal))
                    Flatten(property.Value, $"{path}.{property.Name}", lines);
                break;
            case JsonValueKind.Array:
                int index = 0;
                foreach (JsonElement item in element.EnumerateArray()) Flatten(item, $"{path}[{index++}]", lines);
                lines.Append(path).Append(".length\t").Append(index).Append('\n');
                break;
            default:
                lines.Append(path).Append('\t').Append(JsonSerializer.Serialize(element)).Append('\n');
                break;
        }
    }
}
