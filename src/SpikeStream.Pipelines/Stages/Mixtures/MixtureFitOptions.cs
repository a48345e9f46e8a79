using SpikeStream.Models.Mixtures;
using SpikeStream.Pipelines.Options;

namespace SpikeStream.Pipelines.Stages.Mixtures;

/// <summary>Options of <see cref="MixtureFitStage"/>.</summary>
public sealed record MixtureFitOptions : MixtureTrainingChoices, ISelfChecked
{
    /// <summary>Number of components.</summary>
    [InRange(1, 1000)]
    public int Components { get; init; } = 5;

    /// <summary>Share of the trials of each stimulus that is not trained on, whose log-likelihood is given beside that of the others; 0 for none.</summary>
    [InRange(0, 0.5)]
    public double HeldOut { get; init; }

    /// <summary>Training stops, at its best epoch, when the log-likelihood of the held-out trials has not risen for this many epochs; 0 for never.</summary>
    [InRange(0, 10_000_000)]
    public int Patience { get; init; }

    /// <summary>Counts kept in memory at most before they go to a file of the run folder, which each pass over the trials reads; 12 bytes each.</summary>
    [Unit("MiB")]
    [InRange(0, 1024)]
    public int MemoryLimit { get; init; } = 64;

    /// <inheritdoc/>
    public IEnumerable<(string Key, string Message)> Check()
    {
        if (Patience > 0 && HeldOut == 0) yield return ("patience", $"found {Patience} without \"heldOut\", expected the share of the trials to stop by, such as 0.2");
    }

    internal MixtureTrainingOptions ToTraining(ulong seed, int parallelism) => ToTraining(Components, seed, parallelism) with { Patience = Patience };
}
