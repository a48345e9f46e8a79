using System.Text.Json;
using Apache.Arrow;

namespace SpikeStream.Recordings;

/// <summary>Where NWB keeps what a recording says of its session.</summary>
internal static class NwbSession
{
    /// <summary>Key of the version among the facts.</summary>
    public const string Version = "nwb_version";

    private const string More = "more", Made = "made";

    /// <summary>Paths of datasets of text.</summary>
    public static IReadOnlyList<string> Paths { get; } =
    [
        "identifier", "session_description", "session_start_time", "timestamps_reference_time",
        "general/institution", "general/lab", "general/experimenter", "general/session_id", "general/experiment_description",
        "general/subject/subject_id", "general/subject/species", "general/subject/strain", "general/subject/genotype",
        "general/subject/sex", "general/subject/age", "general/subject/date_of_birth", "general/subject/weight", "general/subject/description",
    ];

    /// <summary>The key of a fact in the metadata of a schema.</summary>
    public static string Key(string path) => path.Replace("general/", string.Empty, StringComparison.Ordinal).Replace('/', '.');

    /// <summary>The facts in the metadata of a schema.</summary>
    public static IReadOnlyDictionary<string, string> Read(Schema schema)
    {
        if (RecordingMetadata.Find(schema, RecordingMetadata.Session) is not { } text) return new Dictionary<string, string>();
        try
        {
            using var document = JsonDocument.Parse(text);
            return document.RootElement.EnumerateObject().ToDictionary(fact => fact.Name, fact => fact.Value.ValueKind == JsonValueKind.String ? fact.Value.GetString()! : fact.Value.GetRawText());
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException or ArgumentException)
        {
            throw new InvalidInputException($"schema metadata {RecordingMetadata.Session}: found no facts of a session ({fault.Message}), expected a JSON object of text.", fault);
        }
    }

    /// <summary>Notes in the root of a file which facts were made up for NWB, and which have no place in it.</summary>
    public static void Remember(Hdf5Group root, IReadOnlyDictionary<string, string> made, IReadOnlyDictionary<string, string> more) =>
        root.SetText(NwbRemembered.Attribute, JsonSerializer.Serialize(new Dictionary<string, IReadOnlyDictionary<string, string>> { [Made] = made, [More] = more }));

    /// <summary>Takes away what was made up for a file of ours, and adds what has no place in it.</summary>
    public static void Restore(Hdf5Group root, SortedDictionary<string, string> facts)
    {
        if (root.FindText(NwbRemembered.Attribute) is not { } text) return;
        try
        {
            if (JsonSerializer.Deserialize<Dictionary<string, Dictionary<string, string>>>(text) is not { } said) return;
            foreach ((string key, string value) in said.GetValueOrDefault(Made) ?? [])
            {
                if (facts.TryGetValue(key, out string? present) && present == value) facts.Remove(key);
            }

            foreach ((string key, string value) in said.GetValueOrDefault(More) ?? [])
            {
                if (value is not null) facts.TryAdd(key, value);
            }
        }
        catch (JsonException)
        {
            // Not ours after all.
        }
    }
}
