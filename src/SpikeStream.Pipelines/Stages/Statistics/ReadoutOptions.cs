using SpikeStream.Pipelines.Options;
using SpikeStream.Pipelines.Quantities;

namespace SpikeStream.Pipelines.Stages;

/// <summary>What all statistics of spikes are told.</summary>
public abstract record ReadoutOptions
{
    /// <summary>How often, in recording time, the values so far are given, besides those at the end: at multiples of it, such as "10 s". Left out: at the end only.</summary>
    [Positive]
    public Duration? Every { get; init; }

    /// <summary>Number of units, 0 to this less one, where the recording does not say it.</summary>
    [InRange(1, 1 << 24)]
    public int? UnitCount { get; init; }
}
