namespace SpikeStream.Pipelines.Stages;

/// <summary>Which units of a population are averaged over.</summary>
public enum AveragedUnits
{
    /// <summary>All; null where one of them was not observed.</summary>
    All,

    /// <summary>Those that were observed in the bin; null where none was.</summary>
    Observed,
}
