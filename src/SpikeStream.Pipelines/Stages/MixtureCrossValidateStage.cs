using System.Globalization;
using Apache.Arrow;
using SpikeStream.Models.Mixtures;
using SpikeStream.Pipelines.Execution;
using SpikeStream.Pipelines.Nodes;
using SpikeStream.Pipelines.Stages.Mixtures;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Stages;

/// <summary>Chooses the number of components: trains on all folds but one, and scores the trials of that one by their log-likelihood and by the log-posterior of the true stimulus.</summary>
/// <remarks>A task for each number of components and fold, some at a time, each saved between any two of its epochs; results have the same bits whatever the batches and the number of threads.</remarks>
[Node("mixture-cross-validate", "Chooses the number of components of a conditional mixture by held-out scores")]
[Input("counts", RecordingKind.Counts, Summary = "spike counts, one row per trial")]
[Input("trials", RecordingKind.Trials, Summary = "the stimulus of each trial")]
[Output("scores", RecordingKind.Curves, Summary = "held-out log_likelihood and log_posterior per trial over the number of components: mean and standard error over folds")]
[Output("folds", RecordingKind.Curves, Summary = "log_likelihood, log_posterior and seconds of each fold over the number of components; a curve per fold")]
[Output("ascent", RecordingKind.Curves, Summary = "mean log-likelihood per training trial over the epochs; a curve per number of components and fold")]
public sealed class MixtureCrossValidateStage : TrialCountsStage<MixtureCrossValidateOptions>
{
    private readonly Schema _scores = CurvesSchema.Create(new("components", null, "held-out score per trial", null));
    private readonly Schema _folds = CurvesSchema.Create(new("components", null, null, null));
    private readonly Schema _ascent = CurvesSchema.Create(new("epoch", null, "log-likelihood per trial", null));
    private CrossValidationTask[] _tasks = [];

    /// <inheritdoc/>
    public override ValueTask<IReadOnlyList<Schema>> OpenAsync(NodeInputs inputs, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        Collect(inputs, Options.Condition);
        _tasks = [.. Options.Components.SelectMany(components => Enumerable.Range(0, Options.Folds).Select(fold => new CrossValidationTask(components, fold, Options.Control)))];
        return new([_scores, _folds, _ascent]);
    }

    /// <inheritdoc/>
    public override async ValueTask CompleteAsync(Emitter emitter, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(emitter);
        MixtureTrials trials = Join().Load();
        try
        {
            MixtureTuning tuning = Options.Tuning == MixtureTuningKind.Discrete ? new DiscreteTuning(trials.Stimuli.Labels) : new VonMisesTuning(Options.Period);
            if (Options.Control == MixtureControl.Shuffled) trials = ShuffledTrials.Of(trials, Context.Seed);
            CrossValidation validation = new(trials, tuning, Options.ToTraining(Context.Seed), Options.Folds);
            foreach (CrossValidationTask task in _tasks) task.Validation = validation;
            // The largest first: threads then end at about the same time.
            CrossValidationTask[] order = [.. _tasks.OrderByDescending(task => task.Components)];
            await ParallelWork.RunAsync(order, Context.Parallelism, emitter, Context.Time, Report, cancellationToken).ConfigureAwait(false);
        }
        catch (MixtureDataException fault)
        {
            throw Refusal(fault);
        }

        await EmitAsync(emitter, [.. _tasks.Select(task => task.Score!)]).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override void Save(BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        Collected.Save(writer);
        foreach (CrossValidationTask task in _tasks) task.Save(writer);
    }

    /// <inheritdoc/>
    public override void Restore(BinaryReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        Collected.Restore(reader);
        foreach (CrossValidationTask task in _tasks) task.Restore(reader);
    }

    // Time grows with the number of components.
    private void Report()
    {
        CrossValidationTask[] done = [.. _tasks.Where(task => task.IsDone)];
        Context.Progress.Report(done.Sum(task => task.Components + 1L), _tasks.Sum(task => task.Components + 1L), $"{done.Length} of {_tasks.Length} fits");
    }

    private async ValueTask EmitAsync(Emitter emitter, FoldScore[] scores)
    {
        string label = Options.LabelOrName;
        List<CurvesSchema.Row> means = [.. ComponentScore.Of(scores).SelectMany(score => (CurvesSchema.Row[])
        [
            new("log_likelihood", label, score.Components, score.LogLikelihood, score.LogLikelihoodError),
            new("log_posterior", label, score.Components, score.LogPosterior, score.LogPosteriorError),
        ])];
        List<CurvesSchema.Row> folds = [.. scores.SelectMany(score => (CurvesSchema.Row[])
        [
            Of(score, "log_likelihood", score.LogLikelihood), Of(score, "log_posterior", score.LogPosterior), Of(score, "seconds", score.Seconds),
        ])];
        List<CurvesSchema.Row> ascent = [.. scores.SelectMany(score => score.Trace.Select(epoch => new CurvesSchema.Row(
            "log_likelihood", string.Create(CultureInfo.InvariantCulture, $"{score.Components} components, fold {score.Fold}"), epoch.Epoch, epoch.LogLikelihood, double.NaN)))];
        await emitter.EmitAsync(CurvesSchema.Batch(_scores, means), 0).ConfigureAwait(false);
        await emitter.EmitAsync(CurvesSchema.Batch(_folds, folds), 1).ConfigureAwait(false);
        await emitter.EmitAsync(CurvesSchema.Batch(_ascent, ascent), 2).ConfigureAwait(false);
    }

    private static CurvesSchema.Row Of(FoldScore score, string metric, double value) =>
        new(metric, score.Fold.ToString(CultureInfo.InvariantCulture), score.Components, value, double.NaN);
}
