using SpikeStream.Models.Mixtures;
using SpikeStream.Pipelines.Options;

namespace SpikeStream.Pipelines.Stages.Mixtures;

/// <summary>Options of <see cref="MixtureFitStage"/>.</summary>
public sealed record MixtureFitOptions : MixtureTrainingChoices
{
    /// <summary>Number of components.</summary>
    [InRange(1, 1000)]
    public int Components { get; init; } = 5;

    internal MixtureTrainingOptions ToTraining(ulong seed, int parallelism) => ToTraining(Components, seed, parallelism);
}
