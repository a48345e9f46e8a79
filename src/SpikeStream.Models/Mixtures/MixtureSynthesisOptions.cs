namespace SpikeStream.Models.Mixtures;

/// <summary>Options of the synthesis of conditional mixtures with von Mises tuning and their trials.</summary>
public sealed record MixtureSynthesisOptions
{
    /// <summary>dN, at least 1.</summary>
    public int Neurons { get; init; } = 20;

    /// <summary>dK, at least 1.</summary>
    public int Components { get; init; } = 5;

    /// <summary>dX: evenly spaced stimuli, at least 1.</summary>
    public int Stimuli { get; init; } = 8;

    /// <summary>T: trials of all stimuli, as even as possible, at least 1.</summary>
    public int Trials { get; init; } = 1600;

    /// <summary>Period of the stimulus, above 0.</summary>
    public double Period { get; init; } = 180;

    /// <summary>Variance of the circular noise added to each stimulus before the response, in squared stimulus units; 0 for none.</summary>
    public double SensoryNoise { get; init; }

    /// <summary>Mean of the gains (counts at the preferred stimulus), above 0.</summary>
    public double GainMean { get; init; } = 3;

    /// <summary>Variance of the gains, at least 0.</summary>
    public double GainVariance { get; init; } = 4;

    /// <summary>Mean of the tuning precisions, above 0.</summary>
    public double PrecisionMean { get; init; } = 0.6;

    /// <summary>Variance of the logarithm of the tuning precisions, at least 0.</summary>
    public double LogPrecisionVariance { get; init; } = 0.25;

    /// <summary>Smallest precision nu of the counts of the CoM-based model, above 0.</summary>
    public double LeastShape { get; init; } = 0.6;

    /// <summary>Largest one.</summary>
    public double MostShape { get; init; } = 1.6;

    /// <summary>Seed.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Checks all ranges.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A value is out of its range.</exception>
    public void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Neurons, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(Components, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(Stimuli, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(Trials, 1);
        if (!(Period > 0 && double.IsFinite(Period))) throw new ArgumentOutOfRangeException(nameof(Period), Period, "expected a positive number");
        if (!(SensoryNoise >= 0 && double.IsFinite(SensoryNoise))) throw new ArgumentOutOfRangeException(nameof(SensoryNoise), SensoryNoise, "expected 0 or more");
        if (!(GainMean > 0 && double.IsFinite(GainMean))) throw new ArgumentOutOfRangeException(nameof(GainMean), GainMean, "expected a positive number");
        if (!(GainVariance >= 0 && double.IsFinite(GainVariance))) throw new ArgumentOutOfRangeException(nameof(GainVariance), GainVariance, "expected 0 or more");
        if (!(PrecisionMean > 0 && double.IsFinite(PrecisionMean))) throw new ArgumentOutOfRangeException(nameof(PrecisionMean), PrecisionMean, "expected a positive number");
        if (!(LogPrecisionVariance >= 0 && double.IsFinite(LogPrecisionVariance))) throw new ArgumentOutOfRangeException(nameof(LogPrecisionVariance), LogPrecisionVariance, "expected 0 or more");
        if (!(LeastShape > 0 && double.IsFinite(LeastShape))) throw new ArgumentOutOfRangeException(nameof(LeastShape), LeastShape, "expected a positive number");
        if (!(MostShape >= LeastShape && double.IsFinite(MostShape))) throw new ArgumentOutOfRangeException(nameof(MostShape), MostShape, "expected at least the smallest shape");
    }
}
