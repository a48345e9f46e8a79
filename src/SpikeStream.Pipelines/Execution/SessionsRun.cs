using System.Text.Json;
using Serilog;
using SpikeStream.Pipelines.Catalog;
using SpikeStream.Pipelines.Definition;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Execution;

/// <summary>
/// A run over sessions: the same pipeline once for each, some at a time, in a folder of its own with its own record and checkpoints; then the tables of all in one.
/// Results do not depend on how many run together, nor on which other sessions there are.
/// </summary>
internal sealed class SessionsRun
{
    internal const string FolderName = "sessions";
    private static readonly TimeSpan ProgressInterval = TimeSpan.FromSeconds(1);

    private readonly PipelineDefinition _pipeline;
    private readonly Func<SessionInput, PipelineDefinition> _load;
    private readonly RunSettings _settings;
    private readonly SessionsRecord _record;
    private readonly SessionResult[] _results;
    private readonly SortedSet<string> _running = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();
    private readonly long _began;
    private int _done;

    public SessionsRun(PipelineDefinition pipeline, Func<SessionInput, PipelineDefinition> load, RunSettings settings)
    {
        _pipeline = pipeline;
        _load = load;
        _settings = settings;
        _record = new(settings.Folder, pipeline, settings.Time);
        _results = [.. pipeline.Sessions.Select(session => new SessionResult(session.Name, session.Path, RunOutcome.Running, null, FolderOf(session)))];
        _began = settings.Time.GetTimestamp();
    }

    private int Threads => _pipeline.Options.Parallelism ?? Environment.ProcessorCount;

    private int AtATime => Math.Clamp(_pipeline.Options.Sessions?.Parallelism ?? Threads, 1, Math.Min(Threads, Math.Max(1, _results.Length)));

    public async Task<SessionsResult> RunAsync(CancellationToken interrupt)
    {
        _record.Write(RunOutcome.Running, _results, []);
        ITimer? timer = _settings.Progress is null ? null : _settings.Time.CreateTimer(_ => Report(isLast: false), null, ProgressInterval, ProgressInterval);
        try
        {
            ParallelOptions options = new() { MaxDegreeOfParallelism = AtATime, CancellationToken = CancellationToken.None };
            await Parallel.ForEachAsync(Enumerable.Range(0, _results.Length), options, async (index, _) => await RunOneAsync(index, interrupt).ConfigureAwait(false)).ConfigureAwait(false);
        }
        finally
        {
            if (timer is not null) await timer.DisposeAsync().ConfigureAwait(false);
            Report(isLast: true);
        }

        bool isInterrupted = Array.Exists(_results, session => session.Outcome is RunOutcome.Running or RunOutcome.Interrupted);
        IReadOnlyList<string> files = isInterrupted ? [] : SessionTables.Gather(_pipeline, _results, _settings.Folder.Path, message => _settings.Logger.Warning("{Warning}", message));
        RunOutcome outcome = isInterrupted ? RunOutcome.Interrupted : Array.Exists(_results, session => session.Outcome == RunOutcome.Failed) ? RunOutcome.Failed : RunOutcome.Completed;
        _record.Write(outcome, _results, files);
        if (outcome == RunOutcome.Completed) _settings.Folder.RemoveWorkFolders();
        return new(outcome, _settings.Folder.Path, _results, files);
    }

    private async Task RunOneAsync(int index, CancellationToken interrupt)
    {
        SessionInput session = _pipeline.Sessions[index];
        if (interrupt.IsCancellationRequested || _settings.HardStop.IsCancellationRequested) return;
        Change(() => _running.Add(session.Name));
        ILogger log = _settings.Logger.ForContext("Session", session.Name);
        RunOutcome outcome = RunOutcome.Failed;
        string? fault = null;
        try
        {
            outcome = await RunOneAsync(session, FolderOf(session), log, interrupt).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_settings.HardStop.IsCancellationRequested)
        {
            outcome = RunOutcome.Interrupted;
        }
#pragma warning disable CA1031 // The border of a session: whatever goes wrong in it must not end the others.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            fault = (failure is InvalidInputException or PipelineFaultException ? "" : failure.GetType().Name + ": ") + failure.Message.ReplaceLineEndings(" ");
            log.Warning("The session has failed: {Fault}", fault);
        }

        Change(() =>
        {
            _running.Remove(session.Name);
            _results[index] = _results[index] with { Outcome = outcome, Fault = fault };
            if (outcome is RunOutcome.Completed or RunOutcome.Failed) _done++;
            _record.Write(RunOutcome.Running, _results, []);
        });
    }

    private async Task<RunOutcome> RunOneAsync(SessionInput session, string path, ILogger log, CancellationToken interrupt)
    {
        PipelineDefinition pipeline = _load(session);
        if (RunFolder.OutcomeOf(path) == RunOutcome.Completed)
        {
            CheckSame(pipeline, path);
            return RunOutcome.Completed;
        }

        bool exists = Directory.Exists(path) && Directory.EnumerateFileSystemEntries(path).Any();
        FolderMode mode = !exists ? FolderMode.New : IsMended(pipeline, path) ? FolderMode.Overwrite : FolderMode.Resume;
        using RunFolder folder = RunFolder.Open(session.Name, path, mode);
        RunResult result = await PipelineRunner.RunAsync(
            pipeline,
            _settings with { Folder = folder, Logger = log, Progress = null, Parallelism = Math.Max(1, Threads / AtATime) },
            interrupt).ConfigureAwait(false);
        return result.Outcome;
    }

    /// <summary>Whether a session failed and its input is another since its checkpoint: then it begins anew, for the input was the cause, or may have been.</summary>
    private static bool IsMended(PipelineDefinition pipeline, string path)
    {
        string checkpoint = Path.Combine(path, "checkpoints", "checkpoint.bin");
        if (RunFolder.OutcomeOf(path) != RunOutcome.Failed || !File.Exists(checkpoint)) return false;
        IReadOnlyDictionary<string, long> before = CheckpointFile.Read(checkpoint).Inputs;
        return new InputInventory(pipeline.InputPaths, pipeline.WorkingFolder).Lengths.Any(input => before.TryGetValue(input.Key, out long length) && length != input.Value);
    }

    /// <summary>Refuses what another pipeline has made of the session.</summary>
    private static void CheckSame(PipelineDefinition pipeline, string path)
    {
        using JsonDocument record = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(path, "run.json")));
        string before = PipelineDifference.Essence(record.RootElement.GetProperty("pipeline").GetRawText());
        if (PipelineDifference.Describe(before, PipelineDifference.Essence(pipeline)) is { } difference)
            throw new InvalidInputException($"{path}: the session was completed by another pipeline: {difference}; use the same pipeline, or start anew with --overwrite");
    }

    private string FolderOf(SessionInput session) => Path.Combine(_settings.Folder.Path, FolderName, session.Name);

    private void Change(Action change)
    {
        lock (_gate) change();
        Report(isLast: false);
    }

    private void Report(bool isLast)
    {
        if (_settings.Progress is not { } progress) return;
        lock (_gate)
        {
            string? text = _running.Count == 0 ? null : string.Join(", ", _running);
            NodeStatus status = new("sessions", NodeCategory.Source, 0, 0, 0, 0, _done, _results.Length, text);
            progress.Report(new RunProgress([status], _settings.Time.GetElapsedTime(_began), 0, isLast));
        }
    }
}
