using SpikeStream.Pipelines.Options;
using SpikeStream.Pipelines.Quantities;

namespace SpikeStream.Pipelines.Sources;

/// <summary>The course of a stimulus in time.</summary>
public enum StimulusShape
{
    /// <summary>A sine with multiplicative noise.</summary>
    Sine,

    /// <summary>Ornstein-Uhlenbeck noise around a mean.</summary>
    OrnsteinUhlenbeck,

    /// <summary>A constant.</summary>
    Constant,

    /// <summary>A baseline, and another value between two times.</summary>
    Step,

    /// <summary>Triangles around given times.</summary>
    Impulses,
}

/// <summary>One course in time. Lists have one entry per channel, or one for all.</summary>
public record StimulusPart
{
    /// <summary>The course in time.</summary>
    public StimulusShape Shape { get; init; } = StimulusShape.Sine;

    /// <summary>sine and impulses: the peak; ornsteinUhlenbeck: the mean; constant: the value; step: the value between start and stop.</summary>
    [NotEmpty]
    public required Current[] Amplitude { get; init; }

    /// <summary>sine: oscillations per second.</summary>
    [NotNegative]
    public Frequency Frequency { get; init; } = new(2);

    /// <summary>sine: strength q of the multiplicative noise, s^-1/2.</summary>
    [NotNegative]
    public double Noise { get; init; }

    /// <summary>ornsteinUhlenbeck: stationary standard deviation.</summary>
    [NotEmpty]
    public Current[] Deviation { get; init; } = [new(0.125)];

    /// <summary>ornsteinUhlenbeck: time constant.</summary>
    [Positive]
    public Duration TimeConstant { get; init; } = Duration.Parse("1 s");

    /// <summary>ornsteinUhlenbeck: first value. Left out: the mean.</summary>
    [NotEmpty]
    public Current[]? Initial { get; init; }

    /// <summary>step: the value before start and after stop.</summary>
    [NotEmpty]
    public Current[] Baseline { get; init; } = [new(0)];

    /// <summary>step: when it starts.</summary>
    [NotNegative]
    public Duration Start { get; init; }

    /// <summary>step: when it stops. Left out: never.</summary>
    [Positive]
    public Duration? Stop { get; init; }

    /// <summary>impulses: the times of their peaks.</summary>
    [NotEmpty]
    public Duration[]? Centres { get; init; }

    /// <summary>impulses: time from the foot to the peak.</summary>
    [Positive]
    public Duration HalfWidth { get; init; } = Duration.Parse("150 ms");

    /// <summary>What does not fit together.</summary>
    /// <param name="channels">Number of channels.</param>
    internal IEnumerable<(string Key, string Message)> Faults(int channels)
    {
        foreach ((string key, Current[]? values) in new[] { ("amplitude", Amplitude), ("deviation", Deviation), ("initial", Initial), ("baseline", Baseline) })
        {
            if (values is not null && values.Length != 1 && values.Length != channels)
                yield return (key, $"found {values.Length} values, expected {channels}, one per channel, or one for all");
        }

        if (Stop <= Start) yield return ("stop", $"found {Stop}, expected a time after the start at {Start}");
        if (Shape == StimulusShape.Impulses && Centres is null) yield return ("centres", "missing, expected the times of the impulses, such as [\"14.1 s\", \"14.5 s\"]");
    }
}

/// <summary>Options of <see cref="StimulusSource"/>. Lists have one entry per channel, or one for all.</summary>
public sealed record StimulusOptions : StimulusPart, ISelfChecked
{
    /// <summary>Names of the channels, one per population that receives the stimulus.</summary>
    [NotEmpty]
    public required string[] Channels { get; init; }

    /// <summary>Further courses that are added, each with options as above.</summary>
    [NotEmpty]
    public StimulusPart[]? Plus { get; init; }

    /// <summary>Time between two samples.</summary>
    [Positive]
    public Duration Step { get; init; } = Quantities.Duration.Parse("0.2 ms");

    /// <summary>Length. Left out: the stimulus never ends.</summary>
    [Positive]
    public Duration? Duration { get; init; }

    /// <summary>How fast it comes, as a live feed would: 1x for real time, 20x, ... or max for as fast as it is taken.</summary>
    [NotEmpty]
    public string Speed { get; init; } = "max";

    /// <inheritdoc/>
    public IEnumerable<(string Key, string Message)> Check()
    {
        foreach ((string, string) fault in Faults(Channels.Length)) yield return fault;
        foreach (StimulusPart part in Plus ?? [])
        {
            foreach ((string key, string message) in part.Faults(Channels.Length)) yield return ("plus", $"{key}: {message}");
        }

        if (Channels.Distinct().Count() != Channels.Length) yield return ("channels", "found a name twice, expected unique names");
    }
}
