using SpikeStream.Models.Mixtures;
using SpikeStream.Pipelines.Options;

namespace SpikeStream.Pipelines.Stages.Mixtures;

/// <summary>Options of <see cref="MixtureCrossValidateStage"/>.</summary>
public sealed record MixtureCrossValidateOptions : MixtureTrainingChoices, ISelfChecked
{
    /// <summary>Numbers of components to compare; 1 is a population of independent neurons. With the control factorAnalysis: numbers of factors, and 0 is a population of independent neurons.</summary>
    [NotEmpty]
    [InRange(0, 1000)]
    public IReadOnlyList<int> Components { get; init; } = [1, 5, 10, 15, 20, 25, 30, 35, 40];

    /// <summary>Number of folds. The trials of each stimulus are dealt to them evenly.</summary>
    [InRange(2, 1000)]
    public int Folds { get; init; } = 10;

    /// <summary>What is scored in place of the model, by the same folds and scores: none, shuffled or factorAnalysis.</summary>
    public MixtureControl Control { get; init; } = MixtureControl.None;

    /// <summary>Name of the curves of scores, where several models stand together. Left out: poisson, com-based, shuffled or factor analysis.</summary>
    [NotEmpty]
    public string? Label { get; init; }

    /// <inheritdoc/>
    public IEnumerable<(string Key, string Message)> Check()
    {
        if (Components.Distinct().Count() != Components.Count) yield return ("components", "found a number twice, expected distinct ones");
        if (Control != MixtureControl.FactorAnalysis && Components.Contains(0)) yield return ("components", "found 0, expected at least 1; 0 factors are for the control factorAnalysis");
    }

    internal string LabelOrName => Label ?? Control switch
    {
        MixtureControl.Shuffled => "shuffled",
        MixtureControl.FactorAnalysis => "factor analysis",
        _ => Model == MixtureModelKind.Poisson ? "poisson" : "com-based",
    };

    // The number of components is that of each task.
    internal MixtureTrainingOptions ToTraining(ulong seed) => ToTraining(components: 1, seed, parallelism: 1);
}
