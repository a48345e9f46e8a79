using Apache.Arrow;
using SpikeStream.Models.Mixtures;
using SpikeStream.Pipelines.Stages;
using SpikeStream.Pipelines.Stages.Mixtures;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Tests.Stages;

public sealed class MixtureCrossValidateStageTests
{
    private const int Neurons = 3, Trials = 120;
    private const int Folds = 1, Ascent = 2;
    private static readonly MixtureParameters Parameters = MixtureSynthesis.Draw(new() { Neurons = Neurons, Components = 2, Seed = 4 }).Poisson;
    private static readonly MixtureTrials Data = MixtureSynthesis.Trials(Parameters, CircularStimulus.Grid(4, 180), MixtureSynthesis.Order(4, Trials, 4), 4);
    private static readonly Schema CountsOf = CountsSchema.Create(Neurons, null);
    private static readonly Schema TrialsOf = TrialsSchema.Create();
    private static readonly MixtureCrossValidateOptions Options = new() { Components = [1, 3], Folds = 3, Starts = 2, Epochs = 12, Model = MixtureModelKind.ComBased, PoissonFraction = 0.5 };

    [Fact]
    public async Task Scores_are_those_of_the_library()
    {
        StageResult result = await Run(Options);

        CrossValidation validation = new(Data, new DiscreteTuning(Data.Stimuli.Labels), Options.ToTraining(0), Options.Folds);
        IReadOnlyList<FoldScore> scores = validation.Run(Options.Components, 1);
        Rows(result, Folds).Where(row => row.Curve == "log_likelihood").Select(row => (row.X, row.Target, row.Value))
            .ShouldBe(scores.Select(score => ((double)score.Components, $"{score.Fold}", score.LogLikelihood)));
        Rows(result, Folds).Where(row => row.Curve == "log_posterior").Select(row => row.Value).ShouldBe(scores.Select(score => score.LogPosterior));
        CurvesSchema.Rows(result.Rows).Select(row => (row.Curve, row.Target, row.X, row.Value, row.Error)).ShouldBe(ComponentScore.Of(scores).SelectMany(score => new[]
        {
            ("log_likelihood", "com-based", (double)score.Components, score.LogLikelihood, score.LogLikelihoodError),
            ("log_posterior", "com-based", score.Components, score.LogPosterior, score.LogPosteriorError),
        }));
        Rows(result, Ascent).Where(row => row.Target == "3 components, fold 1").Select(row => row.Value).ShouldBe(scores[4].Trace.Select(epoch => epoch.LogLikelihood));
    }

    [Fact]
    public async Task Batches_and_resuming_change_no_bit()
    {
        StageResult whole = await Run(Options), cut = await Run(Options, rows: 7, resumes: true);

        cut.Bytes.ShouldBe(whole.Bytes);
        Rows(cut, Ascent).ShouldBe(Rows(whole, Ascent));
    }

    [Fact]
    public void Tasks_under_way_are_saved_between_epochs()
    {
        CrossValidation validation = new(Data, new DiscreteTuning(Data.Stimuli.Labels), Options.ToTraining(0), Options.Folds);
        FoldScore expected = validation.Score(3, 1);
        CrossValidationTask task = new(3, 1) { Validation = validation };
        int saves = 0;
        while (!task.IsDone)
        {
            task.Advance(new(default));
            using MemoryStream state = new();
            using (BinaryWriter writer = new(state, System.Text.Encoding.UTF8, leaveOpen: true)) task.Save(writer);
            state.Position = 0;
            task = new(3, 1) { Validation = validation };
            task.Restore(new BinaryReader(state));
            state.Position.ShouldBe(state.Length);
            saves++;
        }

        saves.ShouldBeGreaterThan(3);
        (task.Score!.LogLikelihood, task.Score.LogPosterior).ShouldBe((expected.LogLikelihood, expected.LogPosterior));
        task.Score.Trace.ShouldBe(expected.Trace);
    }

    [Fact]
    public async Task More_folds_than_trials_are_refused() =>
        (await Should.ThrowAsync<InvalidInputException>(() => Run(Options with { Folds = 121 }))).Message.ShouldBe("trials: trials: found 120, expected at least 121, one for each fold");

    [Fact]
    public void A_number_of_components_twice_is_a_fault() =>
        (Options with { Components = [1, 5, 1] }).Check().ShouldBe([("components", "found a number twice, expected distinct ones")]);

    private static Task<StageResult> Run(MixtureCrossValidateOptions options, int rows = Trials, bool resumes = false)
    {
        long[] numbers = [.. Enumerable.Range(0, Trials).Select(trial => (long)trial)];
        double[] times = [.. numbers.Select(trial => (double)trial)];
        RecordBatch counts = CountsSchema.Batch<int>(CountsOf, numbers, times, [.. Data.Counts.ToArray().Select(count => (int)count)]);
        RecordBatch conditions = TrialsSchema.WithoutTimes(TrialsOf, numbers, Data.Conditions.ToArray().Select(condition => Data.Stimuli.Labels[condition]));
        int[] sizes = [.. Enumerable.Repeat(rows, Trials / rows + 1)];
        return StageRun.RunAsync<MixtureCrossValidateStage>(
            options, [CountsOf, TrialsOf], [.. StageRun.Cut(counts, sizes).Select(batch => (0, batch)), .. StageRun.Cut(conditions, sizes).Select(batch => (1, batch))], resumes);
    }

    private static List<CurvesSchema.Row> Rows(StageResult result, int output) =>
        [.. result.OtherBatches.Where(part => part.Output == output).SelectMany(part => CurvesSchema.Rows(part.Batch))];
}
