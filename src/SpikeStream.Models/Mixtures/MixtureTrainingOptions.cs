using SpikeStream.Numerics.Vectors;

namespace SpikeStream.Models.Mixtures;

/// <summary>Options of the training of a conditional mixture.</summary>
public sealed record MixtureTrainingOptions
{
    /// <summary>The distribution of counts that is trained in the end.</summary>
    public MixtureModelKind Model { get; init; } = MixtureModelKind.Poisson;

    /// <summary>dK, at least 1.</summary>
    public int Components { get; init; } = 5;

    /// <summary>Most epochs, at least 0.</summary>
    public int Epochs { get; init; } = 500;

    /// <summary>How parameters climb.</summary>
    public MixtureOptimiser Optimiser { get; init; } = MixtureOptimiser.Lbfgs;

    /// <summary>Step size of Adam, above 0.</summary>
    public double LearningRate { get; init; } = 0.01;

    /// <summary>Adam steps per epoch while shapes are fixed, at least 1.</summary>
    public int StepsPerEpoch { get; init; } = 20;

    /// <summary>Adam steps per epoch while shapes are free, at least 1.</summary>
    public int ComStepsPerEpoch { get; init; } = 10;

    /// <summary>Share of the epochs in which a CB-CM is trained with Poisson counts, 0 to 1; the number of epochs is rounded.</summary>
    public double PoissonFraction { get; init; } = 0.8;

    /// <summary>Number of starts, of which the best is continued; at least 1.</summary>
    public int Starts { get; init; } = 6;

    /// <summary>Epochs of each start; those of the best count as its first.</summary>
    public int StartEpochs { get; init; } = 40;

    /// <summary>Quasi-Newton phases end when ten epochs gain less than this, in nats per trial; 0 for never.</summary>
    public double Tolerance { get; init; } = 1e-7;

    /// <summary>A phase ends at its best epoch when the held-out log-likelihood has not risen for this many epochs; 0 for never. Needs held-out trials.</summary>
    public int Patience { get; init; }

    /// <summary>Seed of the starts.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Most threads, at least 1; results have the same bits whatever it is.</summary>
    public int Parallelism { get; init; } = 1;

    /// <summary>Instructions to use; results have the same bits whatever they are.</summary>
    public VectorWidth VectorWidth { get; init; } = VectorWidth.Widest;

    /// <summary>Epochs with Poisson counts.</summary>
    internal int PoissonEpochs => Model == MixtureModelKind.Poisson ? Epochs : (int)Math.Round(PoissonFraction * Epochs, MidpointRounding.AwayFromZero);

    /// <summary>Checks all ranges.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of its range.</exception>
    public void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Components, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(Epochs);
        ArgumentOutOfRangeException.ThrowIfLessThan(StepsPerEpoch, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(ComStepsPerEpoch, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(Starts, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(StartEpochs);
        ArgumentOutOfRangeException.ThrowIfNegative(Patience);
        ArgumentOutOfRangeException.ThrowIfLessThan(Parallelism, 1);
        if (!(LearningRate > 0 && double.IsFinite(LearningRate))) throw new ArgumentOutOfRangeException(nameof(LearningRate), LearningRate, "expected a positive number");
        if (!(PoissonFraction >= 0 && PoissonFraction <= 1)) throw new ArgumentOutOfRangeException(nameof(PoissonFraction), PoissonFraction, "expected 0 to 1");
        if (!(Tolerance >= 0)) throw new ArgumentOutOfRangeException(nameof(Tolerance), Tolerance, "expected 0 or more");
    }
}
