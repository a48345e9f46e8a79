namespace SpikeStream.Models.Mixtures;

/// <summary>How the natural parameters of neurons depend on the stimulus: b(x) = sum over rows of feature(x) times a row of base parameters.</summary>
public abstract record MixtureTuning
{
    /// <summary>Number of rows of base parameters.</summary>
    public abstract int RowCount { get; }

    /// <summary>The features of stimuli.</summary>
    /// <param name="stimuli">The stimuli.</param>
    /// <exception cref="MixtureDataException">The tuning does not know a stimulus.</exception>
    internal abstract StimulusFeatures Features(StimulusSet stimuli);
}
