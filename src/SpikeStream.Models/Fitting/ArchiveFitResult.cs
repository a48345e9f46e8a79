namespace SpikeStream.Models.Fitting;

/// <summary>How one start of an archive fit ended.</summary>
/// <param name="Index">Number of the start.</param>
/// <param name="InitialCoordinates">Coordinates it started from.</param>
/// <param name="Coordinates">Coordinates at its end.</param>
/// <param name="Values">Natural parameter values at its end.</param>
/// <param name="LogLikelihood">Log likelihood of all data after the burn-in at its end, in nats; NaN if it failed.</param>
/// <param name="LogPosterior">The same plus the log prior of the coordinates.</param>
/// <param name="StepCount">Steps done.</param>
/// <param name="Failure">Null, or why it failed.</param>
public sealed record StartResult(
    int Index,
    IReadOnlyList<double> InitialCoordinates,
    IReadOnlyList<double> Coordinates,
    IReadOnlyList<double> Values,
    double LogLikelihood,
    double LogPosterior,
    long StepCount,
    string? Failure);

/// <summary>How an archive fit ended.</summary>
/// <param name="Starts">All starts, in order.</param>
/// <param name="Best">The best start; null where all failed.</param>
public sealed record ArchiveFitResult(IReadOnlyList<StartResult> Starts, StartResult? Best);

/// <summary>What an archive fit tells while it runs. Called from the thread of the start, of several starts at once.</summary>
public sealed record ArchiveFitObserver
{
    /// <summary>Called after each step with the number of the start.</summary>
    public Action<int, FitStep>? StepTaken { get; init; }

    /// <summary>Called with the number of a start and its state: at the checkpoint interval, at its end, and when it is cancelled.</summary>
    public Action<int, byte[]>? Checkpoint { get; init; }

    /// <summary>Called once per start when it has ended and was evaluated.</summary>
    public Action<StartResult>? StartEnded { get; init; }
}
