namespace SpikeStream.Models.Fitting;

/// <summary>Where the starts of an archive fit come from.</summary>
public enum StartSource
{
    /// <summary>Start 0 from the configured values, the others drawn from the prior.</summary>
    ConfiguredThenPrior,

    /// <summary>All starts drawn from the prior.</summary>
    Prior,
}

/// <summary>What makes one start better than another, evaluated over all data after the burn-in.</summary>
public enum StartCriterion
{
    /// <summary>The log likelihood.</summary>
    LogLikelihood,

    /// <summary>The log likelihood plus the log prior.</summary>
    LogPosterior,
}

/// <summary>Options of <see cref="ArchiveFit"/>.</summary>
public sealed record ArchiveFitOptions
{
    /// <summary>Options of each start; <see cref="FitOptions.DataLength"/> defaults to the recording's length after the burn-in, and the start index is set for each.</summary>
    public FitOptions Fit { get; init; } = new();

    /// <summary>Number of starts, 1 or more.</summary>
    public int StartCount { get; init; } = 1;

    /// <summary>Where the starts come from.</summary>
    public StartSource StartSource { get; init; } = StartSource.ConfiguredThenPrior;

    /// <summary>What is best.</summary>
    public StartCriterion Criterion { get; init; } = StartCriterion.LogLikelihood;

    /// <summary>A start ends after this many passes, 1 or more.</summary>
    public int MaximumEpochs { get; init; } = int.MaxValue;

    /// <summary>Starts that run at once, 1 or more. Has no influence on results.</summary>
    public int Parallelism { get; init; } = Environment.ProcessorCount;

    /// <summary>Steps between two checkpoints of a start, 1 or more.</summary>
    public int CheckpointInterval { get; init; } = 500;

    /// <summary>Checks all ranges.</summary>
    /// <exception cref="ArgumentException">A value is out of its range, or nothing limits the fit.</exception>
    public void Validate()
    {
        Fit.Validate();
        ArgumentOutOfRangeException.ThrowIfLessThan(StartCount, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaximumEpochs, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(Parallelism, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(CheckpointInterval, 1);
        if (MaximumEpochs == int.MaxValue && Fit.MaximumSteps == long.MaxValue)
            throw new ArgumentException("the fit would never end: limit the steps or the passes over the data");
    }
}
