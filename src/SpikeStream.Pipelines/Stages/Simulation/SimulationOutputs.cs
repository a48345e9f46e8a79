using SpikeStream.Pipelines.Nodes;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Stages.Simulation;

/// <summary>What the source and the stage that simulate have in common.</summary>
internal static class SimulationOutputs
{
    /// <summary>The output port.</summary>
    public static IReadOnlyList<OutputPort> Of(SimulateOptions options) => options.GivesCounts
        ? [new("counts", [RecordingKind.Counts], Summary: "spike counts per population and bin, run by run")]
        : [new("spikes", [RecordingKind.Spikes], Summary: "spikes of all neurons, numbered through the populations of all runs")];

    /// <summary>The time step where nothing says it.</summary>
    public static BinWidth DefaultStep(SimulationLevel level) => level == SimulationLevel.Microscopic ? new(1, 5000) : new(1, 1000);
}
