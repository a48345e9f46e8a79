using System.Globalization;
using System.Text.Json;
using SpikeStream.Pipelines.Definition;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Execution;

/// <summary>The folder that a run writes; locked against other processes while open.</summary>
public sealed class RunFolder : IDisposable
{
    private const string LockName = "run.lock";
    private const string RecordName = "run.json";

    // What a run makes before anything else.
    private static readonly string[] Frame = [LockName, "checkpoints", "scratch"];
    private readonly FileStream _lock;

    private RunFolder(string path, string? outputPath, bool isResumed)
    {
        Path = path;
        OutputPath = outputPath ?? path;
        IsResumed = isResumed;
        try
        {
            Directory.CreateDirectory(System.IO.Path.Combine(path, "checkpoints"));
            Directory.CreateDirectory(ScratchPath);
            _lock = new FileStream(System.IO.Path.Combine(path, LockName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException fault) when (Directory.Exists(path) && File.Exists(System.IO.Path.Combine(path, LockName)))
        {
            throw new InvalidInputException($"{path}: another run is writing to this folder; wait for it, or use another folder", fault);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException($"{path}: the run folder cannot be written: {fault.Message}", fault);
        }
    }

    /// <summary>The full path.</summary>
    public string Path { get; }

    /// <summary>The full path of the folder of the sinks' files; the run folder itself where no other was named.</summary>
    public string OutputPath { get; }

    /// <summary>Whether the run goes on from what is there.</summary>
    public bool IsResumed { get; }

    /// <summary>The file that says what the run was and how it ended.</summary>
    public string RecordPath => System.IO.Path.Combine(Path, RecordName);

    internal string CheckpointPath => System.IO.Path.Combine(Path, "checkpoints", "checkpoint.bin");

    internal string ScratchPath => System.IO.Path.Combine(Path, "scratch");

    /// <summary>What a replaced run left in a folder of results.</summary>
    internal EarlierFiles EarlierFiles => new(Path);

    /// <summary>Chooses, makes and locks a run folder.</summary>
    /// <param name="pipelineName">Name of the pipeline.</param>
    /// <param name="folder">The folder that the user named, or null for <c>NAME-1</c>, <c>NAME-2</c>, ... in <paramref name="runsFolder"/>.</param>
    /// <param name="mode">What to do with one that exists.</param>
    /// <param name="runsFolder">Where run folders are made that the user does not name.</param>
    /// <param name="outputFolder">
    /// Where the sinks' files go, if not into the run folder; it may hold other files, which stay. Files of a run that is replaced stay until the new one is complete.
    /// </param>
    /// <returns>The folder, locked.</returns>
    /// <exception cref="InvalidInputException">It exists and may not be taken, there is nothing to resume, or it cannot be written.</exception>
    public static RunFolder Open(string pipelineName, string? folder, FolderMode mode, string runsFolder = "runs", string? outputFolder = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(pipelineName);
        string path = System.IO.Path.GetFullPath(folder ?? Choose(pipelineName, mode, runsFolder));
        bool exists = Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).Any();
        if (File.Exists(path)) throw new InvalidInputException($"{path}: found a file, expected a folder for the run");
        bool isRefused = mode == FolderMode.New && exists && RefusedRun.Is(path);
        if (mode == FolderMode.New && exists && !isRefused)
            throw new InvalidInputException($"{path}: the folder is not empty; use --resume to go on with the run in it, --overwrite to replace it, or another --out");
        if (mode == FolderMode.Overwrite && exists && !File.Exists(System.IO.Path.Combine(path, RecordName)))
            throw new InvalidInputException($"{path}: the folder holds no run ({RecordName} is missing), so it is not overwritten; name another by --out");
        if (mode == FolderMode.Resume) CheckResumable(path);
        RunFolder opened = new(path, outputFolder is null ? null : System.IO.Path.GetFullPath(outputFolder), mode == FolderMode.Resume);
        if (mode == FolderMode.Overwrite || isRefused) opened.Replace();
        return opened;
    }

    /// <summary>How to open a folder that a pipeline is run in time and again: an interrupted run of the same pipeline on the same files goes on, any other is replaced.</summary>
    /// <param name="folder">The run folder.</param>
    /// <param name="pipeline">The pipeline.</param>
    /// <returns>The mode for <see cref="Open"/>.</returns>
    public static FolderMode ModeFor(string folder, PipelineDefinition pipeline)
    {
        ArgumentNullException.ThrowIfNull(pipeline);
        string path = System.IO.Path.GetFullPath(folder);
        if (!Directory.Exists(path) || !Directory.EnumerateFileSystemEntries(path).Any()) return FolderMode.New;
        if (!File.Exists(System.IO.Path.Combine(path, RecordName))) return FolderMode.Resume;
        return OutcomeOf(path) is RunOutcome.Interrupted or RunOutcome.Running && CanGoOn(path, pipeline) ? FolderMode.Resume : FolderMode.Overwrite;
    }

    /// <summary>Finds the interrupted run that a pipeline would replace.</summary>
    /// <param name="folder">The run folder.</param>
    /// <param name="pipeline">The pipeline.</param>
    /// <returns>What is lost; null where nothing is, for there is no interrupted run, it goes on, or it has no checkpoint that could be read.</returns>
    public static DiscardedRun? FindDiscarded(string folder, PipelineDefinition pipeline)
    {
        string path = System.IO.Path.GetFullPath(folder);
        if (ModeFor(path, pipeline) != FolderMode.Overwrite || OutcomeOf(path) is not (RunOutcome.Interrupted or RunOutcome.Running)) return null;
        try
        {
            return new(PipelineDifference.Paths(CheckpointFile.Read(System.IO.Path.Combine(path, "checkpoints", "checkpoint.bin")).PipelineJson, PipelineDifference.Essence(pipeline)));
        }
        catch (Exception fault) when (fault is IOException or InvalidInputException)
        {
            return null;
        }
    }

    /// <summary>Unlocks the folder.</summary>
    public void Dispose()
    {
        _lock.Dispose();
        File.Delete(System.IO.Path.Combine(Path, LockName));
    }

    /// <summary>Removes what only an unfinished run needs.</summary>
    internal void RemoveWorkFolders()
    {
        Directory.Delete(System.IO.Path.Combine(Path, "checkpoints"), recursive: true);
        Directory.Delete(ScratchPath, recursive: true);
    }

    private void Replace()
    {
        IReadOnlyList<string> earlier = OutputPath == Path ? [] : EarlierFiles.Find(RecordPath, OutputPath);
        Empty();
        EarlierFiles.Keep(earlier);
    }

    private void Empty()
    {
        foreach (string entry in Directory.EnumerateFileSystemEntries(Path))
        {
            if (System.IO.Path.GetFileName(entry) == LockName) continue;
            if (Directory.Exists(entry)) Directory.Delete(entry, recursive: true);
            else File.Delete(entry);
        }

        Directory.CreateDirectory(System.IO.Path.Combine(Path, "checkpoints"));
        Directory.CreateDirectory(ScratchPath);
    }

    private static string Choose(string pipelineName, FolderMode mode, string runsFolder)
    {
        List<(int Number, string Path)> existing = Numbered(pipelineName, runsFolder);
        string next = System.IO.Path.Combine(runsFolder, string.Create(CultureInfo.InvariantCulture, $"{pipelineName}-{(existing.Count == 0 ? 1 : existing[^1].Number + 1)}"));
        if (mode == FolderMode.New || (mode == FolderMode.Overwrite && existing.Count == 0)) return next;
        if (mode == FolderMode.Overwrite) return existing[^1].Path;
        return existing.FindLast(run => OutcomeOf(run.Path) is not (null or RunOutcome.Completed)).Path
            ?? throw new InvalidInputException($"{runsFolder}: no run of \"{pipelineName}\" to resume; start one without --resume");
    }

    private static List<(int Number, string Path)> Numbered(string pipelineName, string runsFolder)
    {
        List<(int Number, string Path)> found = [];
        if (!Directory.Exists(runsFolder)) return found;
        foreach (string path in Directory.EnumerateDirectories(runsFolder, pipelineName + "-*"))
        {
            string suffix = System.IO.Path.GetFileName(path)[(pipelineName.Length + 1)..];
            if (int.TryParse(suffix, NumberStyles.None, CultureInfo.InvariantCulture, out int number)) found.Add((number, path));
        }

        found.Sort();
        return found;
    }

    private static void CheckResumable(string path)
    {
        // A process killed before it wrote run.json leaves a frame, its log and the beginning of run.json: then there is nothing to go on from, but nothing wrong either.
        if (Directory.Exists(path) && !File.Exists(System.IO.Path.Combine(path, RecordName)) && Directory.EnumerateFileSystemEntries(path).All(IsOfFrame)) return;
        if (OutcomeOf(path) is not { } outcome) throw new InvalidInputException($"{path}: no run to resume ({RecordName} is missing or damaged); start one without --resume");
        if (outcome == RunOutcome.Completed) throw new InvalidInputException($"{path}: this run is complete, there is nothing to resume");
    }

    private static bool CanGoOn(string path, PipelineDefinition pipeline)
    {
        try
        {
            CheckpointFile checkpoint = CheckpointFile.Read(System.IO.Path.Combine(path, "checkpoints", "checkpoint.bin"));
            InputInventory inputs = new(pipeline.InputPaths, pipeline.WorkingFolder);
            return checkpoint.PipelineJson == PipelineDifference.Essence(pipeline)
                && inputs.AreThoseOf(checkpoint.Inputs, RunRecord.EarlierStarts(System.IO.Path.Combine(path, RecordName))[0]);
        }
        catch (Exception fault) when (fault is IOException or InvalidInputException)
        {
            // No checkpoint yet, or a damaged one: the run begins anew.
            return false;
        }
    }

    private static bool IsOfFrame(string entry) => System.IO.Path.GetFileName(entry) is { } name && (Frame.Contains(name) || name.StartsWith("run.", StringComparison.Ordinal));

    /// <summary>How the run in a folder ended; null where there is none, or its record is damaged.</summary>
    internal static RunOutcome? OutcomeOf(string path)
    {
        try
        {
            using JsonDocument record = JsonDocument.Parse(File.ReadAllBytes(System.IO.Path.Combine(path, RecordName)));
            return Enum.TryParse(record.RootElement.GetProperty("outcome").GetString(), ignoreCase: true, out RunOutcome outcome) ? outcome : null;
        }
        catch (Exception fault) when (fault is IOException or JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return null;
        }
    }
}
