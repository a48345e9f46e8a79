using System.IO.Enumeration;
using System.Text.Json;
using SpikeStream.Pipelines.Options;

namespace SpikeStream.Pipelines.Definition;

/// <summary>Finds the sessions of a pipeline file and makes one of them known to the rest of the file.</summary>
internal static class SessionSearch
{
    public const string Key = "sessions";
    private const string DefaultVariable = "session";
    private const string NameSuffix = "-name";

    /// <summary>Finds the sessions, in the ordinal order of their names.</summary>
    /// <param name="root">The file, setting and overrides applied; variables in the section are expanded.</param>
    /// <param name="file">Its name.</param>
    /// <param name="settings">Folders, and whether sessions must be there.</param>
    /// <param name="read">Names of variables that the file reads.</param>
    /// <param name="faults">Takes the faults.</param>
    /// <returns>The sessions; none where the file has no such section, or one that the binder refuses.</returns>
    public static IReadOnlyList<SessionInput> Find(JsonPart root, string file, LoadSettings settings, HashSet<string> read, FaultList faults)
    {
        if (root.Find(Key) is not { Kind: JsonValueKind.Object } section) return [];
        VariableExpansion.ApplyTo(section, root, file, settings, faults);
        if (section.Find("path") is not { Kind: JsonValueKind.String, Text.Length: > 0 } path) return [];
        string variable = Variable(section);
        if (root.Find(VariableSettings.VariablesKey)?.Find(variable) is { } taken) faults.Add(taken, $"${{{variable}}} is the session; choose another name, here or by \"as\"");
        if (!read.Contains(variable)) faults.Add(section, $"nobody reads ${{{variable}}}, the path of the session, so that every session would give the same; use it at a source, such as \"path\": \"${{{variable}}}\"");
        string full = Path.GetFullPath(path.Text, settings.WorkingFolder);
        // A folder or file whose name holds such a character is itself meant.
        bool isFolder = Directory.Exists(full);
        string folder = isFolder ? full : Path.GetDirectoryName(full) ?? full, pattern = isFolder ? "*" : Path.GetFileName(full);
        if (folder.AsSpan().ContainsAny('*', '?') && !Directory.Exists(folder))
        {
            faults.Add(path, $"found \"{path.Text}\", expected * and ? in the last part only");
            return [];
        }

        List<SessionInput> sessions = List(folder, pattern);
        CheckNames(sessions, path, faults);
        if (sessions.Count > 0) return sessions;
        if (!settings.ChecksInputFiles) return [new(NameOf(full, isFolder: false), full)];
        faults.Add(path, $"found \"{path.Text}\", but no file or folder there is like that (looked for {pattern} in {folder})");
        return [];
    }

    /// <summary>The settings with a session's variables.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="root">The file.</param>
    /// <param name="session">The session.</param>
    /// <returns>The settings with two variables more.</returns>
    public static LoadSettings With(LoadSettings settings, JsonPart root, SessionInput session)
    {
        string variable = Variable(root.Find(Key)!);
        return settings with { Variables = new Dictionary<string, string>(settings.Variables) { [variable] = session.Path, [variable + NameSuffix] = session.Name } };
    }

    private static string Variable(JsonPart section) => section.Find("as") is { Kind: JsonValueKind.String, Text.Length: > 0 } name ? name.Text : DefaultVariable;

    private static List<SessionInput> List(string folder, string pattern)
    {
        if (!Directory.Exists(folder)) return [];
        IEnumerable<SessionInput> found = new DirectoryInfo(folder).EnumerateFileSystemInfos()
            .Where(entry => !entry.Name.StartsWith('.') && FileSystemName.MatchesSimpleExpression(pattern, entry.Name, ignoreCase: false))
            .Select(entry => new SessionInput(NameOf(entry.Name, entry is DirectoryInfo), entry.FullName));
        return [.. found.OrderBy(session => session.Name, StringComparer.Ordinal)];
    }

    private static string NameOf(string path, bool isFolder) => isFolder ? path : Path.GetFileNameWithoutExtension(path) is { Length: > 0 } name ? name : Path.GetFileName(path);

    private static void CheckNames(List<SessionInput> sessions, JsonPart path, FaultList faults)
    {
        // Not all file systems tell names apart that differ in case only.
        foreach (IGrouping<string, SessionInput> same in sessions.GroupBy(session => session.Name, StringComparer.OrdinalIgnoreCase).Where(group => group.Count() > 1))
            faults.Add(path, $"found {string.Join(" and ", same.Select(session => $"\"{Path.GetFileName(session.Path)}\""))}, which would both be the session \"{same.Key}\"; say more in the path, such as \"*{Path.GetExtension(same.First().Path)}\"");
    }
}
