namespace SpikeStream.Models.Mesoscopic;

/// <summary>Which variant of the mesoscopic update is meant; one and the same for value, gradient and simulation.</summary>
public enum UpdateConvention
{
    /// <summary>
    /// The update of Schwalger, Deger and Gerstner (2017) with every age bin in its place: activity passed through the synaptic filter
    /// exactly, sums over the neurons as they were before the step, inflow into the variance of the free pool. The default.
    /// </summary>
    Aligned,

    /// <summary>
    /// The update of the inference code published with Rene, Longtin and Macke (2020), index slips included, for comparison with it.
    /// </summary>
    PaperCode,
}
