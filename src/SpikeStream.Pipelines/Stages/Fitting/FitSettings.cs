using System.Text.Json;
using SpikeStream.Models.Mesoscopic;
using SpikeStream.Pipelines.Options;
using SpikeStream.Pipelines.Quantities;

namespace SpikeStream.Pipelines.Stages.Fitting;

/// <summary>What all fits over population counts have in common: the model, the minibatches, the optimiser, the polish.</summary>
public abstract record FitSettings
{
    /// <summary>The model to fit.</summary>
    public FittedModel Model { get; init; } = FittedModel.Mesoscopic;

    /// <summary>Fixed values and configured starting values: two-populations, four-populations, the path of a JSON file, or an object with the same keys.</summary>
    public required JsonElement Parameters { get; init; }

    /// <summary>A JSON file with the true parameters, where they are known; estimates carry them for comparison.</summary>
    [InputPath]
    public string? Truth { get; init; }

    /// <summary>Parameters that are kept equal: lists of symbols or single parameters of one kind, such as ["c[E]", "c[I]"]. They are free and share the name, prior and start of the first.</summary>
    public IReadOnlyList<string[]> Tie { get; init; } = [];

    /// <summary>configured: the first start from the parameters, further ones drawn from the prior; prior: all drawn from the prior.</summary>
    public FitStart Start { get; init; } = FitStart.Configured;

    /// <summary>Which start is kept, by its value over all data after the burn-in.</summary>
    public KeepCriterion Keep { get; init; } = KeepCriterion.LogLikelihood;

    /// <summary>Steps of each start at most.</summary>
    [InRange(1, double.PositiveInfinity)]
    public long? Iterations { get; init; }

    /// <summary>sequential: minibatches one after the other with a carried state; random: anywhere in the data, from the stationary state of the current parameters.</summary>
    public MinibatchOrder Minibatches { get; init; } = MinibatchOrder.Sequential;

    /// <summary>Length of a minibatch; rounded to whole bins, as all lengths here.</summary>
    [Positive]
    public Duration Batch { get; init; } = Duration.Parse("0.1 s");

    /// <summary>Data at the start that only bring the model into a sensible state; not part of the likelihood.</summary>
    [NotNegative]
    public Duration BurnIn { get; init; } = Duration.Parse("10 s");

    /// <summary>Data before each minibatch that bring the carried state in line with the current parameters, at least.</summary>
    [Positive]
    public Duration BatchBurnIn { get; init; } = Duration.Parse("0.3 s");

    /// <summary>A pass starts at random within this many minibatches after the burn-in.</summary>
    [InRange(0, 1e6)]
    public double StartNoise { get; init; } = 1;

    /// <summary>The burn-in of a minibatch is longer at random by up to this part of itself.</summary>
    [InRange(0, 1e6)]
    public double BurnInNoise { get; init; } = 0.1;

    /// <summary>Step size of Adam, in fitting coordinates.</summary>
    [Positive]
    public double LearningRate { get; init; } = 0.01;

    /// <summary>Step size at the last of the iterations, to which it falls geometrically. Left out: constant, as published.</summary>
    [Positive]
    public double? FinalLearningRate { get; init; }

    /// <summary>Largest component of a gradient; a larger one is scaled down as a whole.</summary>
    [Positive]
    public double Clip { get; init; } = 100;

    /// <summary>State before the first bin: silent, or stationary (constant activity; a start without such a state fails).</summary>
    public InitialState Initial { get; init; } = InitialState.Silent;

    /// <summary>Variant of the update: aligned, or that of the published inference code.</summary>
    public UpdateConvention Convention { get; init; } = UpdateConvention.Aligned;

    /// <summary>Number of age bins K, which the likelihood depends on. Left out: by the rule of Schwalger et al. (2017) from the parameters.</summary>
    [InRange(2, 1_000_000)]
    public int? AgeBins { get; init; }

    /// <summary>Whether potentials stay at reset during the absolute refractory period; false lets them integrate.</summary>
    public bool ClampRefractory { get; init; } = true;

    /// <summary>Firing probabilities of age bins up to this are taken as linear; 0 for never.</summary>
    [InRange(0, 0.999)]
    public double LinearBelow { get; init; }

    /// <summary>Whether log likelihoods include the constant ln N! per population and bin, which makes them those of the counts.</summary>
    public bool Normalised { get; init; } = true;

    /// <summary>Priors by symbol or single parameter: Normal(mean, sd) and Uniform(lower, upper) over the fitting coordinate, Gamma(shape, scale) over the parameter where it is positive (c, Du, J, p and time constants).</summary>
    public IReadOnlyDictionary<string, string> Priors { get; init; } = new Dictionary<string, string>();

    /// <summary>Counts kept in memory at most before they go to a file of the run folder (archive).</summary>
    [Unit("MiB")]
    [InRange(0, 1024)]
    public int MemoryLimit { get; init; } = 64;
}
