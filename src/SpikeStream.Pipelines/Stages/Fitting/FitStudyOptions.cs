using SpikeStream.Pipelines.Options;
using SpikeStream.Pipelines.Quantities;

namespace SpikeStream.Pipelines.Stages.Fitting;

/// <summary>Options of <see cref="FitStudyStage"/>.</summary>
public sealed record FitStudyOptions : FitSettings, ISelfChecked
{
    /// <summary>The options of the published study, but its fixed values, iterations and data.</summary>
    public FitStudyOptions()
    {
        Start = FitStart.Prior;
    }

    /// <summary>Sets of free parameters by name; all others keep their configured values. Left out: eta1, eta2 and eta3 of Rene et al. (2020), Table 11.</summary>
    [NotEmpty]
    public IReadOnlyDictionary<string, string[]> Subsets { get; init; } = new Dictionary<string, string[]>
    {
        ["eta1"] = ["w"],
        ["eta2"] = ["J", "tau_theta"],
        ["eta3"] = ["w", "c", "Du", "J", "tau_m", "tau_s", "tau_theta"],
    };

    /// <summary>Lengths of data after the burn-in, from its end on, that are fitted.</summary>
    [NotEmpty]
    public Duration[] Lengths { get; init; } =
    [
        Duration.Parse("1.25 s"), Duration.Parse("2 s"), Duration.Parse("3 s"), Duration.Parse("5 s"), Duration.Parse("7 s"), Duration.Parse("9 s"),
    ];

    /// <summary>Number of starts for each set and length.</summary>
    [InRange(1, 100_000)]
    public int Starts { get; init; } = 24;

    /// <summary>How many of the best starts of each set and length go on to the mode of the posterior of all data by L-BFGS.</summary>
    [InRange(0, 100_000)]
    public int Polish { get; init; }

    /// <inheritdoc/>
    public IEnumerable<(string Key, string Message)> Check()
    {
        if (Iterations is null) yield return ("iterations", "the fits would never end; expected \"iterations\" (steps of each start)");
        if (Lengths.Any(length => !(length.Seconds > 0))) yield return ("lengths", $"found {string.Join(", ", Lengths)}, expected lengths above 0 s");
        if (Lengths.Distinct().Count() < Lengths.Length) yield return ("lengths", $"found {string.Join(", ", Lengths)}, expected each length once");
        foreach ((string name, string[] free) in Subsets)
        {
            if (free.Length == 0) yield return ("subsets", $"found no parameters in \"{name}\", expected at least one");
        }
    }
}
