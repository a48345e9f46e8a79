using Apache.Arrow;
using SpikeStream.Models.Metrics;
using SpikeStream.Numerics.Random;
using SpikeStream.Pipelines.Nodes;
using SpikeStream.Pipelines.Quantities;
using SpikeStream.Pipelines.Stages;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Tests.Stages;

public sealed class AgreementStageTests
{
    private static readonly AgreementOptions Window = new() { From = Duration.Parse("0.1 s"), To = Duration.Parse("0.9 s"), Bin = Duration.Parse("10 ms"), Bootstrap = 20, Label = "inferred" };

    [Fact]
    public async Task Scores_are_the_agreement_of_activities_in_the_window_and_bins_asked_for()
    {
        Ensemble reference = new(3, 1), tested = new(5, 2);
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
                    double[] x = reference.Activity(i, population), y = tested.Activity(j, population);
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
        Ensemble[] ensembles = [new(3, 1), new(4, 2), new(3, 3), new(2, 4)];
        ScoresSchema.Row[] expected = await RunAsync(Window, false, [0], ensembles);
        (await RunAsync(Window, resumes, sizes, ensembles)).ShouldBe(expected);
        expected.Select(score => score.Target.Split(' ')[0]).Distinct().ShouldBe(["inferred", "reference", "other"]);
    }

    [Fact]
    public async Task Ensembles_that_cannot_be_compared_are_refused_in_one_line()
    {
        Ensemble reference = new(2, 1);
        (await RefusalAsync(Window, reference, new(2, 2, names: ["E", "P"]))).ShouldBe("tested: found the populations E, P, expected those of reference in their order: E, I");
        (await RefusalAsync(Window, reference, new(2, 2, bins: 500))).ShouldBe("tested: found the end at 0.5 s, expected counts up to 0.9 s; shorten \"to\"");
        (await RefusalAsync(Window with { Bin = Duration.Parse("1.5 ms") }, reference, reference)).ShouldBe("bin: found 1500 us, expected a whole multiple of the bins of the counts, 1 ms");
        (await RefusalAsync(Window with { From = Duration.Parse("2 s"), To = null }, reference, reference)).ShouldContain("reference: found no bins from 2 s on");
        (await RefusalAsync(Window, reference, new(2, 2, missing: 300))).ShouldBe("tested: found bin 301 at 0.301 s, expected bin 300: every bin of the window once, in order");
        new AgreementOptions { Label = "other" }.Check().Single().Key.ShouldBe("label");
    }

    private static ScoresSchema.Row Find(ScoresSchema.Row[] scores, string metric, string target) => scores.Single(score => score.Metric == metric && score.Target == target);

    private static double[] Mean(Ensemble ensemble, int runs, int population)
    {
        double[][] traces = [.. Enumerable.Range(0, runs).Select(run => ensemble.Activity(run, population))];
        return [.. Enumerable.Range(0, traces[0].Length).Select(k => traces.Average(trace => trace[k]))];
    }

    private static async Task<string> RefusalAsync(AgreementOptions options, params Ensemble[] ensembles) =>
        (await Should.ThrowAsync<InvalidInputException>(() => RunAsync(options, false, [0], ensembles))).Message;

    private static async Task<ScoresSchema.Row[]> RunAsync(AgreementOptions options, bool resumes, int[] sizes, params Ensemble[] ensembles)
    {
        Schema[] schemas = [.. ensembles.Select(ensemble => ensemble.Schema)];
        // Inputs in turn, so that none is complete before another begins.
        IEnumerable<(int, RecordBatch)> batches = ensembles
            .SelectMany((ensemble, input) => StageRun.Cut(ensemble.Batch, sizes).Select((batch, at) => (At: at, Input: input, Batch: batch)))
            .OrderBy(part => part.At).Select(part => (part.Input, part.Batch));
        StageResult result = await StageRun.RunAsync<AgreementStage>(options, schemas, batches, resumes);
        return [.. ScoresSchema.Rows(result.Rows)];
    }

    /// <summary>Counts of runs of two populations that follow one signal.</summary>
    private sealed class Ensemble(int runs, int seed, int bins = 1000, string[]? names = null, int? missing = null)
    {
        private static readonly int[] Sizes = [60, 40];
        private readonly int[] _counts = Draw(runs, seed, bins);

        public Schema Schema => RecordingMetadata.With(
            CountsSchema.Create(
                2 * runs,
                new BinWidth(1, 1000),
                [.. Enumerable.Range(0, 2 * runs).Select(column => EnsembleLayout.ColumnName((names ?? ["E", "I"])[column % 2], column / 2))],
                [.. Enumerable.Range(0, 2 * runs).Select(column => Sizes[column % 2])]),
            [new(RecordingMetadata.Runs, runs.ToString(System.Globalization.CultureInfo.InvariantCulture))]);

        public RecordBatch Batch
        {
            get
            {
                long[] kept = [.. Enumerable.Range(0, bins).Where(bin => bin != missing).Select(bin => (long)bin)];
                int[] counts = [.. kept.SelectMany(bin => _counts.Skip((int)bin * 2 * runs).Take(2 * runs))];
                return CountsSchema.Batch<int>(Schema, kept, [.. kept.Select(bin => bin / 1000.0)], counts);
            }
        }

        /// <summary>Activity in Hz in blocks of 10 ms from 0.1 to 0.9 s.</summary>
        public double[] Activity(int run, int population) =>
            [.. Enumerable.Range(10, 80).Select(block => Enumerable.Range(block * 10, 10).Sum(bin => _counts[bin * 2 * runs + 2 * run + population]) / (0.01 * Sizes[population]))];

        private static int[] Draw(int runs, int seed, int bins)
        {
            RandomStream random = new((ulong)seed, "test", "ensemble");
            return [.. Enumerable.Range(0, bins * 2 * runs).Select(i => random.NextBinomial(Sizes[i % 2], 0.05 + 0.03 * Math.Sin(i / (2 * runs) * 0.02)))];
        }
    }
}
