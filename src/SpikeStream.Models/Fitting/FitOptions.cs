using SpikeStream.Numerics.Optimisers;

namespace SpikeStream.Models.Fitting;

/// <summary>Options of a fit by sequential minibatches (Rene, Longtin and Macke 2020, algorithm 2). Lengths are in bins.</summary>
public sealed record FitOptions
{
    /// <summary>Batch length B, 1 or more.</summary>
    public int BatchBins { get; init; } = 100;

    /// <summary>Data burn-in b0: bins at the start that only bring the model into a sensible state; 0 or more. The default is 10 s at 1 ms.</summary>
    public int BurnInBins { get; init; } = 10_000;

    /// <summary>Batch burn-in: least number of bins that the state is advanced before each batch; 1 or more. The default is 0.3 s at 1 ms.</summary>
    public int BatchBurnInBins { get; init; } = 300;

    /// <summary>Noise factor gamma_L: a pass starts uniformly in [b0, b0 + gamma_L·B); 0 or more.</summary>
    public double StartNoise { get; init; } = 1;

    /// <summary>Noise factor gamma_B: a batch burn-in is uniform in [burn-in, (1 + gamma_B)·burn-in); 0 or more.</summary>
    public double BurnInNoise { get; init; } = 0.1;

    /// <summary>
    /// Length L of the data after the burn-in: a batch's log likelihood counts L/B times against the prior. Required where rows are
    /// pushed; an archive's default is its own length. Give it to both to have both agree to the bit.
    /// </summary>
    public long? DataLength { get; init; }

    /// <summary>Step size, decays and gradient limit.</summary>
    public AdamOptions Adam { get; init; } = new();

    /// <summary>
    /// Step size at the last of <see cref="MaximumSteps"/>, above 0: from that of <see cref="Adam"/> it falls geometrically, which ends the jitter of a constant
    /// one. Null for a constant step size.
    /// </summary>
    public double? FinalLearningRate { get; init; }

    /// <summary>The fit ends after this many steps; 0 or more.</summary>
    public long MaximumSteps { get; init; } = long.MaxValue;

    /// <summary>The seed of the run.</summary>
    public ulong Seed { get; init; }

    /// <summary>Name of the stage in random streams.</summary>
    public string Stage { get; init; } = "fit";

    /// <summary>Number of the start in random streams, 0 for the only one.</summary>
    public int StartIndex { get; init; }

    /// <summary>Number of start positions that a pass may have: the integers in [b0, b0 + gamma_L·B), at least one.</summary>
    internal int StartChoices => Integers(StartNoise * BatchBins);

    /// <summary>Number of lengths that a batch burn-in may have: the integers in [burn-in, (1 + gamma_B)·burn-in), at least one.</summary>
    internal int BurnInChoices => Integers(BurnInNoise * BatchBurnInBins);

    /// <summary>Bins beyond the carried state that must be there before an iteration: B + (1 + gamma_B)·burn-in.</summary>
    internal int Reach => BatchBins + BatchBurnInBins + BurnInChoices;

    /// <summary>Fewest bins of a recording that allow a step whatever is drawn.</summary>
    public long MinimumBins => (long)BurnInBins + StartChoices - 1 + Reach;

    /// <summary>Checks all ranges.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of its range.</exception>
    public void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(BatchBins, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(BurnInBins);
        ArgumentOutOfRangeException.ThrowIfLessThan(BatchBurnInBins, 1);
        if (!(StartNoise >= 0 && StartNoise <= 1e6)) throw new ArgumentOutOfRangeException(nameof(StartNoise), StartNoise, "expected 0 to 1e6");
        if (!(BurnInNoise >= 0 && BurnInNoise <= 1e6)) throw new ArgumentOutOfRangeException(nameof(BurnInNoise), BurnInNoise, "expected 0 to 1e6");
        if (DataLength is < 1) throw new ArgumentOutOfRangeException(nameof(DataLength), DataLength, "expected at least one bin after the burn-in");
        ArgumentOutOfRangeException.ThrowIfNegative(MaximumSteps);
        if (FinalLearningRate is { } final && !(final > 0 && double.IsFinite(final))) throw new ArgumentOutOfRangeException(nameof(FinalLearningRate), final, "expected a positive number");
        if (FinalLearningRate is not null && MaximumSteps == long.MaxValue)
            throw new ArgumentOutOfRangeException(nameof(FinalLearningRate), FinalLearningRate, "expected none without a maximum of steps: it says when the final rate is reached");
        ArgumentOutOfRangeException.ThrowIfNegative(StartIndex);
        ArgumentNullException.ThrowIfNull(Stage);
        Adam.Validate();
    }

    /// <summary>What the step size is multiplied by at a step, from 1.</summary>
    internal double RateFactor(long step) => FinalLearningRate is not { } final || MaximumSteps < 2 ? 1
        : Math.Pow(final / Adam.LearningRate, (step - 1.0) / (MaximumSteps - 1));

    // 0.1·300 is a little above 30 in binary; the tolerance keeps the choices at 30.
    private static int Integers(double width) => Math.Max(1, checked((int)Math.Ceiling(width - 1e-9)));
}
