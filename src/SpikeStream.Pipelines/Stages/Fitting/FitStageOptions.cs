using SpikeStream.Pipelines.Options;
using SpikeStream.Pipelines.Quantities;

namespace SpikeStream.Pipelines.Stages.Fitting;

/// <summary>Options of <see cref="FitStage"/>.</summary>
public sealed record FitStageOptions : FitSettings, ISelfChecked
{
    /// <summary>archive: collect the counts, then go over them many times from each start; stream: one pass, estimates leave as minibatches fill.</summary>
    public FitMode Mode { get; init; } = FitMode.Archive;

    /// <summary>Free parameters: symbols such as w or tau_m for all populations, or single ones such as w[E,I] (target, source). Left out: w, c, Du, J, tau_m, tau_s, tau_theta.</summary>
    [NotEmpty]
    public string[]? Free { get; init; }

    /// <summary>Number of starts of an archive fit.</summary>
    [InRange(1, 100_000)]
    public int Starts { get; init; } = 1;

    /// <summary>Passes of each start over the data at most (archive).</summary>
    [InRange(1, 1_000_000)]
    public int? Epochs { get; init; }

    /// <summary>Ends starts early that fall behind (archive). Left out: every start goes to its end.</summary>
    public EarlyStopOptions? EarlyStop { get; init; }

    /// <summary>How many of the best starts go on to the mode of the posterior of all data by L-BFGS; the best of these is kept (archive). Left out: 1.</summary>
    [InRange(0, 100_000)]
    public int? Polish { get; init; }

    /// <summary>Whether standard errors and the identifiability report are made from the observed information at the estimate (archive). Left out: where it is polished.</summary>
    public bool? Uncertainty { get; init; }

    /// <summary>Steps between two rows of the estimates.</summary>
    [InRange(1, 1_000_000_000)]
    public int Every { get; init; } = 1;

    /// <summary>Length of data after the burn-in that a minibatch's likelihood is scaled to. Left out: that of the recording; a live feed has none.</summary>
    [Positive]
    public Duration? DataLength { get; init; }

    /// <summary>Number of starts that are polished.</summary>
    internal int PolishedStarts => Mode == FitMode.Stream ? 0 : Math.Min(Polish ?? 1, Starts);

    /// <summary>Whether the observed information is measured.</summary>
    internal bool MeasuresInformation => Mode == FitMode.Archive && (Uncertainty ?? PolishedStarts > 0);

    /// <inheritdoc/>
    public IEnumerable<(string Key, string Message)> Check()
    {
        if (Mode == FitMode.Archive && Iterations is null && Epochs is null)
            yield return ("iterations", "the fit would never end; expected \"iterations\" (steps of each start) or \"epochs\" (passes over the data)");
        if (FinalLearningRate is not null && Iterations is null)
            yield return ("finalLearningRate", "found it without \"iterations\", which say when it is reached; expected both or none");
        if (EarlyStop is not null && EarlyStop.At.Any(step => step >= (Iterations ?? long.MaxValue)))
            yield return ("earlyStop", $"found the steps {string.Join(", ", EarlyStop.At)}, expected fewer than the {Iterations} iterations");
        if (Minibatches == MinibatchOrder.Random && Epochs is not null)
            yield return ("epochs", $"found {Epochs} with random minibatches, which go over the data in no order; expected \"iterations\"");
        if (Mode == FitMode.Archive) yield break;
        if (Starts != 1) yield return ("starts", $"found {Starts}, expected 1 in mode stream: a stream passes once");
        if (Epochs is > 1) yield return ("epochs", $"found {Epochs}, expected 1 in mode stream: a stream passes once");
        if (Minibatches == MinibatchOrder.Random) yield return ("minibatches", "found random, expected sequential in mode stream: a stream passes once");
        if (EarlyStop is not null) yield return ("earlyStop", "found it in mode stream, expected none: there is one start only");
        if (Polish is > 0) yield return ("polish", $"found {Polish}, expected none in mode stream: the data are not kept; fit in mode archive");
        if (Uncertainty is true) yield return ("uncertainty", "found true, expected none in mode stream: the data are not kept; fit in mode archive");
    }
}

/// <summary>When starts are compared and how many go on, as in successive halving.</summary>
public sealed record EarlyStopOptions : ISelfChecked
{
    /// <summary>Steps at which the log likelihoods of all data of all starts are compared, ascending.</summary>
    [NotEmpty]
    public required int[] At { get; init; }

    /// <summary>Part of the starts still running that goes on, the best ones, each time; at least one.</summary>
    [InRange(0, 1)]
    public double Keep { get; init; } = 0.5;

    /// <inheritdoc/>
    public IEnumerable<(string Key, string Message)> Check()
    {
        if (At.Any(step => step < 1) || At.Zip(At.Skip(1)).Any(pair => pair.First >= pair.Second))
            yield return ("at", $"found {string.Join(", ", At)}, expected steps of 1 or more, ascending");
    }
}
