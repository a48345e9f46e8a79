namespace SpikeStream.Pipelines.Execution;

/// <summary>The folder of a run that was refused before it had anything to keep: its input was wrong, say. It counts as empty, so that the mended pipeline runs by the same words.</summary>
internal static class RefusedRun
{
    private static readonly string[] Records = ["run.json", "run.log", "run.lock"];
    private static readonly string[] WorkFolders = ["checkpoints", "scratch"];

    /// <summary>Whether a folder holds a run that failed without a checkpoint or a result, or a run over sessions all of which did, and nothing else.</summary>
    /// <param name="path">The folder.</param>
    public static bool Is(string path) =>
        RunFolder.OutcomeOf(path) == RunOutcome.Failed
        && Directory.EnumerateFiles(path).All(file => Records.Contains(Path.GetFileName(file)))
        && Directory.EnumerateDirectories(path).All(HoldsNothing);

    private static bool HoldsNothing(string folder)
    {
        string name = Path.GetFileName(folder);
        if (WorkFolders.Contains(name)) return !Directory.EnumerateFileSystemEntries(folder).Any();
        return name == SessionsRun.FolderName && !Directory.EnumerateFiles(folder).Any() && Directory.EnumerateDirectories(folder).All(Is);
    }
}
