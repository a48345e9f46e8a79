namespace SpikeStream.Recordings;

/// <summary>Finds the sortings of a folder: itself, or folders in it such as <c>kilosort4</c>.</summary>
internal static class PhyFolders
{
    public const string Parameters = "params.py";
    public const string Times = "spike_times.npy";
    private const int MostDepth = 2;
    private const int MostFolders = 2000;

    /// <summary>The sortings of a folder, in the order of their names.</summary>
    /// <param name="path">A folder, or the <c>params.py</c> of one.</param>
    /// <returns>The folder itself if it has a sorting, else those below it that have.</returns>
    public static IReadOnlyList<string> Find(string path)
    {
        if (!Directory.Exists(path))
            return Path.GetFileName(path) == Parameters && Path.GetDirectoryName(path) is { } parent && IsSorting(parent.Length > 0 ? parent : ".") ? [parent.Length > 0 ? parent : "."] : [];
        return IsSorting(path) ? [path] : [.. Below(path, MostDepth).Where(IsSorting)];
    }

    /// <summary>The sorting that is to be read.</summary>
    /// <param name="path">A folder, or the <c>params.py</c> of one.</param>
    /// <param name="options">Which of several, as their table.</param>
    /// <exception cref="InvalidInputException">There are several and none is named, or the named one is not there.</exception>
    public static string Choose(string path, ReadOptions options)
    {
        IReadOnlyList<string> found = Find(path);
        if (found.Count == 0) throw new InvalidInputException($"{path}: found no {Parameters} beside {Times}, expected a Kilosort or phy folder.");
        bool isItself = found[0] == path || !Directory.Exists(path);
        string[] names = [.. found.Select(folder => Path.GetRelativePath(path, folder).Replace('\\', '/'))];
        if (options.Table is { } table)
        {
            if (isItself) throw new InvalidInputException($"{found[0]}: found table \"{table}\" asked for, expected none: a Kilosort or phy folder has one table.");
            int named = System.Array.IndexOf(names, table.Trim('/'));
            return named >= 0 ? found[named] : throw new InvalidInputException($"{path}: found table \"{table}\" asked for, expected one of {string.Join(", ", names.Take(20))}.");
        }

        if (found.Count > 1)
            throw new InvalidInputException($"{path}: found {found.Count} Kilosort or phy folders ({string.Join(", ", names.Take(20))}), expected one: give the path of one of them, or name it as the table.");
        if (!isItself) options.Notice?.Invoke($"{path}: read the sorting in {names[0]}");
        return found[0];
    }

    private static bool IsSorting(string folder) => File.Exists(Path.Combine(folder, Parameters)) && File.Exists(Path.Combine(folder, Times));

    private static IEnumerable<string> Below(string folder, int depth)
    {
        string[] below;
        try
        {
            below = [.. Directory.EnumerateDirectories(folder).Take(MostFolders).Order(StringComparer.Ordinal)];
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // A folder that may not be entered has no sorting for this user.
            yield break;
        }

        foreach (string next in below)
        {
            yield return next;
            if (depth <= 1) continue;
            foreach (string deeper in Below(next, depth - 1)) yield return deeper;
        }
    }
}
