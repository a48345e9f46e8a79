using Apache.Arrow;

namespace SpikeStream.Recordings;

/// <summary>The rule that no two units of a recording have the same id or name.</summary>
internal static class UnitIdentity
{
    /// <summary>Refuses units that cannot be told apart.</summary>
    /// <param name="path">The recording, for messages.</param>
    /// <param name="schema">Its schema.</param>
    /// <exception cref="InvalidInputException">Two units have the same id or name.</exception>
    public static void Check(string path, Schema schema)
    {
        if (UnitTable.Read(schema)?.Find(UnitTable.Id) is { } ids) Check(path, "id", ids.Values);
        if (RecordingMetadata.FindNames(schema, RecordingMetadata.UnitNames) is { } names) Check(path, "name", names);
    }

    /// <summary>Gives units of the same name names that differ.</summary>
    /// <param name="path">The recording, for messages.</param>
    /// <param name="schema">Its schema.</param>
    /// <param name="notice">Is told how many names were changed.</param>
    public static Schema Repair(string path, Schema schema, Action<string>? notice)
    {
        UnitTable? table = UnitTable.Read(schema);
        if (table?.Find(UnitTable.Id) is { } ids && CountDoubles(ids.Values) is > 0 and int same)
        {
            // Unknown is better than wrong: only the first unit of an id is found by it.
            HashSet<object> seen = [];
            UnitColumn once = new(ids.Name, [.. ids.Values.Select(id => id is null || seen.Add(id) ? id : null)]);
            schema = RecordingMetadata.With(schema, new KeyValuePair<string, string?>(RecordingMetadata.UnitTable, new UnitTable([.. table.Columns.Select(column => column.Name == ids.Name ? once : column)]).ToJson()));
            notice?.Invoke($"{path}: took away the ids of {same} units, which had the id of another unit");
        }

        if (RecordingMetadata.FindNames(schema, RecordingMetadata.UnitNames) is not { } names || CountDoubles(names) is not (> 0 and int doubles)) return schema;
        HashSet<string> taken = [.. names];
        HashSet<string> given = new(StringComparer.Ordinal);
        string[] distinct = [.. names.Select(name => given.Add(name) ? name : Rename(name, taken))];
        notice?.Invoke($"{path}: renamed {doubles} units that had the name of another unit");
        return RecordingMetadata.With(schema, new KeyValuePair<string, string?>(RecordingMetadata.UnitNames, RecordingMetadata.Json(distinct)));
    }

    private static string Rename(string name, HashSet<string> taken)
    {
        for (int copy = 2; ; copy++)
        {
            if (taken.Add($"{name} ({copy})")) return $"{name} ({copy})";
        }
    }

    private static int CountDoubles(IReadOnlyList<object?> values) => values.Count(value => value is not null) - values.Where(value => value is not null).Distinct().Count();

    private static void Check(string path, string what, IReadOnlyList<object?> values)
    {
        Dictionary<object, int> rows = [];
        for (int row = 0; row < values.Count; row++)
        {
            if (values[row] is not { } value || rows.TryAdd(value, row)) continue;
            throw new InvalidInputException(FormattableString.Invariant(
                $"{path}: found the {what} \"{value}\" for units {rows[value]} and {row}, expected each {what} once; with repair the second is told apart."));
        }
    }
}
