using SpikeStream.Models.Fitting;

namespace SpikeStream.Pipelines.Stages.Fitting;

/// <summary>What a group of competing starts does.</summary>
internal sealed record FitGroupSetup
{
    /// <summary>What each start goes over; the number of the start is filled in.</summary>
    public required ArchiveStartSetup Start { get; init; }

    /// <summary>Coordinates of each start.</summary>
    public required IReadOnlyList<double[]> InitialCoordinates { get; init; }

    /// <summary>Steps between two rows of a trace.</summary>
    public required int Every { get; init; }

    /// <summary>What makes a start better than another.</summary>
    public required KeepCriterion Keep { get; init; }

    /// <summary>Part of the starts that goes on at a comparison.</summary>
    public double KeptPart { get; init; } = 1;

    /// <summary>How many of the best starts are polished, or measured only.</summary>
    public required int PolishedStarts { get; init; }

    /// <summary>When a polish ends; no rounds only measure the observed information.</summary>
    public required MapPolishOptions Polish { get; init; }

    /// <summary>Counts and inputs of the first bins, [bin, population], shared by all evaluators.</summary>
    public required Func<long, (ReadOnlyMemory<int> Counts, ReadOnlyMemory<double> Inputs)> Data { get; init; }

    /// <summary>Threads at most.</summary>
    public required int Parallelism { get; init; }
}
