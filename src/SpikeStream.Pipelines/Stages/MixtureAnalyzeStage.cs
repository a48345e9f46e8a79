using Apache.Arrow;
using SpikeStream.Models.Mixtures;
using SpikeStream.Pipelines.Nodes;
using SpikeStream.Pipelines.Options;
using SpikeStream.Pipelines.Stages.Mixtures;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Stages;

/// <summary>Options of <see cref="MixtureAnalyzeStage"/>.</summary>
public sealed record MixtureAnalyzeOptions : ISelfChecked
{
    /// <summary>The file of the parameters, which mixture-fit or synthesize-mixture wrote.</summary>
    [InputPath]
    [NotEmpty]
    public required string Parameters { get; init; }

    /// <summary>Whether the stimuli of a model with discrete tuning are numbers, so that there is information between neighbours.</summary>
    public bool Numeric { get; init; }

    /// <summary>With "numeric": period of such stimuli; the last and the first are neighbours then. Left out: they lie on a line. With von Mises tuning it is that of the parameters.</summary>
    [Positive]
    public double? Period { get; init; }

    /// <summary>The column of the trials that holds the stimulus. Trials without a value are left out.</summary>
    [NotEmpty]
    public string Condition { get; init; } = TrialsSchema.Condition;

    /// <inheritdoc/>
    public IEnumerable<(string Key, string Message)> Check()
    {
        if (Period is not null && !Numeric) yield return ("period", FormattableString.Invariant($"found {Period} without \"numeric\", expected \"numeric\": true beside it, for stimuli of discrete tuning that are numbers on a circle"));
    }
}

/// <summary>Says what a conditional mixture tells of trials: tuning, weights, information, and how its Fano factors and noise correlations meet theirs.</summary>
/// <remarks>Sokoloski, Aschner and Coen-Cagli (2021), eLife 10:e64615; the information of the trials after Kanitscheider et al. (2015), PLoS Computational Biology 11:e1004218.</remarks>
[Node("mixture-analyze", "Says what a conditional mixture tells of trials")]
[Input("counts", RecordingKind.Counts, Summary = "spike counts, one row per trial")]
[Input("trials", RecordingKind.Trials, Summary = "the stimulus of each trial")]
[Output("scores", RecordingKind.Scores, Summary = "log-likelihood, decoding, agreement of Fano factors and noise correlations with the trials")]
[Output("tuning", RecordingKind.Curves, Summary = "mean counts over the stimulus, a curve per neuron")]
[Output("weights", RecordingKind.Curves, Summary = "weights of the components over the stimulus")]
[Output("information", RecordingKind.Curves, Summary = "Fisher information over the stimulus (von Mises), or between neighbours (discrete and numeric)")]
[Output("empirical-information", RecordingKind.Curves, Summary = "linear Fisher information of the trials between neighbours, naive and bias-corrected")]
[Output("fano-factors", RecordingKind.Curves, Summary = "Fano factors of trials (x) and model (value): a row per neuron, a curve per stimulus")]
[Output("noise-correlations", RecordingKind.Curves, Summary = "noise correlations of trials (x) and model (value): a row per pair, a curve per stimulus")]
[Output("trial-means", RecordingKind.Curves, Summary = "mean counts of the trials at each stimulus with standard errors, a curve per neuron")]
public sealed class MixtureAnalyzeStage : TrialCountsStage<MixtureAnalyzeOptions>
{
    private readonly Schema _scores = ScoresSchema.Create();
    private readonly Schema[] _curves =
    [
        MixtureCurves.Tuning(),
        MixtureCurves.Weights(),
        MixtureCurves.Information(),
        MixtureCurves.Information(),
        MixtureCurves.FanoFactors(),
        MixtureCurves.NoiseCorrelations(),
        MixtureCurves.TrialMeans(),
    ];

    private MixtureParameters _parameters = null!;

    /// <inheritdoc/>
    public override ValueTask<IReadOnlyList<Schema>> OpenAsync(NodeInputs inputs, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        Collect(inputs, Options.Condition);
        _parameters = ReadParameters(Options.Parameters);
        if (_parameters.Tuning is VonMisesTuning tuning && Options.Period is { } period && period != tuning.Period)
            throw new InvalidInputException(FormattableString.Invariant($"period: found {period}, expected {tuning.Period}, the period of {Options.Parameters}; leave it out"));
        return new([_scores, .. _curves]);
    }

    /// <inheritdoc/>
    public override async ValueTask CompleteAsync(Emitter emitter, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(emitter);
        JoinedTrials trials = Join();
        List<ScoresSchema.Row> scores;
        List<CurvesSchema.Row>[] curves;
        try
        {
            MixtureReport report = new(_parameters, trials, Collected.Names);
            MixtureComparison comparison = new(_parameters, trials, Options.Numeric, Options.Period);
            scores = report.Scores();
            List<CurvesSchema.Row> empirical = comparison.EmpiricalInformation();
            if (empirical.Exists(row => row.Curve == "lfi_bias_corrected" && double.IsNaN(row.Value)))
                Context.Warn($"there are too few trials of neighbouring stimuli to correct the information for bias: {trials.NeuronCount} neurons need more than {trials.NeuronCount + 3} of both together");
            curves =
            [
                report.TuningCurves(), report.Weights(), _parameters.Tuning is VonMisesTuning ? report.Information() : comparison.Information(),
                empirical, comparison.FanoFactors(), comparison.NoiseCorrelations(), report.TrialMeans(),
            ];
        }
        catch (MixtureDataException fault)
        {
            throw Refusal(fault, Options.Parameters);
        }

        await emitter.EmitAsync(ScoresSchema.Batch(_scores, scores)).ConfigureAwait(false);
        for (int output = 0; output < curves.Length; output++)
        {
            if (curves[output].Count > 0) await emitter.EmitAsync(CurvesSchema.Batch(_curves[output], curves[output]), output + 1).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public override void Save(BinaryWriter writer) => Collected.Save(writer);

    /// <inheritdoc/>
    public override void Restore(BinaryReader reader) => Collected.Restore(reader);
}
