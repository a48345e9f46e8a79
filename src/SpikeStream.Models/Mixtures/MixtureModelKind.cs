namespace SpikeStream.Models.Mixtures;

/// <summary>The distribution of the counts of a component.</summary>
public enum MixtureModelKind
{
    /// <summary>Independent Poisson counts (IP-CM): all shapes are -1.</summary>
    Poisson,

    /// <summary>Conway-Maxwell-Poisson counts with a shape per neuron (CB-CM).</summary>
    ComBased,
}
