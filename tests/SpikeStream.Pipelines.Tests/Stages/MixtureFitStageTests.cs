using Apache.Arrow;
using SpikeStream.Models.Mixtures;
using SpikeStream.Pipelines.Definition;
using SpikeStream.Pipelines.Execution;
using SpikeStream.Pipelines.Stages;
using SpikeStream.Pipelines.Stages.Mixtures;
using SpikeStream.Pipelines.Stages.Parameters;
using SpikeStream.Pipelines.Tests.Execution;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Tests.Stages;

public sealed class MixtureFitStageTests : IDisposable
{
    private const int Neurons = 4, Trials = 160;
    private const string Written = "stage-parameters.dat.partial";
    private static readonly MixtureFitOptions VonMises = new() { Tuning = MixtureTuningKind.VonMises, Components = 2, Starts = 2, Epochs = 30 };
    private static readonly MixtureTrials Data = Draw();
    private static readonly Schema CountsOf = CountsSchema.Create(Neurons, null);
    private static readonly Schema TrialsOf = TrialsSchema.Create();

    // The stage writes here, the working folder being its run folder.
    public MixtureFitStageTests() => Directory.CreateDirectory("scratch");

    public void Dispose()
    {
        File.Delete(Written);
        File.Delete(Path.Combine("scratch", "stage-trials.bin"));
    }

    [Fact]
    public async Task The_fit_is_that_of_the_library_and_its_file_reads_back()
    {
        StageResult result = await Run(VonMises, Batches(Trials));

        MixtureFit expected = new(Data, new VonMisesTuning(180), VonMises.ToTraining(0, 1));
        expected.Run();
        CurvesSchema.Rows(result.Rows).Select(row => row.Value).ShouldBe(expected.Trace.Select(epoch => epoch.LogLikelihood));
        MixtureParameters read = MixtureParameterFile.Read(Written);
        read.Base.ShouldBe(expected.Parameters.Base);
        read.Mix.ShouldBe(expected.Parameters.Mix);
        Score(result, "log_likelihood").ShouldBe(expected.Trace[^1].LogLikelihood, 1e-9);
        Score(result, "circular_error").ShouldBeInRange(0, 90);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Batches_and_resuming_change_no_bit(bool resumes)
    {
        StageResult whole = await Run(VonMises, Batches(Trials)), cut = await Run(VonMises, Batches(7).Reverse(), resumes);

        cut.Bytes.ShouldBe(whole.Bytes);
        Rows(cut, 2).ShouldBe(Rows(whole, 2));
    }

    [Theory]
    [InlineData(Trials, false, 0)]
    [InlineData(7, false, 0)]
    [InlineData(7, true, 0)]
    [InlineData(13, true, 0.25)]
    public async Task Counts_in_a_file_change_no_bit(int rows, bool resumes, double heldOut)
    {
        MixtureFitOptions options = VonMises with { Starts = 3, Model = MixtureModelKind.ComBased, PoissonFraction = 0.5, HeldOut = heldOut };
        StageResult memory = await Run(options, Batches(Trials));
        byte[] parameters = await File.ReadAllBytesAsync(Written);
        StageResult file = await Run(options with { MemoryLimit = 0 }, Batches(rows).Reverse(), resumes);

        new FileInfo(Path.Combine("scratch", "stage-trials.bin")).Length.ShouldBe(Trials * (sizeof(long) + Neurons * sizeof(int)));
        file.Bytes.ShouldBe(memory.Bytes);
        (await File.ReadAllBytesAsync(Written)).ShouldBe(parameters);
        Scores(file).ShouldBe(Scores(memory));
        for (int output = 2; output <= 8; output++) Rows(file, output).ShouldBe(Rows(memory, output));
    }

    [Theory]
    [InlineData(0, "counts: found trial 0 twice, expected one row per trial")]
    [InlineData(1, "trials: found trial 0 twice, expected one row per trial")]
    public async Task A_trial_that_comes_twice_is_refused(int input, string message)
    {
        (int Input, RecordBatch Batch)[] batches = [.. Batches(40)];

        InvalidInputException fault = await Should.ThrowAsync<InvalidInputException>(() => Run(VonMises, [.. batches, batches.First(part => part.Input == input)]));

        fault.Message.ShouldBe(message);
    }

    [Fact]
    public async Task Held_out_trials_are_scored_but_not_trained_on_and_training_stops_where_they_are_explained_best()
    {
        MixtureFitOptions options = VonMises with { Components = 12, Epochs = 400, Starts = 1, HeldOut = 0.25, Patience = 5 };
        StageResult result = await Run(options, Batches(Trials)), cut = await Run(options, Batches(7).Reverse(), resumes: true);

        CrossValidationFolds folds = new(Data.Conditions, 4, 0);
        MixtureTrials heldOut = Data.Select(folds.Test(0));
        CurvesSchema.Row[] ascent = [.. CurvesSchema.Rows(result.Rows)], held = [.. ascent.Where(row => row.Curve == "held_out_log_likelihood")];
        held.Length.ShouldBeLessThan(401);
        held.Length.ShouldBe(ascent.Count(row => row.Curve == "log_likelihood"));
        MixtureParameters read = MixtureParameterFile.Read(Written);
        ConditionalMixture.MeanLogLikelihood(read, heldOut).ShouldBe(held.Max(row => row.Value), 1e-9);
        held[^1].Value.ShouldBeLessThan(held.Max(row => row.Value));
        cut.Bytes.ShouldBe(result.Bytes);
    }

    [Fact]
    public void Patience_without_held_out_trials_is_refused() =>
        (VonMises with { Patience = 3 }).Check().ShouldHaveSingleItem().ShouldBe(("patience", "found 3 without \"heldOut\", expected the share of the trials to stop by, such as 0.2"));

    [Fact]
    public async Task Weights_sum_to_one_and_linear_information_is_the_information()
    {
        StageResult result = await Run(VonMises, Batches(Trials));

        foreach (IGrouping<double, CurvesSchema.Row> weights in Rows(result, 3).GroupBy(row => row.X)) weights.Sum(row => row.Value).ShouldBe(1, 1e-12);
        foreach (CurvesSchema.Row[] pair in Rows(result, 4).Chunk(2)) pair[1].Value.ShouldBe(pair[0].Value, 1e-9 * pair[0].Value);
    }

    [Fact]
    public async Task Fano_factors_and_noise_correlations_of_trials_and_fit_are_those_of_the_library()
    {
        StageResult result = await Run(VonMises, Batches(Trials));

        ConditionalMixture model = new(MixtureParameterFile.Read(Written), Data.Stimuli);
        EmpiricalResponse data = EmpiricalResponse.Of(Data, 2);
        Rows(result, 6).Where(row => row.Target == "90").Select(row => (row.X, row.Value))
            .ShouldBe(Enumerable.Range(0, Neurons).Select(neuron => (data.FanoFactor(neuron), model.Response(2).FanoFactor(neuron))));
        CurvesSchema.Row first = Rows(result, 7).First(row => row.Target == "90");
        (first.X, first.Value).ShouldBe((data.NoiseCorrelation(0, 1), model.Response(2).NoiseCorrelation(0, 1)));
        Rows(result, 5).Where(row => row.Curve == "lfi_naive").Select(row => row.X).ShouldBe([22.5, 67.5, 112.5, 157.5]);
    }

    [Fact]
    public async Task A_com_based_fit_with_discrete_tuning_frees_the_shapes_and_has_no_information_curve()
    {
        MixtureFitOptions options = VonMises with { Tuning = MixtureTuningKind.Discrete, Model = MixtureModelKind.ComBased, PoissonFraction = 0.5 };

        StageResult result = await Run(options, Batches(Trials));

        CurvesSchema.Rows(result.Rows).Select(row => row.Target).Distinct().ShouldBe(["poisson", "com-based"]);
        MixtureParameterFile.Read(Written).Model.ShouldBe(MixtureModelKind.ComBased);
        result.OtherBatches.ShouldNotContain(part => part.Output == 4 || part.Output == 5);
    }

    [Fact]
    public async Task Counts_without_their_trial_are_refused()
    {
        InvalidInputException fault = await Should.ThrowAsync<InvalidInputException>(() => Run(VonMises, Batches(Trials).Where(part => part.Input == 0)));

        fault.Message.ShouldBe("counts: trial 0 is not among the 0 trials, expected counts and trials of one recording");
    }

    [Fact]
    public async Task Binned_counts_are_refused()
    {
        InvalidInputException fault = await Should.ThrowAsync<InvalidInputException>(() =>
            StageRun.RunAsync<MixtureFitStage>(VonMises, [CountsSchema.Create(Neurons, new BinWidth(1, 1000)), TrialsOf], []));

        fault.Message.ShouldEndWith("expected one row per trial");
    }

    [Fact]
    public async Task Neurons_that_are_silent_at_a_stimulus_are_named_up_to_ten()
    {
        const int Count = 13;
        MixtureTrials silent = MixtureTrials.Of(
            [.. Enumerable.Range(0, 40).Select(trial => trial % 2 == 0 ? "a" : "b")], Count, [.. Enumerable.Range(0, 40 * Count).Select(place => place % Count > 0 && place / Count % 2 == 1 ? 0.0 : 1 + place % 3)]);
        MixtureFitOptions options = new() { Components = 1, Epochs = 5 };

        StageResult result = await RunOf(silent, options);

        result.Warnings.ShouldBe(["neurons without a spike at some stimulus: 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 and 2 more; their parameters there have no finite optimum and stop at a bound"]);
        Score(result, "log_likelihood").ShouldBeLessThan(0);
    }

    [Theory]
    [InlineData("")]
    [InlineData(""", "memoryLimit": 0 """)]
    public async Task A_fit_that_is_killed_and_resumed_leaves_no_trace(string options)
    {
        using TestRun whole = new(), killed = new();
        (await whole.RunAsync(Pipeline("\"parallelism\": 1,"))).Outcome.ShouldBe(RunOutcome.Completed);

        int kills = await killed.RunWithKillsAsync(Pipeline(""" "parallelism": 2, "checkpoints": { "every": "5 ms", "everyBatches": 4 },""", options));

        kills.ShouldBeGreaterThan(1);
        killed.Outputs().ShouldBe(whole.Outputs());
        killed.Output("fit-parameters.dat").ShouldBe(whole.Output("fit-parameters.dat"));
    }

    private static PipelineDefinition Pipeline(string more, string options = "") => PipelineFile.Parse(
        System.Text.Encoding.UTF8.GetBytes($$"""
        {
          "name": "fit", "seed": 3, {{more}}
          "sources": [ { "id": "drawn", "type": "synthesize-mixture", "neurons": 10, "components": 3, "stimuli": 4, "trials": 600, "batchRows": 100 } ],
          "stages": [
            { "id": "fit", "type": "mixture-fit", "from": { "counts": "drawn.counts", "trials": "drawn.trials" }, "components": 4, "epochs": 120, "model": "comBased", "poissonFraction": 0.5 {{options}} }
          ],
          "sinks": [
            { "id": "ascent", "type": "row-text", "from": "fit.ascent", "path": "ascent.txt" }, { "id": "scores", "type": "row-text", "from": "fit.scores", "path": "scores.txt" }
          ]
        }
        """),
        "fit.json",
        new LoadSettings { Registry = FitRun.Registry });

    private static Task<StageResult> RunOf(MixtureTrials data, MixtureFitOptions options)
    {
        Schema schema = CountsSchema.Create(data.NeuronCount, null);
        long[] numbers = [.. Enumerable.Range(0, data.Count).Select(trial => (long)trial)];
        RecordBatch counts = CountsSchema.Batch<int>(schema, numbers, [.. numbers.Select(trial => (double)trial)], [.. data.Counts.ToArray().Select(count => (int)count)]);
        RecordBatch conditions = TrialsSchema.WithoutTimes(TrialsOf, numbers, data.Conditions.ToArray().Select(condition => data.Stimuli.Labels[condition]));
        return StageRun.RunAsync<MixtureFitStage>(options, [schema, TrialsOf], [(0, counts), (1, conditions)]);
    }

    private static Task<StageResult> Run(MixtureFitOptions options, IEnumerable<(int Input, RecordBatch Batch)> batches, bool resumes = false) =>
        StageRun.RunAsync<MixtureFitStage>(options, [CountsOf, TrialsOf], batches, resumes);

    private static List<CurvesSchema.Row> Rows(StageResult result, int output) =>
        [.. result.OtherBatches.Where(part => part.Output == output).SelectMany(part => CurvesSchema.Rows(part.Batch))];

    private static double Score(StageResult result, string metric) => Scores(result).Single(row => row.Metric == metric).Value;

    private static List<ScoresSchema.Row> Scores(StageResult result) => [.. result.OtherBatches.Where(part => part.Output == 1).SelectMany(part => ScoresSchema.Rows(part.Batch))];

    private static MixtureTrials Draw()
    {
        Random random = new(5);
        string[] stimuli = [.. Enumerable.Range(0, Trials).Select(trial => (45 * (trial % 4)).ToString(System.Globalization.CultureInfo.InvariantCulture))];
        return MixtureTrials.Of(stimuli, Neurons, [.. Enumerable.Range(0, Trials * Neurons).Select(place => (double)random.Next(1 + 2 * (1 + (place / Neurons + place) % 4)))]);
    }

    private static IEnumerable<(int Input, RecordBatch Batch)> Batches(int rows)
    {
        long[] numbers = [.. Enumerable.Range(0, Trials).Select(trial => (long)trial)];
        double[] times = [.. numbers.Select(trial => (double)trial)];
        RecordBatch counts = CountsSchema.Batch<int>(CountsOf, numbers, times, [.. Data.Counts.ToArray().Select(count => (int)count)]);
        RecordBatch trials = new(
            TrialsOf,
            [
                Columns.Array(Apache.Arrow.Types.Int64Type.Default, Columns.Copy<long>(numbers), Trials),
                Columns.Array(Apache.Arrow.Types.DoubleType.Default, Columns.Copy<double>(times), Trials),
                Columns.Array(Apache.Arrow.Types.DoubleType.Default, Columns.Copy<double>(times), Trials),
                Columns.Text([.. Data.Conditions.ToArray().Select(condition => Data.Stimuli.Labels[condition])]),
            ],
            Trials);
        int[] sizes = [.. Enumerable.Repeat(rows, Trials / rows + 1)];
        return [.. StageRun.Cut(counts, sizes).Select(batch => (0, batch)), .. StageRun.Cut(trials, sizes).Select(batch => (1, batch))];
    }
}
