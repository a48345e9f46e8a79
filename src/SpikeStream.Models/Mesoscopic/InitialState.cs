namespace SpikeStream.Models.Mesoscopic;

/// <summary>The state before the first bin of a recording.</summary>
public enum InitialState
{
    /// <summary>All neurons free and at rest, no spikes before. Makes a burst that takes several seconds to fade.</summary>
    Silent,

    /// <summary>Constant activity that keeps itself up without input (Rene, Longtin and Macke 2020, appendix I). Not every parameter set has one.</summary>
    Stationary,
}
