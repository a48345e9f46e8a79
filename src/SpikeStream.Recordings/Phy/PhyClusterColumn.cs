using System.Globalization;

namespace SpikeStream.Recordings;

/// <summary>Columns of a table with one line per cluster, such as <c>cluster_group.tsv</c>.</summary>
internal static class PhyClusterColumn
{
    private const long MostBytes = 64 << 20;

    /// <summary>Reads the columns after the first, which has the ids.</summary>
    /// <param name="path">The table; its separator is that of its first line, whatever its name.</param>
    /// <param name="options">Whether an id that is there twice is mended, and who is told.</param>
    /// <exception cref="InvalidInputException">An id is no integer, or is there twice.</exception>
    public static List<(string Name, Dictionary<long, string> Values)> Read(string path, ReadOptions options)
    {
        if (new FileInfo(path).Length > MostBytes) throw new InvalidInputException($"{path}: found more than {MostBytes} bytes, expected one line per cluster.");
        List<(string Name, Dictionary<long, string> Values)> columns = [];
        HashSet<long> seen = [];
        char separator = '\t';
        int number = 0, twice = 0;
        foreach (string line in File.ReadLines(path))
        {
            number++;
            if (string.IsNullOrWhiteSpace(line)) continue;
            if (columns.Count == 0)
            {
                separator = line.Contains('\t', StringComparison.Ordinal) ? '\t' : ',';
                columns = [.. line.Split(separator).Skip(1).Select(name => (name.Trim(), new Dictionary<long, string>()))];
                if (columns.Count == 0) throw new InvalidInputException($"{path}:{number}:1: found one column, expected cluster_id and a property, separated by a tab or a comma.");
                continue;
            }

            string[] fields = line.Split(separator);
            if (!long.TryParse(fields[0].Trim(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long id))
                throw new InvalidInputException($"{path}:{number}:1: found \"{fields[0]}\", expected the integer id of a cluster.");
            if (!seen.Add(id))
            {
                if (!options.Repair) throw new InvalidInputException($"{path}:{number}:1: found cluster {id} for the second time, expected one line per cluster; take the last one with repair.");
                twice++;
            }

            for (int i = 0; i < columns.Count && i + 1 < fields.Length; i++) columns[i].Values[id] = fields[i + 1].Trim();
        }

        if (twice > 0) options.Notice?.Invoke($"{path}: found {twice} clusters for the second time, and took their last lines");
        return columns;
    }
}
