using SpikeStream.Pipelines.Options;
using SpikeStream.Pipelines.Quantities;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Stages;

/// <summary>What statistics of counts per trial are told.</summary>
public abstract record TrialOptions : ReadoutOptions
{
    /// <summary>The column of the trials that holds the time of the event: "start", "stop", or a variable in s.</summary>
    [NotEmpty]
    public string Event { get; init; } = TrialsSchema.Start;

    /// <summary>How long before the event the window begins.</summary>
    [NotNegative]
    public Duration Before { get; init; }

    /// <summary>How long after the event the window ends. Left out: at the trial's stop.</summary>
    [Positive]
    public Duration? After { get; init; }

    /// <summary>The column of the trials that says what is a repeat of what: "condition", a variable, or several, such as "contrast_left, contrast_right". Trials without a value are left out.</summary>
    [NotEmpty]
    public string Condition { get; init; } = TrialsSchema.Condition;
}
