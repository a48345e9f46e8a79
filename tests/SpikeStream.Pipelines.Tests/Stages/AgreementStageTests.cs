using Apache.Arrow;
using SpikeStream.Models.Metrics;
using SpikeStream.Pipelines.Quantities;
using SpikeStream.Pipelines.Stages;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Tests.Stages;

public sealed class AgreementStageTests
{
    private static readonly AgreementOptions Window = new() { Start = Duration.Parse("0.1 s"), Stop = Duration.Parse("0.9 s"), Bin = Duration.Parse("10 ms"), Bootstrap = 20, Label = "inferred" };

    [Fact]
    public async Task Scores_are_the_agreement_of_activities_in_the_window_and_bins_asked_for()
    {
        EnsembleExamples reference = new(3, 1), tested = new(5, 2);
        ScoresSchema.Row[] scores = await RunAsync(Window, false, [0], reference, tested);

        scores.Length.ShouldBe(12);
        scores.Select(score => score.Target).Distinct().ShouldBe(["inferred E", "inferred I", "inferred mean"]);
        for (int population = 0; population < 2; population++)
        {
            List<double> correlations = [], errors = [];
            for (int i = 0; i < 3; i++)
            {
                for (int j = 0; j < 5; j++)
                {
                    double[] x = reference.Activity(i, population, 100, 80, 10), y = tested.Activity(j, population, 100, 80, 10);
                    correlations.Add(TraceMetrics.Correlation(x, y));
                    errors.Add(TraceMetrics.RootMeanSquaredError(x, y));
                }
            }

            string target = population == 0 ? "inferred E" : "inferred I";
            Find(scores, "rho", target).Value.ShouldBe(correlations.Average(), 1e-12);
            Find(scores, "rmse", target).Value.ShouldBe(errors.Average(), 1e-12);
            Find(scores, "rmse", target).Error.ShouldBe(Math.Sqrt(errors.Average(e => (e - errors.Average()) * (e - errors.Average()))), 1e-12);
            double[] meanX = Mean(reference, 3, population), meanY = Mean(tested, 3, population);
            Find(scores, "rho_bar", target).Value.ShouldBe(TraceMetrics.Correlation(meanX, meanY), 1e-12);
            Find(scores, "rmse_bar", target).Value.ShouldBe(TraceMetrics.RootMeanSquaredError(meanX, meanY), 1e-12);
            Find(scores, "rho_bar", target).Error.ShouldBeInRange(1e-4, 0.3);
        }

        Find(scores, "rmse", "inferred mean").Value.ShouldBe((Find(scores, "rmse", "inferred E").Value + Find(scores, "rmse", "inferred I").Value) / 2, 1e-12);
    }

    [Theory]
    [InlineData(new[] { 1000 }, false)]
    [InlineData(new[] { 3, 1, 200, 7 }, false)]
    [InlineData(new[] { 105, 11, 300 }, true)]
    public async Task Scores_do_not_depend_on_where_batches_are_cut_nor_on_an_interruption(int[] sizes, bool resumes)
    {
        EnsembleExamples[] ensembles = [new(3, 1), new(4, 2), new(3, 3), new(2, 4)];
        ScoresSchema.Row[] expected = await RunAsync(Window, false, [0], ensembles);
        (await RunAsync(Window, resumes, sizes, ensembles)).ShouldBe(expected);
        expected.Select(score => score.Target.Split(' ')[0]).Distinct().ShouldBe(["inferred", "reference", "other"]);
    }

    [Fact]
    public async Task Bins_that_were_not_observed_in_a_run_are_left_out_of_all()
    {
        EnsembleExamples reference = new(1, 1), tested = new(2, 2);
        RecordBatch missing = tested.Without((253, 3), (254, 3), (700, 3));
        StageResult result = await StageRun.RunAsync<AgreementStage>(Window, [reference.Schema, tested.Schema], [(0, reference.Batch), (1, missing)]);
        ScoresSchema.Row[] scores = [.. ScoresSchema.Rows(result.Rows)];
        double[] Kept(double[] activity, int population) => population == 0 ? activity : [.. activity.Where((_, block) => block is not (15 or 60))];
        for (int population = 0; population < 2; population++)
        {
            double[] x = Kept(reference.Activity(0, population, 100, 80, 10), population);
            double[][] y = [.. Enumerable.Range(0, 2).Select(run => Kept(tested.Activity(run, population, 100, 80, 10), population))];
            string target = population == 0 ? "inferred E" : "inferred I";
            Find(scores, "rho", target).Value.ShouldBe(y.Average(trace => TraceMetrics.Correlation(x, trace)), 1e-12);
            Find(scores, "rmse", target).Value.ShouldBe(y.Average(trace => TraceMetrics.RootMeanSquaredError(x, trace)), 1e-12);
        }

        result.Warnings.ShouldBe(["2 of 80 bins were not observed in every run and are left out of all"]);
        RecordBatch nothing = tested.Without([.. Enumerable.Range(0, 100).Select(block => (10 * block, 1))]);
        (await Should.ThrowAsync<InvalidInputException>(() => StageRun.RunAsync<AgreementStage>(Window, [reference.Schema, tested.Schema], [(0, reference.Batch), (1, nothing)]))).Message
            .ShouldBe("reference: found 0 bins of population \"I\" that were observed in every run, expected at least two");
    }

    [Fact]
    public async Task Ensembles_that_cannot_be_compared_are_refused_in_one_line()
    {
        EnsembleExamples reference = new(2, 1);
        (await RefusalAsync(Window, reference, new(2, 2, names: ["E", "P"]))).ShouldBe("tested: found the populations E, P, expected those of reference in their order: E, I");
        (await RefusalAsync(Window, reference, new(2, 2, bins: 500))).ShouldBe("tested: found the end at 0.5 s, expected counts up to 900 ms; change \"stop\"");
        (await RefusalAsync(Window with { Bin = Duration.Parse("1.5 ms") }, reference, reference)).ShouldBe("bin: found 1500 us, expected a whole multiple of the bins of the counts, 1 ms");
        (await RefusalAsync(Window with { Start = Duration.Parse("2 s"), Stop = null }, reference, reference)).ShouldContain("reference: found no bins from 2 s on");
        (await RefusalAsync(Window, reference, new(2, 2, missing: 300))).ShouldBe("tested: found bin 301 at 0.301 s, expected bin 300: every bin of the window once, in order");
        new AgreementOptions { Label = "other" }.Check().Single().Key.ShouldBe("label");
    }

    private static ScoresSchema.Row Find(ScoresSchema.Row[] scores, string metric, string target) => scores.Single(score => score.Metric == metric && score.Target == target);

    private static double[] Mean(EnsembleExamples ensemble, int runs, int population)
    {
        double[][] traces = [.. Enumerable.Range(0, runs).Select(run => ensemble.Activity(run, population, 100, 80, 10))];
        return [.. Enumerable.Range(0, traces[0].Length).Select(k => traces.Average(trace => trace[k]))];
    }

    private static async Task<string> RefusalAsync(AgreementOptions options, params EnsembleExamples[] ensembles) =>
        (await Should.ThrowAsync<InvalidInputException>(() => RunAsync(options, false, [0], ensembles))).Message;

    private static async Task<ScoresSchema.Row[]> RunAsync(AgreementOptions options, bool resumes, int[] sizes, params EnsembleExamples[] ensembles)
    {
        Schema[] schemas = [.. ensembles.Select(ensemble => ensemble.Schema)];
        // Inputs in turn, so that none is complete before another begins.
        IEnumerable<(int, RecordBatch)> batches = ensembles
            .SelectMany((ensemble, input) => StageRun.Cut(ensemble.Batch, sizes).Select((batch, at) => (At: at, Input: input, Batch: batch)))
            .OrderBy(part => part.At).Select(part => (part.Input, part.Batch));
        StageResult result = await StageRun.RunAsync<AgreementStage>(options, schemas, batches, resumes);
        return [.. ScoresSchema.Rows(result.Rows)];
    }
}
