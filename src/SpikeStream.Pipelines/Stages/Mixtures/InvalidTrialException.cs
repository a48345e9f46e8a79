using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Stages.Mixtures;

/// <summary>The stimulus of a trial is wrong for a mixture.</summary>
public sealed class InvalidTrialException : InvalidInputException
{
    /// <summary>States what is wrong with a trial.</summary>
    /// <param name="trial">Number of the trial, as the column <c>trial</c> gives it.</param>
    /// <param name="reason">What was found and what was expected, one line.</param>
    /// <param name="innerException">The cause.</param>
    public InvalidTrialException(long trial, string reason, Exception innerException)
        : base($"trials: trial {trial}: {reason}", innerException)
    {
        (Trial, Reason) = (trial, reason);
    }

    /// <summary>Number of the trial, as the column <c>trial</c> gives it: from 0 on in files that do not number their trials.</summary>
    public long Trial { get; }

    /// <summary>What was found and what was expected.</summary>
    public string Reason { get; }
}
