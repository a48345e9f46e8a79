using Serilog;
using SpikeStream.Numerics.Random;

namespace SpikeStream.Pipelines.Nodes;

/// <summary>What a node may know of its surroundings: its name, seed, folder, clock, log.</summary>
public sealed class NodeContext
{
    private readonly List<OutputFile> _outputFiles = [];
    private readonly List<string> _warnings = [];
    private readonly Lock _gate = new();

    /// <summary>The node's id in the pipeline file.</summary>
    public required string Id { get; init; }

    /// <summary>The seed of the run.</summary>
    public ulong Seed { get; init; }

    /// <summary>Name of the session, where the pipeline runs over several; null where it runs once.</summary>
    public string? Session { get; init; }

    /// <summary>How many threads a node may use at most; results never depend on it.</summary>
    public int Parallelism { get; init; } = 1;

    /// <summary>The folder of this run; made before <c>StartAsync</c>, not before <c>OpenAsync</c>.</summary>
    public required string RunFolder { get; init; }

    /// <summary>The folder that relative output paths start from; null for the run folder.</summary>
    public string? OutputFolder { get; init; }

    /// <summary>The folder that relative input paths start from.</summary>
    public string WorkingFolder { get; init; } = Directory.GetCurrentDirectory();

    /// <summary>The log, with the node's id as a property.</summary>
    public ILogger Logger { get; init; } = Serilog.Core.Logger.None;

    /// <summary>The only clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>How far the node is, for progress displays.</summary>
    public NodeProgress Progress { get; } = new();

    /// <summary>Files that the node said it writes.</summary>
    public IReadOnlyList<OutputFile> OutputFiles
    {
        get
        {
            lock (_gate) return [.. _outputFiles];
        }
    }

    /// <summary>Warnings so far; they end in <c>run.json</c>.</summary>
    public IReadOnlyList<string> Warnings
    {
        get
        {
            lock (_gate) return [.. _warnings];
        }
    }

    /// <summary>A stream of random numbers of this node, the same in every run with the same seed.</summary>
    /// <param name="purpose">What the numbers are for.</param>
    /// <param name="index">Number of the start, chain, trial or neuron.</param>
    /// <returns>A stream at position 0.</returns>
    public RandomStream Random(string purpose, ulong index = 0) => new(Seed, Id, purpose, index);

    /// <summary>The full path of an input file named in the options.</summary>
    /// <param name="path">Absolute, or relative to the working folder.</param>
    /// <returns>The full path.</returns>
    public string InputPath(string path) => Path.GetFullPath(path, WorkingFolder);

    /// <summary>Registers a file that the node writes; the engine renames it when the whole run has succeeded.</summary>
    /// <param name="path">Relative to the output folder, or absolute.</param>
    /// <returns>The file; write to its partial path. Its folder exists from <c>StartAsync</c> on.</returns>
    public OutputFile OutputFile(string path)
    {
        OutputFile file = new(Path.GetFullPath(path, Path.GetFullPath(OutputFolder ?? RunFolder)));
        lock (_gate)
        {
            if (!_outputFiles.Contains(file)) _outputFiles.Add(file);
        }

        return file;
    }

    /// <summary>A path for working data of this node that outlives interruption, and is deleted when the run succeeds.</summary>
    /// <param name="name">File name.</param>
    /// <returns>A path in the run folder's <c>scratch</c>, which exists from <c>StartAsync</c> on.</returns>
    public string ScratchPath(string name) => Path.Combine(Path.GetFullPath(RunFolder), "scratch", $"{Id}-{name}");

    /// <summary>Logs a warning and keeps it for <c>run.json</c>.</summary>
    /// <param name="message">One line.</param>
    public void Warn(string message)
    {
        Logger.Warning("{Node}: {Warning}", Id, message);
        lock (_gate) _warnings.Add(message);
    }
}
