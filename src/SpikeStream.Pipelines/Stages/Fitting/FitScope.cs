using SpikeStream.Pipelines.Quantities;

namespace SpikeStream.Pipelines.Stages.Fitting;

/// <summary>What of a model is fitted, and how often: what differs between the fits of one stage.</summary>
internal sealed record FitScope
{
    /// <summary>Names of the free parameters as the user wrote them; null for those of the model.</summary>
    public IReadOnlyList<string>? Free { get; init; }

    /// <summary>Where those names stand in the options.</summary>
    public string FreeKey { get; init; } = "free";

    /// <summary>Number of starts.</summary>
    public required int Starts { get; init; }

    /// <summary>Data length that a minibatch stands for; null for that of the recording.</summary>
    public Duration? DataLength { get; init; }

    /// <summary>Whether the data pass once.</summary>
    public bool IsStream { get; init; }

    /// <summary>Name of the random streams; null for the id of the stage.</summary>
    public string? RandomName { get; init; }

    /// <summary>Whether warnings of the set-up were given before.</summary>
    public bool IsQuiet { get; init; }
}
