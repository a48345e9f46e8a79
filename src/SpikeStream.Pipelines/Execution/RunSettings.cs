using Serilog;

namespace SpikeStream.Pipelines.Execution;

/// <summary>What surrounds a run: none of it changes the results.</summary>
public sealed record RunSettings
{
    /// <summary>The folder to write to; the caller disposes of it.</summary>
    public required RunFolder Folder { get; init; }

    /// <summary>The log.</summary>
    public ILogger Logger { get; init; } = Serilog.Core.Logger.None;

    /// <summary>The only clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Who is told how far the run is; called from timer threads, one call at a time.</summary>
    public IProgress<RunProgress>? Progress { get; init; }

    /// <summary>Messages that one queue between two nodes holds at most.</summary>
    public int QueueCapacity { get; init; } = 4;

    /// <summary>Threads that one stage uses at most, where it is not for the pipeline to say: sessions that run together share them.</summary>
    internal int? Parallelism { get; init; }

    /// <summary>Whether the SHA-256 of input files is computed beside the run, for <c>run.json</c>.</summary>
    public bool HashesInputs { get; init; } = true;

    /// <summary>How long an interrupted run may take to reach its last checkpoint before it stops without.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Stops at once, without a last checkpoint (a second Ctrl-C).</summary>
    public CancellationToken HardStop { get; init; }

    /// <summary>Told the number of each checkpoint once it is on disk; called on the thread that wrote it.</summary>
    public Action<long>? CheckpointWritten { get; init; }
}
