namespace SpikeStream.Pipelines.Stages;

/// <summary>What is said of a population in a bin.</summary>
public enum PopulationQuantity
{
    /// <summary>Spikes of all its units.</summary>
    Counts,

    /// <summary>Spikes per unit and second, in Hz.</summary>
    Activity,
}
