using SpikeStream.Pipelines.Options;

namespace SpikeStream.Pipelines.Definition;

/// <summary>What a pipeline file says beside its nodes.</summary>
public sealed record PipelineOptions : ISelfChecked
{
    /// <summary>Name of the pipeline, and of its run folders: letters, digits, - and _.</summary>
    public required string Name { get; init; }

    /// <summary>What the pipeline is for.</summary>
    public string? Description { get; init; }

    /// <summary>Seed of all random numbers of a run.</summary>
    public required ulong Seed { get; init; }

    /// <summary>When the state of the run is written to disk.</summary>
    public CheckpointOptions Checkpoints { get; init; } = new();

    /// <summary>Most threads that one stage uses; all processors where it is left out. Results do not depend on it.</summary>
    [InRange(1, 1024)]
    public int? Parallelism { get; init; }

    /// <summary>Runs the pipeline once for each of these sessions, and gathers their tables. Left out: it runs once.</summary>
    public SessionsOptions? Sessions { get; init; }

    /// <inheritdoc/>
    public IEnumerable<(string Key, string Message)> Check()
    {
        if (!NodeId.IsValid(Name)) yield return ("name", $"found \"{Name}\", expected letters, digits, - and _, for it names the run folder");
    }
}
