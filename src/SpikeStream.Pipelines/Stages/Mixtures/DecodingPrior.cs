namespace SpikeStream.Pipelines.Stages.Mixtures;

/// <summary>What is thought of the stimuli before the counts are seen.</summary>
public enum DecodingPrior
{
    /// <summary>All are as likely.</summary>
    Flat,

    /// <summary>As often as among the trials that are decoded.</summary>
    Empirical,

    /// <summary>Weights that the pipeline states.</summary>
    Given,
}
