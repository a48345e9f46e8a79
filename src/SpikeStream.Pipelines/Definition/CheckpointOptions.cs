using SpikeStream.Pipelines.Options;
using SpikeStream.Pipelines.Quantities;

namespace SpikeStream.Pipelines.Definition;

/// <summary>When the state of a run is written to disk.</summary>
public sealed record CheckpointOptions
{
    /// <summary>Time between checkpoints.</summary>
    [Positive]
    public Duration Every { get; init; } = Duration.Parse("5 s");

    /// <summary>Checkpoint also after this many batches read from the sources, whatever the time.</summary>
    [Positive]
    public int? EveryBatches { get; init; }
}
