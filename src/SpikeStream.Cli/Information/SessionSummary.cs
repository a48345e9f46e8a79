using System.Text.Json;
using Apache.Arrow;
using SpikeStream.Recordings;

namespace SpikeStream.Cli.Information;

/// <summary>What a recording says of its session and of when it was observed.</summary>
internal static class SessionSummary
{
    /// <summary>Keys of the metadata that are told in words and need not be shown as they are.</summary>
    public static IReadOnlyList<string> Keys { get; } = [RecordingMetadata.UnitTable, RecordingMetadata.Session, RecordingMetadata.Observed, RecordingMetadata.UnitObserved];

    /// <summary>The facts of the session.</summary>
    /// <param name="schema">Any schema.</param>
    public static IEnumerable<(string What, string Value)> Facts(Schema schema)
    {
        if (RecordingMetadata.Find(schema, RecordingMetadata.Session) is not { } text) yield break;
        foreach ((string name, JsonElement value) in Parse(text))
        {
            // What a writer left blank says nothing.
            string fact = value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
            if (!string.IsNullOrWhiteSpace(fact)) yield return (name, fact);
        }
    }

    /// <summary>The stretches of observation.</summary>
    /// <param name="schema">A schema of spikes or counts.</param>
    public static IEnumerable<(string What, string Value)> Stretches(Schema schema)
    {
        if (Observation.Read(schema) is not { } observed) yield break;
        if (observed.All is { } all) yield return ("observed", $"{NumberText.Whole(all.Count)} stretches, {NumberText.Seconds(all.Sum(stretch => stretch.Duration))} in all");
        if (observed.Units is not { } units) yield break;
        double[] lengths = [.. units.OfType<IReadOnlyList<ObservationWindow>>().Select(unit => unit.Sum(stretch => stretch.Duration))];
        if (lengths.Length > 0) yield return ("observed by unit", $"{NumberText.Whole(lengths.Length)} units have stretches of their own: {NumberText.Spread(lengths, "s")}");
    }

    private static Dictionary<string, JsonElement> Parse(string text)
    {
        try
        {
            return JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(text) ?? [];
        }
        catch (JsonException fault)
        {
            throw new InvalidInputException($"schema metadata {RecordingMetadata.Session}: found no JSON object ({fault.Message}), expected one of text.", fault);
        }
    }
}
