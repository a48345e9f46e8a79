using SpikeStream.Models.Mixtures;
using SpikeStream.Pipelines.Options;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Stages.Mixtures;

/// <summary>How conditional mixtures are trained, for the stages that do.</summary>
public abstract record MixtureTrainingChoices
{
    /// <summary>The distribution of counts within a component: poisson, or comBased with a shape for each neuron.</summary>
    public MixtureModelKind Model { get; init; } = MixtureModelKind.Poisson;

    /// <summary>discrete: parameters for each stimulus; vonMises: a curve over the circle.</summary>
    public MixtureTuningKind Tuning { get; init; } = MixtureTuningKind.Discrete;

    /// <summary>Period of the stimulus with von Mises tuning, in its units.</summary>
    [Positive]
    public double Period { get; init; } = 180;

    /// <summary>Epochs at most.</summary>
    [InRange(1, 10_000_000)]
    public int Epochs { get; init; } = 500;

    /// <summary>lbfgs: quasi-Newton iterations on the log-likelihood; adam: gradient steps, with EM while counts are Poisson.</summary>
    public MixtureOptimiser Optimiser { get; init; } = MixtureOptimiser.Lbfgs;

    /// <summary>Step size of Adam.</summary>
    [Positive]
    public double LearningRate { get; init; } = 0.01;

    /// <summary>Steps of Adam per epoch while counts are Poisson.</summary>
    [InRange(1, 100_000)]
    public int StepsPerEpoch { get; init; } = 20;

    /// <summary>Share of the epochs in which a comBased model is trained with Poisson counts.</summary>
    [InRange(0, 1)]
    public double PoissonFraction { get; init; } = 0.8;

    /// <summary>Number of starts, of which the best goes on.</summary>
    [InRange(1, 10_000)]
    public int Starts { get; init; } = 6;

    /// <summary>The column of the trials that holds the stimulus. Trials without a value are left out.</summary>
    [NotEmpty]
    public string Condition { get; init; } = TrialsSchema.Condition;

    private protected MixtureTrainingOptions ToTraining(int components, ulong seed, int parallelism) => new()
    {
        Model = Model,
        Components = components,
        Epochs = Epochs,
        Optimiser = Optimiser,
        LearningRate = LearningRate,
        StepsPerEpoch = StepsPerEpoch,
        PoissonFraction = PoissonFraction,
        Starts = Starts,
        Seed = seed,
        Parallelism = parallelism,
    };
}
