namespace SpikeStream.Pipelines.Stages;

/// <summary>What becomes of units that an option does not name.</summary>
public enum OtherUnits
{
    /// <summary>They are bad input.</summary>
    Refuse,

    /// <summary>They are left out.</summary>
    Ignore,
}
