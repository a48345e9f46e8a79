namespace SpikeStream.Pipelines.Stages.Mixtures;

/// <summary>How counts depend on the stimulus.</summary>
public enum MixtureTuningKind
{
    /// <summary>Parameters of its own for each stimulus; stimuli are any text.</summary>
    Discrete,

    /// <summary>A von Mises curve of each neuron over a stimulus on a circle; stimuli are numbers.</summary>
    VonMises,
}
