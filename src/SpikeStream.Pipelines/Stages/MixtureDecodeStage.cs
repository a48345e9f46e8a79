using Apache.Arrow;
using SpikeStream.Models.Mixtures;
using SpikeStream.Pipelines.Nodes;
using SpikeStream.Pipelines.Options;
using SpikeStream.Pipelines.Stages.Mixtures;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Stages;

/// <summary>Options of <see cref="MixtureDecodeStage"/>.</summary>
public sealed record MixtureDecodeOptions : ISelfChecked
{
    /// <summary>The file of the parameters, which mixture-fit or synthesize-mixture wrote.</summary>
    [InputPath]
    [NotEmpty]
    public required string Parameters { get; init; }

    /// <summary>flat: all stimuli are as likely; empirical: as often as among the trials; given: by "weights".</summary>
    public DecodingPrior Prior { get; init; } = DecodingPrior.Flat;

    /// <summary>Weights of the stimuli in ascending order, for the prior given; their sum is made 1.</summary>
    [NotEmpty]
    [NotNegative]
    public IReadOnlyList<double>? Weights { get; init; }

    /// <summary>Number of stimuli, evenly spaced over the circle, that are told apart with von Mises tuning. Left out: the stimuli of the trials.</summary>
    [InRange(2, 100_000)]
    public int? Grid { get; init; }

    /// <summary>The column of the trials that holds the stimulus. Trials without a value are left out.</summary>
    [NotEmpty]
    public string Condition { get; init; } = TrialsSchema.Condition;

    /// <inheritdoc/>
    public IEnumerable<(string Key, string Message)> Check()
    {
        if (Prior == DecodingPrior.Given && Weights is null) yield return ("weights", "missing, expected a weight for each stimulus, for the prior \"given\"");
        if (Prior != DecodingPrior.Given && Weights is not null) yield return ("weights", "found without the prior \"given\", expected \"prior\": \"given\" beside it");
        if (Grid is not null && Prior == DecodingPrior.Empirical) yield return ("grid", "found with the prior \"empirical\", expected a prior over the grid: \"flat\" or \"given\"");
    }
}

/// <summary>Decodes the stimulus of each trial from its counts by a conditional mixture: log p(x | n) = b(x).n - psi(x) + log p(x) + constant.</summary>
/// <remarks>Stimuli that are told apart are those of the parameters with discrete tuning, those of the trials or a grid with von Mises tuning; a true stimulus that is not on the grid is scored as the nearest one.</remarks>
[Node("mixture-decode", "Decodes the stimulus of each trial by a conditional mixture")]
[Input("counts", RecordingKind.Counts, Summary = "spike counts, one row per trial")]
[Input("trials", RecordingKind.Trials, Summary = "the stimulus of each trial")]
[Output("trials", RecordingKind.Trials, Summary = "per trial the most probable stimulus, the log-posterior of the true one and of the most probable one, and on a circle the posterior's circular mean and its difference from the true stimulus")]
[Output("scores", RecordingKind.Scores, Summary = "log-posterior of the true stimulus, share of trials decoded right, circular error: means over trials")]
public sealed class MixtureDecodeStage : TrialCountsStage<MixtureDecodeOptions>
{
    private readonly Schema _scores = ScoresSchema.Create();
    private MixtureParameters _parameters = null!;
    private Schema _schema = null!;

    /// <inheritdoc/>
    public override ValueTask<IReadOnlyList<Schema>> OpenAsync(NodeInputs inputs, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        Collect(inputs, Options.Condition);
        _parameters = ReadParameters(Options.Parameters);
        if (Options.Grid is not null && _parameters.Tuning is not VonMisesTuning) throw new InvalidInputException($"grid: found {Options.Grid}, expected none with the discrete tuning of {Options.Parameters}, whose stimuli are told apart");
        _schema = DecodedTrials.Schema(_parameters.Tuning is VonMisesTuning);
        return new([_schema, _scores]);
    }

    /// <inheritdoc/>
    public override async ValueTask CompleteAsync(Emitter emitter, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(emitter);
        JoinedTrials trials = Join();
        RecordBatch decoded;
        DecodingScore score;
        try
        {
            StimulusDecoder decoder = Decoder(trials);
            decoded = DecodedTrials.Batch(_schema, decoder, trials);
            score = decoder.Score(trials);
        }
        catch (MixtureDataException fault)
        {
            throw Refusal(fault, Options.Parameters);
        }

        await emitter.EmitAsync(decoded).ConfigureAwait(false);
        ScoresSchema.Row[] scores =
        [
            new("log_posterior", "trials", score.LogPosterior, double.NaN), new("decoding_accuracy", "trials", score.Accuracy, double.NaN), new("circular_error", "trials", score.CircularError, double.NaN),
        ];
        await emitter.EmitAsync(ScoresSchema.Batch(_scores, scores), 1).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override void Save(BinaryWriter writer) => Collected.Save(writer);

    /// <inheritdoc/>
    public override void Restore(BinaryReader reader) => Collected.Restore(reader);

    private StimulusDecoder Decoder(JoinedTrials trials)
    {
        StimulusSet stimuli = _parameters.Tuning switch
        {
            DiscreteTuning discrete => StimulusSet.Of(discrete.Labels),
            VonMisesTuning vonMises when Options.Grid is { } grid => CircularStimulus.Grid(grid, vonMises.Period),
            _ => trials.Stimuli,
        };
        IReadOnlyList<double>? prior = Options.Prior switch
        {
            DecodingPrior.Given => Options.Weights,
            DecodingPrior.Empirical => [.. stimuli.Labels.Select(label => trials.Stimuli.IndexOf(label) is >= 0 and int place ? StimulusDecoder.EmpiricalPrior(MixtureTotals.Of(trials))[place] : 0)],
            _ => null,
        };
        return new(new(_parameters, stimuli), prior);
    }
}
