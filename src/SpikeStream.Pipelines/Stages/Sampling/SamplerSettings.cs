using SpikeStream.Numerics.Samplers;
using SpikeStream.Pipelines.Options;

namespace SpikeStream.Pipelines.Stages.Sampling;

/// <summary>How a posterior is sampled.</summary>
public enum SamplerKind
{
    /// <summary>The no-U-turn sampler: path lengths find themselves.</summary>
    Nuts,

    /// <summary>Hamiltonian Monte Carlo with a fixed path length, as published.</summary>
    Hmc,
}

/// <summary>What is learned of the covariance of the draws during warm-up.</summary>
public enum LearnedMetric
{
    /// <summary>All of it: posteriors of network parameters are strongly correlated.</summary>
    Dense,

    /// <summary>Variances alone.</summary>
    Diagonal,
}

/// <summary>The covariance that a sampler assumes at first.</summary>
public enum InitialMetric
{
    /// <summary>The inverse of the observed information where the chains start: the curvature of the log posterior.</summary>
    ObservedInformation,

    /// <summary>Independent coordinates of variance one.</summary>
    Identity,
}

/// <summary>The coordinates in which chains move.</summary>
public enum SampledCoordinates
{
    /// <summary>Those in which ridges of the posterior are straightest, so that steps are long: draws are of the same posterior.</summary>
    Straight,

    /// <summary>Those of fits and priors.</summary>
    Fitting,
}

/// <summary>Model and sampler: what all stages that sample posteriors have in common.</summary>
public abstract record SamplerSettings : ModelSettings
{
    /// <summary>nuts finds the length of its trajectories itself; hmc is the sampler of Rene, Longtin and Macke (2020), table 4.</summary>
    public SamplerKind Sampler { get; init; } = SamplerKind.Nuts;

    /// <summary>Transitions of each chain that learn step size and metric and are no draws. Left out: 300, and 20 with hmc.</summary>
    [InRange(0, 1_000_000)]
    public int? WarmUp { get; init; }

    /// <summary>Mean acceptance that the step size is made for, between 0 and 1; higher means smaller steps. Left out: 0.8, and 0.65 with hmc.</summary>
    [InRange(0.01, 0.9999)]
    public double? TargetAcceptance { get; init; }

    /// <summary>Doublings of a trajectory at most (nuts): a draw takes at most 2^depth - 1 gradients.</summary>
    [InRange(1, 20)]
    public int MaximumTreeDepth { get; init; } = 10;

    /// <summary>What is learned of the covariance of the draws. Left out: dense up to 64 parameters; diagonal beyond, and with hmc.</summary>
    public LearnedMetric? Metric { get; init; }

    /// <summary>straight: the adaptation strength itself and logarithms of weights, in which the posterior bends least; fitting: the coordinates of fits. Left out: straight, and fitting with hmc or without the observed information.</summary>
    public SampledCoordinates? Coordinates { get; init; }

    /// <summary>Step size times number of steps (hmc).</summary>
    [Positive]
    public double PathLength { get; init; } = 0.1;

    /// <summary>Initial step size times the fourth root of the number of parameters (hmc).</summary>
    [Positive]
    public double StepScale { get; init; } = 0.0025;

    /// <summary>The coordinates around a mode whose curvature is known.</summary>
    internal SampledCoordinates CoordinatesOfMode => Coordinates ?? (Sampler == SamplerKind.Hmc ? SampledCoordinates.Fitting : SampledCoordinates.Straight);

    /// <summary>The options of the sampler.</summary>
    /// <param name="dimension">Number of free parameters.</param>
    internal SamplerOptions ToOptions(int dimension)
    {
        bool isFixedPath = Sampler == SamplerKind.Hmc;
        MetricForm form = Metric switch
        {
            LearnedMetric.Dense => MetricForm.Dense,
            LearnedMetric.Diagonal => MetricForm.Diagonal,
            _ => isFixedPath ? MetricForm.Diagonal : SamplerOptions.DefaultMetric(dimension),
        };
        return new SamplerOptions
        {
            Trajectory = isFixedPath
                ? new FixedPathOptions { PathLength = PathLength, StepScale = StepScale }
                : new NoUTurnOptions { MaximumTreeDepth = MaximumTreeDepth },
            WarmUp = WarmUp ?? (isFixedPath ? 20 : 300),
            TargetAcceptance = TargetAcceptance ?? (isFixedPath ? 0.65 : 0.8),
            Metric = form,
        };
    }
}
