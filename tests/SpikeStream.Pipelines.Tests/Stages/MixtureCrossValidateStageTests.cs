using Apache.Arrow;
using SpikeStream.Models.Mixtures;
using SpikeStream.Pipelines.Definition;
using SpikeStream.Pipelines.Execution;
using SpikeStream.Pipelines.Stages;
using SpikeStream.Pipelines.Stages.Mixtures;
using SpikeStream.Pipelines.Tests.Execution;
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

    [Theory]
    [InlineData(MixtureControl.Shuffled)]
    [InlineData(MixtureControl.FactorAnalysis)]
    public async Task Batches_and_resuming_change_no_bit_of_a_control(MixtureControl control)
    {
        MixtureCrossValidateOptions options = Options with { Control = control };

        StageResult whole = await Run(options), cut = await Run(options, rows: 11, resumes: true);

        cut.Bytes.ShouldBe(whole.Bytes);
        CurvesSchema.Rows(whole.Rows).Select(row => row.Target).Distinct().ShouldBe([control == MixtureControl.Shuffled ? "shuffled" : "factor analysis"]);
        CurvesSchema.Rows(whole.Rows).ShouldAllBe(row => double.IsFinite(row.Value) && row.Error > 0);
    }

    [Fact]
    public async Task The_shuffled_control_is_the_mixture_of_shuffled_trials()
    {
        StageResult result = await Run(Options with { Control = MixtureControl.Shuffled });

        CrossValidation validation = new(ShuffledTrials.Of(Data, 0), new DiscreteTuning(Data.Stimuli.Labels), Options.ToTraining(0), Options.Folds);
        Rows(result, Folds).Where(row => row.Curve == "log_likelihood").Select(row => row.Value).ShouldBe(validation.Run(Options.Components, 1).Select(score => score.LogLikelihood));
    }

    [Fact]
    public async Task Factor_analysis_scores_zero_factors_too_and_does_so_by_the_folds_of_the_mixture()
    {
        StageResult result = await Run(Options with { Control = MixtureControl.FactorAnalysis, Components = [0, 2] });

        CrossValidation validation = new(Data, new DiscreteTuning(Data.Stimuli.Labels), Options.ToTraining(0), Options.Folds);
        FoldScore expected = validation.EndFactors(validation.BeginFactors(0, 2), 0, 2);
        CurvesSchema.Row[] scored = [.. Rows(result, Folds).Where(row => row.Target == "2" && row.X == 0)];
        scored.Single(row => row.Curve == "log_likelihood").Value.ShouldBe(expected.LogLikelihood);
        scored.Single(row => row.Curve == "log_posterior").Value.ShouldBe(expected.LogPosterior);
    }

    [Fact]
    public void Tasks_of_factor_analysis_are_saved_between_steps()
    {
        CrossValidation validation = new(Data, new DiscreteTuning(Data.Stimuli.Labels), Options.ToTraining(0), Options.Folds);
        CrossValidationTask whole = new(2, 1, MixtureControl.FactorAnalysis) { Validation = validation }, cut = new(2, 1, MixtureControl.FactorAnalysis) { Validation = validation };
        while (!whole.IsDone) whole.Advance(new(default));
        while (!cut.IsDone)
        {
            cut.Advance(new(default));
            using MemoryStream state = new();
            using (BinaryWriter writer = new(state, System.Text.Encoding.UTF8, leaveOpen: true)) cut.Save(writer);
            state.Position = 0;
            cut = new(2, 1, MixtureControl.FactorAnalysis) { Validation = validation };
            cut.Restore(new BinaryReader(state));
            state.Position.ShouldBe(state.Length);
        }

        (cut.Score!.LogLikelihood, cut.Score.LogPosterior).ShouldBe((whole.Score!.LogLikelihood, whole.Score.LogPosterior));
        cut.Score.Trace.ShouldBe(whole.Score.Trace);
    }

    [Theory]
    [InlineData("none", 12)]
    [InlineData("factorAnalysis", 40)]
    public async Task Parallelism_and_kills_leave_no_trace(string control, int neurons)
    {
        using TestRun whole = new(), killed = new();
        (await whole.RunAsync(Pipeline(control, neurons, "\"parallelism\": 1,"))).Outcome.ShouldBe(RunOutcome.Completed);

        int kills = await killed.RunWithKillsAsync(Pipeline(control, neurons, """ "parallelism": 2, "checkpoints": { "every": "10 ms", "everyBatches": 4 },"""));

        kills.ShouldBeGreaterThan(1);
        killed.Output("scores.txt").ShouldBe(whole.Output("scores.txt"));
        killed.Output("ascent.txt").ShouldBe(whole.Output("ascent.txt"));
        WithoutSeconds(killed).ShouldBe(WithoutSeconds(whole));

        static string[] WithoutSeconds(TestRun run) => [.. run.Output("folds.txt").Split('\n').Where(line => !line.StartsWith("seconds", StringComparison.Ordinal))];
    }

    [Fact]
    public void Zero_components_are_a_fault_but_for_factor_analysis()
    {
        (Options with { Components = [0, 1] }).Check().Single().Key.ShouldBe("components");
        (Options with { Components = [0, 1], Control = MixtureControl.FactorAnalysis }).Check().ShouldBeEmpty();
    }

    [Fact]
    public async Task More_folds_than_trials_are_refused() =>
        (await Should.ThrowAsync<InvalidInputException>(() => Run(Options with { Folds = 121 }))).Message.ShouldBe("trials: found 120, expected at least 121, one for each fold");

    [Fact]
    public void A_number_of_components_twice_is_a_fault() =>
        (Options with { Components = [1, 5, 1] }).Check().ShouldBe([("components", "found a number twice, expected distinct ones")]);

    private static PipelineDefinition Pipeline(string control, int neurons, string more) => PipelineFile.Parse(
        System.Text.Encoding.UTF8.GetBytes($$"""
        {
          "name": "validate", "seed": 3, {{more}}
          "sources": [ { "id": "drawn", "type": "synthesize-mixture", "neurons": {{neurons}}, "components": 2, "stimuli": 4, "trials": 600, "batchRows": 100 } ],
          "stages": [
            { "id": "validate", "type": "mixture-cross-validate", "from": { "counts": "drawn.counts", "trials": "drawn.trials" }, "components": [1, 3, 5], "folds": 4, "starts": 2, "epochs": 100, "control": "{{control}}" }
          ],
          "sinks": [
            { "id": "scores", "type": "row-text", "from": "validate.scores", "path": "scores.txt" }, { "id": "folds", "type": "row-text", "from": "validate.folds", "path": "folds.txt" }, { "id": "ascent", "type": "row-text", "from": "validate.ascent", "path": "ascent.txt" }
          ]
        }
        """),
        "validate.json",
        new LoadSettings { Registry = FitRun.Registry });

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
