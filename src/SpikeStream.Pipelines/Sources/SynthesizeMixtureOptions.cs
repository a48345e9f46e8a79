using SpikeStream.Models.Mixtures;
using SpikeStream.Pipelines.Options;

namespace SpikeStream.Pipelines.Sources;

/// <summary>Options of <see cref="SynthesizeMixtureSource"/>.</summary>
public sealed record SynthesizeMixtureOptions : ISelfChecked
{
    /// <summary>The distribution of counts within a component: poisson, or comBased with a shape for each neuron. Both have the same tuning, gains and average weights for one seed.</summary>
    public MixtureModelKind Model { get; init; } = MixtureModelKind.Poisson;

    /// <summary>Number of neurons.</summary>
    [InRange(1, 100_000)]
    public int Neurons { get; init; } = 20;

    /// <summary>Number of components.</summary>
    [InRange(1, 1000)]
    public int Components { get; init; } = 5;

    /// <summary>Number of stimuli, evenly spaced over the period.</summary>
    [InRange(1, 100_000)]
    public int Stimuli { get; init; } = 8;

    /// <summary>Trials of all stimuli together, as even as possible over the stimuli, in a drawn order.</summary>
    [InRange(2, 100_000_000)]
    public int Trials { get; init; } = 1600;

    /// <summary>Period of the stimulus, in its units.</summary>
    [Positive]
    public double Period { get; init; } = 180;

    /// <summary>Variance of the circular noise added to the stimulus before the response, in squared units of the stimulus; 0 for none.</summary>
    [NotNegative]
    public double SensoryNoise { get; init; }

    /// <summary>Mean of the gains: counts at the preferred stimulus, for each component.</summary>
    [Positive]
    public double GainMean { get; init; } = 3;

    /// <summary>Variance of the gains.</summary>
    [NotNegative]
    public double GainVariance { get; init; } = 4;

    /// <summary>Mean of the precisions of the tuning curves.</summary>
    [Positive]
    public double PrecisionMean { get; init; } = 0.6;

    /// <summary>Variance of the logarithm of the precisions.</summary>
    [NotNegative]
    public double LogPrecisionVariance { get; init; } = 0.25;

    /// <summary>comBased: smallest shape nu of a neuron; below 1 counts vary more than Poisson counts.</summary>
    [Positive]
    public double MinimumShape { get; init; } = 0.6;

    /// <summary>comBased: largest shape.</summary>
    [Positive]
    public double MaximumShape { get; init; } = 1.6;

    /// <summary>The file of the true parameters, relative to the run folder. Left out: parameters.dat, or ID-parameters.dat where the node has another id than its type.</summary>
    [OutputPath]
    [NotEmpty]
    public string? Parameters { get; init; }

    /// <summary>Trials of a batch; results do not depend on it.</summary>
    [InRange(1, 1 << 20)]
    public int BatchRows { get; init; } = 1024;

    /// <inheritdoc/>
    public IEnumerable<(string Key, string Message)> Check()
    {
        if (MaximumShape < MinimumShape) yield return ("maximumShape", FormattableString.Invariant($"found {MaximumShape}, expected at least the smallest shape {MinimumShape}"));
    }

    internal MixtureSynthesisOptions ToSynthesis(ulong seed) => new()
    {
        Neurons = Neurons,
        Components = Components,
        Stimuli = Stimuli,
        Trials = Trials,
        Period = Period,
        SensoryNoise = SensoryNoise,
        GainMean = GainMean,
        GainVariance = GainVariance,
        PrecisionMean = PrecisionMean,
        LogPrecisionVariance = LogPrecisionVariance,
        LeastShape = MinimumShape,
        MostShape = MaximumShape,
        Seed = seed,
    };
}
