namespace SpikeStream.Recordings;

/// <summary>Finds the recordings of an Open Ephys session: folders with <c>structure.oebin</c>, in folders of experiments and Record Nodes.</summary>
internal static class OpenEphysFolders
{
    public const string Structure = "structure.oebin";
    private const int MostDepth = 3;
    private const int MostFolders = 10_000;
    private static readonly string[] Levels = ["Record Node", "Record_Node", "experiment", "recording"];

    /// <summary>The recordings of a folder, in the order of their numbers.</summary>
    /// <param name="path">The folder of a session, a Record Node, an experiment or a recording, or the <c>structure.oebin</c> of one.</param>
    /// <returns>Paths of folders; the folder itself where it is a recording.</returns>
    public static IReadOnlyList<string> Find(string path)
    {
        if (Directory.Exists(path)) return File.Exists(Path.Combine(path, Structure)) ? [path] : [.. Below(path, MostDepth)];
        if (Path.GetFileName(path) != Structure) return [];
        return [Path.GetDirectoryName(path) is { Length: > 0 } folder ? folder : "."];
    }

    /// <summary>The recording that is to be read, and the rest of the table's name.</summary>
    /// <param name="path">As for <see cref="Find"/>.</param>
    /// <param name="table">Name of the table, which may begin with that of the recording; null for none.</param>
    /// <exception cref="InvalidInputException">There are several recordings and none is named.</exception>
    public static (string Folder, string? Table) Choose(string path, string? table)
    {
        IReadOnlyList<string> found = Find(path);
        if (found.Count == 0) throw new InvalidInputException($"{path}: found no {Structure}, expected the folder of an Open Ephys session, Record Node, experiment or recording.");
        table = table?.Trim('/');
        string[] names = [.. found.Select(folder => Path.GetRelativePath(path, folder).Replace('\\', '/'))];
        int named = table is null ? -1 : System.Array.FindIndex(names, name => table == name || table.StartsWith(name + "/", StringComparison.Ordinal));
        if (named >= 0) return (found[named], table!.Length > names[named].Length ? table[(names[named].Length + 1)..] : null);
        if (found.Count == 1) return (found[0], table);
        throw new InvalidInputException(
            $"{path}: found {found.Count} recordings ({string.Join(", ", names.Take(20))}{(names.Length > 20 ? ", ..." : "")}), expected one: give the path of its folder, or name it as the table, such as \"{names[0]}\".");
    }

    private static IEnumerable<string> Below(string folder, int depth)
    {
        string[] below;
        try
        {
            below = [.. Directory.EnumerateDirectories(folder).Where(IsLevel).Take(MostFolders).OrderBy(Number).ThenBy(next => next, StringComparer.Ordinal)];
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // A folder that may not be entered has no recording for this user.
            yield break;
        }

        foreach (string next in below)
        {
            if (File.Exists(Path.Combine(next, Structure))) yield return next;
            else if (depth > 1)
            {
                foreach (string deeper in Below(next, depth - 1)) yield return deeper;
            }
        }
    }

    private static bool IsLevel(string folder) => Levels.Any(level => Path.GetFileName(folder).StartsWith(level, StringComparison.OrdinalIgnoreCase));

    // recording10 comes after recording2.
    private static long Number(string folder)
    {
        string name = Path.GetFileName(folder);
        return long.TryParse(name.AsSpan(name.AsSpan().LastIndexOfAnyExceptInRange('0', '9') + 1), out long number) ? number : 0;
    }
}
