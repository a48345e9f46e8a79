using System.Text.Json;

namespace SpikeStream.Pipelines.Execution;

/// <summary>
/// The files of a run that is being replaced, where they lie outside its folder. They stay until the new run is complete; what it has
/// not written itself goes then, so that no result of the old run is taken for one of the new.
/// </summary>
/// <param name="runPath">The run folder.</param>
internal sealed class EarlierFiles(string runPath)
{
    private string ListPath => Path.Combine(runPath, "run.earlier.json");

    /// <summary>Files of the complete run in the folder, and of those that an unfinished one was to replace.</summary>
    /// <param name="recordPath">The record of the run.</param>
    /// <param name="outputPath">Where its results lie; what the record of a folder that was copied says of other places is not its own.</param>
    public IReadOnlyList<string> Find(string recordPath, string outputPath)
    {
        string inside = Path.TrimEndingDirectorySeparator(outputPath) + Path.DirectorySeparatorChar;
        return [.. Listed(recordPath).Concat(Kept()).Where(file => file.StartsWith(inside, StringComparison.Ordinal)).Distinct(StringComparer.Ordinal)];
    }

    /// <summary>Notes the files for the end of the new run, which may be interrupted before.</summary>
    public void Keep(IReadOnlyList<string> files)
    {
        if (files.Count > 0) AtomicFile.Write(ListPath, JsonSerializer.SerializeToUtf8Bytes(files));
    }

    /// <summary>The new run is complete: removes what is not its own.</summary>
    public void RemoveAllBut(IReadOnlyList<string> files)
    {
        foreach (string file in Kept().Except(files, StringComparer.Ordinal).Where(File.Exists)) File.Delete(file);
        File.Delete(ListPath);
    }

    private string[] Kept() => File.Exists(ListPath) ? JsonSerializer.Deserialize<string[]>(File.ReadAllBytes(ListPath))! : [];

    private static string[] Listed(string recordPath)
    {
        try
        {
            using JsonDocument record = JsonDocument.Parse(File.ReadAllBytes(recordPath));
            return [.. record.RootElement.GetProperty("files").EnumerateArray().Select(file => file.GetString()!)];
        }
        catch (Exception fault) when (fault is IOException or JsonException or KeyNotFoundException or InvalidOperationException)
        {
            // Nothing is known of the old run: its files stay.
            return [];
        }
    }
}
