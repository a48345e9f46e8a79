namespace SpikeStream.Pipelines.Stages.Mixtures;

/// <summary>What a conditional mixture is compared with.</summary>
public enum MixtureControl
{
    /// <summary>Nothing: the mixture itself.</summary>
    None,

    /// <summary>The mixture, with the counts of each neuron shuffled among the trials of each stimulus: without noise correlations.</summary>
    Shuffled,

    /// <summary>Gaussian counts: a mean for each stimulus, shared factors, independent noise. Its density at the counts stands for their probability, as counts are one apart.</summary>
    FactorAnalysis,
}
