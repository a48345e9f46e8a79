using SpikeStream.Models.Fitting;
using SpikeStream.Models.Mesoscopic;

namespace SpikeStream.Pipelines.Stages.Fitting;

/// <summary>What a start goes over, and how.</summary>
internal sealed record ArchiveStartSetup
{
    /// <summary>The model.</summary>
    public required MesoscopicModel Model { get; init; }

    /// <summary>Options of the minibatches, the number of the start and the length of the data included.</summary>
    public required FitOptions Options { get; init; }

    /// <summary>Where minibatches come from.</summary>
    public required MinibatchOrder Order { get; init; }

    /// <summary>The counts, sealed.</summary>
    public required CountArchive Archive { get; init; }

    /// <summary>Bins of the archive that are used, from its first.</summary>
    public required long BinCount { get; init; }

    /// <summary>Whether the archive holds inputs.</summary>
    public required bool HasInputs { get; init; }

    /// <summary>Passes at most.</summary>
    public int MaximumEpochs { get; init; } = int.MaxValue;

    /// <summary>Steps at which starts are compared, ascending.</summary>
    public IReadOnlyList<int> ComparedSteps { get; init; } = [];

    /// <summary>Rows of the thinned course of the estimates; 0 keeps none.</summary>
    public int CourseRows { get; init; }

    /// <summary>A fit at its start.</summary>
    public IMinibatchFit NewFit(ReadOnlySpan<double> initial) => Order == MinibatchOrder.Random
        ? new RandomMinibatchFit(Model, Options, BinCount, initial, Archive.Stretches)
        : new SequentialMinibatchFit(Model, Options, initial);
}
