using System.Text.Json;
using Apache.Arrow;

namespace SpikeStream.Recordings;

/// <summary>
/// What a table says that NWB has no place for: schema metadata as a JSON object of text, in an attribute of its group. What NWB has a place for is taken from there,
/// because others may have changed it.
/// </summary>
internal static class NwbRemembered
{
    /// <summary>Name of the attribute.</summary>
    public const string Attribute = "spikestream";

    /// <summary>Column of the names of units, where they are not their ids.</summary>
    public const string UnitNames = "unit_name";

    /// <summary>Key of the unit of measure of a series.</summary>
    public const string ValueUnit = "nwb.unit";

    /// <summary>Key that says that samples which are no number are not there.</summary>
    public const string HasMissing = "nwb.missing";

    private const string NamesColumn = "nwb.unit.names", Lacks = "nwb.lacks", Names = "names", Table = "table";

    private static readonly HashSet<string> Elsewhere = [RecordingMetadata.Kind, RecordingMetadata.Session, RecordingMetadata.UnitTable, RecordingMetadata.UnitNames];

    /// <summary>Writes what a table says.</summary>
    /// <param name="objects">The file.</param>
    /// <param name="node">The table.</param>
    /// <param name="schema">Its schema.</param>
    /// <param name="more">Further entries; those without a value are left out.</param>
    public static void Write(NwbObjects objects, Hdf5Node node, Schema schema, params IEnumerable<KeyValuePair<string, string?>> more)
    {
        SortedDictionary<string, string> entries = new(StringComparer.Ordinal);
        foreach ((string key, string value) in schema.Metadata ?? new Dictionary<string, string>())
        {
            if (!Elsewhere.Contains(key) || (key == RecordingMetadata.UnitNames && RecordingMetadata.KindOf(schema) != RecordingKind.Spikes)) entries[key] = value;
        }

        foreach ((string key, string? value) in more)
        {
            if (value is not null) entries[key] = value;
        }

        if (entries.Count == 0) return;
        string text = JsonSerializer.Serialize(entries);
        objects.Add(text);
        node.SetText(Attribute, text);
    }

    /// <summary>Writes what a units table says.</summary>
    /// <param name="objects">The file.</param>
    /// <param name="group">The table.</param>
    /// <param name="schema">Schema of the spikes.</param>
    /// <param name="namesColumn">Column that the names were written to; null where they are the ids, or there are none.</param>
    public static void WriteUnits(NwbObjects objects, Hdf5Group group, Schema schema, string? namesColumn)
    {
        bool hasNames = RecordingMetadata.Find(schema, RecordingMetadata.UnitNames) is not null, hasTable = RecordingMetadata.Find(schema, RecordingMetadata.UnitTable) is not null;
        string[] lacks = [.. (string[])[hasNames ? "" : Names, hasTable ? "" : Table]];
        Write(objects, group, schema, new(NamesColumn, namesColumn), new KeyValuePair<string, string?>(Lacks, hasNames && hasTable ? null : string.Join(' ', lacks).Trim()));
    }

    /// <summary>What a table of ours says; null for a table of others.</summary>
    public static SortedDictionary<string, string>? Read(Hdf5Node node)
    {
        if (node.FindText(Attribute) is not { } text) return null;
        try
        {
            Dictionary<string, string>? entries = JsonSerializer.Deserialize<Dictionary<string, string>>(text);
            return entries is null || entries.ContainsValue(null!) ? null : new(entries, StringComparer.Ordinal);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>A schema with what a table of ours says of itself.</summary>
    public static Schema Restore(Hdf5Node node, Schema schema) => Read(node) is { } entries ? RecordingMetadata.With(schema, Metadata(entries, [])) : schema;

    /// <summary>The schema of spikes with what a units table of ours says of itself.</summary>
    /// <param name="group">The table.</param>
    /// <param name="schema">The schema as any units table gives it.</param>
    public static Schema RestoreUnits(Hdf5Group group, Schema schema)
    {
        if (Read(group) is not { } entries) return schema;
        UnitTable table = UnitTable.Read(schema)!;
        IReadOnlyList<object?>? names = null;
        if (entries.TryGetValue(NamesColumn, out string? column) && table.Columns.FirstOrDefault(candidate => candidate.Name == column) is { } found && found.Values.All(value => value is string))
        {
            names = found.Values;
            table = new UnitTable([.. table.Columns.Where(candidate => candidate.Name != column)]);
        }

        string lacks = entries.GetValueOrDefault(Lacks, string.Empty);
        // Who has added a column since wants to see it.
        bool hasTable = !lacks.Contains(Table, StringComparison.Ordinal) || table.Columns.Count > 1;
        schema = RecordingMetadata.With(schema, new KeyValuePair<string, string?>(RecordingMetadata.UnitTable, hasTable ? table.ToJson() : null));
        if (names is not null) schema = RecordingMetadata.With(schema, new KeyValuePair<string, string?>(RecordingMetadata.UnitNames, RecordingMetadata.Json<string>([.. names.Select(name => (string)name!)])));
        else if (lacks.Contains(Names, StringComparison.Ordinal)) schema = RecordingMetadata.With(schema, new KeyValuePair<string, string?>(RecordingMetadata.UnitNames, null));

        Schema said = RecordingMetadata.With(schema, Metadata(entries, []));
        return Matches(Observation.Read(schema), Observation.Read(said)) ? said : RecordingMetadata.With(schema, Metadata(entries, [RecordingMetadata.Observed, RecordingMetadata.UnitObserved]));
    }

    // Whether the intervals of each unit are what the recording said of all units and of each.
    private static bool Matches(Observation? inFile, Observation? said)
    {
        if (said is null) return inFile is null;
        if (inFile is not { All: null, Units: { } units }) return false;
        return Enumerable.Range(0, units.Count).All(unit => said.Of(unit) is { } stretches ? Joined(stretches).SequenceEqual(units[unit] ?? []) : units[unit] is not { Count: > 1 });
    }

    // As the reader of intervals has them.
    private static List<ObservationWindow> Joined(IReadOnlyList<ObservationWindow> stretches)
    {
        List<ObservationWindow> joined = [];
        foreach (ObservationWindow stretch in stretches)
        {
            if (joined.Count > 0 && stretch.Start == joined[^1].Stop) joined[^1] = new(joined[^1].Start, stretch.Stop);
            else joined.Add(stretch);
        }

        return joined;
    }

    private static IEnumerable<KeyValuePair<string, string?>> Metadata(SortedDictionary<string, string> entries, string[] without) =>
        entries.Where(entry => !entry.Key.StartsWith("nwb.", StringComparison.Ordinal) && !Elsewhere.Contains(entry.Key) && !without.Contains(entry.Key)).Select(entry => new KeyValuePair<string, string?>(entry.Key, entry.Value));
}
