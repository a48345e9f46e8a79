using System.Globalization;

namespace SpikeStream.Recordings;

/// <summary>The clusters of a folder that have spikes, with what its tables say of them.</summary>
internal static class PhyUnits
{
    private const string Group = "group";
    private const string Good = "good";
    private static readonly string[] GroupFiles = ["cluster_group.tsv", "cluster_groups.csv", "cluster_KSLabel.tsv"];

    /// <summary>The table of all clusters, a row each in the order of their ids.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="ids">The ids.</param>
    /// <param name="templates">Template of each cluster, where they are known.</param>
    /// <param name="options">Whether an id that is there twice is mended, and who is told.</param>
    public static UnitTable Read(string folder, IReadOnlyList<long> ids, IReadOnlyDictionary<long, long>? templates, ReadOptions options)
    {
        List<UnitColumn> columns = [new(UnitTable.Id, [.. ids.Select(id => (object)(double)id)])];
        string? groupFile = GroupFiles.FirstOrDefault(name => File.Exists(Path.Combine(folder, name)));
        if (groupFile is null) options.Notice?.Invoke($"{folder}: found no {string.Join(", ", GroupFiles)}, and took every cluster as unsorted");
        Dictionary<long, string> groups = groupFile is null ? [] : PhyClusterColumn.Read(Path.Combine(folder, groupFile), options) is [var first, ..] ? first.Values : [];
        columns.Add(new(Group, [.. ids.Select(id => (object)(groups.TryGetValue(id, out string? group) && group.Length > 0 ? group : "unsorted"))]));

        // What phy writes anew on every save comes last: the tables of single properties win over it.
        foreach (string path in Directory.EnumerateFiles(folder, "cluster_*.tsv").OrderBy(path => Path.GetFileName(path) == "cluster_info.tsv").ThenBy(path => path, StringComparer.Ordinal))
        {
            if (Path.GetFileName(path) == groupFile && groupFile == GroupFiles[0]) continue;
            foreach ((string name, Dictionary<long, string> values) in PhyClusterColumn.Read(path, options))
            {
                if (name.Length > 0 && columns.All(column => column.Name != name)) columns.Add(new(name, Values(ids, values)));
            }
        }

        foreach (UnitColumn column in PhyTemplates.Columns(folder, ids, templates, options.Notice))
        {
            if (!columns.Exists(other => string.Equals(other.Name, column.Name, StringComparison.OrdinalIgnoreCase))) columns.Add(column);
        }

        return new UnitTable(columns);
    }

    /// <summary>The files that say something of clusters.</summary>
    public static IEnumerable<string> Tables(string folder) =>
        Directory.EnumerateFiles(folder, "cluster_*.tsv").Concat(GroupFiles.Select(name => Path.Combine(folder, name)).Where(File.Exists)).Distinct();

    /// <summary>Rows of the table that are read.</summary>
    public static IReadOnlyList<int> Select(string folder, UnitTable table, ReadOptions options)
    {
        IReadOnlyList<object?> groups = table.Find(Group)!.Values;
        if (options.Units is null)
        {
            IReadOnlyList<int> good = [.. Enumerable.Range(0, table.Count).Where(row => (string)groups[row]! == Good)];
            if (good.Count == 0 && table.Count > 0)
                throw new InvalidInputException($"{folder}: found no good cluster among {table.Count} ({string.Join(", ", groups.CountBy(group => (string)group!).Take(5).Select(group => $"{group.Value} {group.Key}"))}), expected at least one; choose with units, such as id >= 0 for all.");
            if (good.Count < table.Count) options.Notice?.Invoke($"{folder}: left out {table.Count - good.Count} of {table.Count} clusters, which are not good; choose others with units");
            return good;
        }

        IReadOnlyList<int> rows;
        try
        {
            rows = UnitFilter.Parse(options.Units).Select(table);
        }
        catch (InvalidInputException fault)
        {
            throw new InvalidInputException($"{folder}: {fault.Message}", fault);
        }

        return rows.Count > 0 ? rows : throw new InvalidInputException($"{folder}: units '{options.Units}': found no unit that fits among {table.Count}, expected at least one.");
    }

    private static List<object?> Values(IReadOnlyList<long> ids, Dictionary<long, string> values)
    {
        List<string?> texts = [.. ids.Select(id => values.TryGetValue(id, out string? text) && text.Length > 0 ? text : null)];
        List<double?> numbers = [.. texts.Select(text => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? number : (double?)null)];
        bool areNumbers = texts.Zip(numbers).All(pair => pair.First is null || pair.Second is not null);
        return [.. areNumbers ? numbers.Select(number => (object?)number) : texts];
    }
}
