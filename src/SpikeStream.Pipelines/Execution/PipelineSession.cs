using SpikeStream.Pipelines.Definition;
using SpikeStream.Pipelines.Nodes;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Execution;

/// <summary>One run from opening to the last rename.</summary>
internal sealed class PipelineSession
{
    private static readonly TimeSpan ProgressInterval = TimeSpan.FromMilliseconds(100);
    private readonly PipelineDefinition _pipeline;
    private readonly RunSettings _settings;
    private readonly RunFolder _folder;
    private readonly RunRecord _record;
    private readonly InputInventory _inputs;
    private readonly string _essence;
    private IReadOnlyList<OpenedNode> _nodes = [];
    private IReadOnlyList<NodeStatus> _status = [];
    private long _checkpoints;

    public PipelineSession(PipelineDefinition pipeline, RunSettings settings)
    {
        _pipeline = pipeline;
        _settings = settings;
        _folder = settings.Folder;
        _record = new RunRecord(_folder, pipeline, settings.Time);
        _inputs = new InputInventory(pipeline.InputPaths, pipeline.WorkingFolder);
        _essence = PipelineDifference.Essence(pipeline);
    }

    private int Parallelism => _settings.Parallelism ?? _pipeline.Options.Parallelism ?? Environment.ProcessorCount;

    public async Task<RunResult> RunAsync(CancellationToken interrupt)
    {
        CheckpointFile? checkpoint = _folder.IsResumed ? ReadCheckpoint() : null;
        if (checkpoint is null) WriteRecord(RunOutcome.Running);
        try
        {
            OpenedGraph graph = await OpenedGraph.OpenAsync(_pipeline, ContextOf, _settings.HardStop).ConfigureAwait(false);
            await using (graph.ConfigureAwait(false))
            {
                _nodes = graph.Nodes;
                using GraphRun run = new(graph, _settings.QueueCapacity, Parallelism, WriteCheckpoint, _settings.HardStop);
                _status = run.Status();
                WriteRecord(RunOutcome.Running);
                await StartAsync(run, checkpoint).ConfigureAwait(false);
                return await RunGraphAsync(run, interrupt).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (_settings.HardStop.IsCancellationRequested)
        {
            return Finish(RunOutcome.Interrupted);
        }
        catch (Exception fault)
        {
            _settings.Logger.Error("{Fault}", fault.Message);
            WriteRecord(RunOutcome.Failed, fault.Message);
            throw;
        }
    }

    private async Task StartAsync(GraphRun run, CheckpointFile? checkpoint)
    {
        foreach (OutputFile file in OutputFiles()) CreateFolderOf(file);
        if (checkpoint is not null)
        {
            run.Restore(checkpoint);
            foreach (OpenedNode node in _nodes.Where(node => node.Definition.IsStateless)) await node.Node.StartAsync(run.HardStop).ConfigureAwait(false);
            _settings.Logger.Information("Resumed from checkpoint {Checkpoint}", checkpoint.Number);
            return;
        }

        foreach (OpenedNode node in _nodes)
        {
            try
            {
                await node.Node.StartAsync(run.HardStop).ConfigureAwait(false);
            }
            catch (Exception fault) when (fault is not (InvalidInputException or OperationCanceledException))
            {
                throw new PipelineFaultException(node.Definition.Id, "on starting", fault);
            }
        }
    }

    private async Task<RunResult> RunGraphAsync(GraphRun run, CancellationToken interrupt)
    {
        using CancellationTokenSource hashing = CancellationTokenSource.CreateLinkedTokenSource(run.HardStop);
        Task<IReadOnlyDictionary<string, string>?>? hashes = !_settings.HashesInputs || _inputs.Lengths.Count == 0 ? null
            : Task.Factory.StartNew(() => HashInputs(hashing.Token), hashing.Token, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        TimeSpan every = _pipeline.Options.Checkpoints.Every.TimeSpan;
        bool isInterrupted;
        ITimer checkpoints = _settings.Time.CreateTimer(_ => run.Coordinator.Request(), null, every, every);
        await using (checkpoints.ConfigureAwait(false))
        {
            ProgressReporter progress = new(run, _settings, ProgressInterval, () => Interlocked.Read(ref _checkpoints));
            await using (progress.ConfigureAwait(false))
            {
                isInterrupted = await RunOrInterruptAsync(run, interrupt).ConfigureAwait(false);
            }
        }

        _status = run.Status();
        if (isInterrupted || run.FirstFault is not null) await hashing.CancelAsync().ConfigureAwait(false);
        if (run.FirstFault is { } fault) throw fault;
        if (isInterrupted) return Finish(RunOutcome.Interrupted);
        _settings.HardStop.ThrowIfCancellationRequested();
        if (hashes is not null) _record.InputHashes = await hashes.ConfigureAwait(false);
        await run.Coordinator.WriteEndAsync().ConfigureAwait(false);
        if (run.FirstFault is { } late) throw late;
        return await CommitAsync().ConfigureAwait(false);
    }

    /// <returns>Whether the run was stopped before its end.</returns>
    private async Task<bool> RunOrInterruptAsync(GraphRun run, CancellationToken interrupt)
    {
        Task running = run.RunAsync();
        TaskCompletionSource asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using CancellationTokenRegistration registration = interrupt.Register(asked.SetResult);
        await Task.WhenAny(running, asked.Task).ConfigureAwait(false);
        if (running.IsCompleted)
        {
            await running.ConfigureAwait(false);
            return false;
        }

        run.Coordinator.RequestFinal();
        _settings.Logger.Information("Interrupted: taking a last checkpoint");
        using CancellationTokenSource patience = new(_settings.Grace, _settings.Time);
        Task impatient = Task.Delay(Timeout.Infinite, patience.Token);
        Task first = await Task.WhenAny(running, run.Coordinator.FinalWritten, impatient).ConfigureAwait(false);
        bool ended = first == running;
        if (first == impatient) _settings.Logger.Warning("No last checkpoint within {Seconds} s: stopping without", _settings.Grace.TotalSeconds);
        if (!ended) run.Stop();
        await running.ConfigureAwait(false);
        return !ended;
    }

    /// <summary>All nodes have ended and that is on disk: from here on a resume only repeats these steps.</summary>
    private async Task<RunResult> CommitAsync()
    {
        foreach (OutputFile file in OutputFiles())
        {
            if (File.Exists(file.PartialPath)) File.Move(file.PartialPath, file.Path, overwrite: true);
        }

        foreach (OpenedNode node in _nodes)
        {
            if (node.Node is not Sink sink) continue;
            try
            {
                await sink.CommittedAsync(_settings.HardStop).ConfigureAwait(false);
            }
            catch (Exception fault) when (fault is not (InvalidInputException or OperationCanceledException))
            {
                throw new PipelineFaultException(node.Definition.Id, "after its files were complete", fault);
            }
        }

        RunResult result = Finish(RunOutcome.Completed);
        _folder.EarlierFiles.RemoveAllBut(result.Files);
        File.Delete(_folder.CheckpointPath);
        Directory.Delete(_folder.ScratchPath, recursive: true);
        return result;
    }

    private RunResult Finish(RunOutcome outcome)
    {
        WriteRecord(outcome);
        _settings.Logger.Information("Run {Outcome} in {Folder}", outcome.ToString().ToLowerInvariant(), _folder.Path);
        return new RunResult(outcome, _folder.Path, _status, Files(), Warnings());
    }

    /// <summary>The hashes, or null where they were given up or an input has gone: that is no reason to lose a finished run.</summary>
    private IReadOnlyDictionary<string, string>? HashInputs(CancellationToken cancellationToken)
    {
        try
        {
            return _inputs.Hash(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            return null;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            _settings.Logger.Warning("Inputs could not be hashed: {Reason}", fault.Message);
            return null;
        }
    }

    private CheckpointFile? ReadCheckpoint()
    {
        if (!File.Exists(_folder.CheckpointPath)) return null;
        CheckpointFile checkpoint = CheckpointFile.Read(_folder.CheckpointPath);
        if (PipelineDifference.Describe(checkpoint.PipelineJson, _essence) is { } difference)
            throw new InvalidInputException($"{_folder.Path}: the checkpoint is of another pipeline: {difference}; use the same pipeline, or start anew with --overwrite");
        _inputs.CheckAgainst(checkpoint.Inputs);
        _checkpoints = checkpoint.Number;
        return checkpoint;
    }

    private void WriteCheckpoint(long number, IReadOnlyDictionary<string, NodeSnapshot> parts)
    {
        new CheckpointFile(number, _essence, _inputs.Lengths, parts).Write(_folder.CheckpointPath);
        Interlocked.Exchange(ref _checkpoints, number);
        _settings.Logger.Information("Checkpoint {Checkpoint} written", number);
        _settings.CheckpointWritten?.Invoke(number);
    }

    private NodeContext ContextOf(NodeDefinition node) => new()
    {
        Id = node.Id,
        Seed = _pipeline.RunSeed,
        Session = _pipeline.Session?.Name,
        Parallelism = Parallelism,
        RunFolder = _folder.Path,
        OutputFolder = _folder.OutputPath,
        WorkingFolder = _pipeline.WorkingFolder,
        Logger = _settings.Logger.ForContext("Node", node.Id),
        Time = _settings.Time,
    };

    private void WriteRecord(RunOutcome outcome, string? fault = null) => _record.Write(outcome, _inputs, _status, Warnings(), outcome == RunOutcome.Completed ? Files() : [], fault);

    private IEnumerable<OutputFile> OutputFiles() => _nodes.SelectMany(node => node.Node.Context.OutputFiles);

    private IReadOnlyList<string> Files() => [.. OutputFiles().Select(file => file.Path).Where(File.Exists)];

    private IReadOnlyList<string> Warnings() =>
        [.. _pipeline.Warnings.Select(warning => warning.ToString()), .. _nodes.SelectMany(node => node.Node.Context.Warnings.Select(warning => $"{node.Definition.Id}: {warning}"))];

    private static void CreateFolderOf(OutputFile file)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file.Path)!);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new InvalidInputException($"{file.Path}: cannot be written: {fault.Message}", fault);
        }
    }
}
