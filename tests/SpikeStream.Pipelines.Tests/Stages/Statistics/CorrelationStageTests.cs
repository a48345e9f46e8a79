using Apache.Arrow;
using SpikeStream.Pipelines.Quantities;
using SpikeStream.Pipelines.Stages;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Tests.Stages.Statistics;

public sealed class CorrelationStageTests
{
    private static readonly string[] Names = ["a", "b", "c"];
    private static readonly Schema Schema = CountsSchema.Create(3, new BinWidth(1, 100), Names);

    [Fact]
    public async Task Means_variances_and_correlations_are_those_of_the_definition()
    {
        int[] counts = Random(2000);
        StageResult result = await StageRun.RunAsync<CorrelationStage>(new CorrelationOptions(), Schema, [Counts(Schema, counts)]);
        ScoresSchema.Row[] scores = [.. ScoresSchema.Rows(result.Rows)];
        double[][] columns = [.. Enumerable.Range(0, 3).Select(unit => counts.Where((_, i) => i % 3 == unit).Select(count => (double)count).ToArray())];
        scores.Single(row => row is { Metric: "mean-count", Target: "b" }).Value.ShouldBe(columns[1].Average(), 1e-14);
        CurvesSchema.Row[] matrix = Output(result, 1);
        for (int i = 0; i < 3; i++)
        {
            for (int j = 0; j < 3; j++)
            {
                CurvesSchema.Row entry = matrix[3 * i + j];
                (entry.Curve, entry.X, entry.Target).ShouldBe((Names[i], j, "correlation"));
                entry.Value.ShouldBe(Covariance(columns[i], columns[j]) / Math.Sqrt(Covariance(columns[i], columns[i]) * Covariance(columns[j], columns[j])), 1e-12);
            }
        }

        scores.Single(row => row.Metric == "mean-correlation").Value.ShouldBe((matrix[1].Value + matrix[2].Value + matrix[5].Value) / 3, 1e-15);
    }

    [Theory]
    [InlineData(new[] { 1, 7, 300 })]
    [InlineData(new[] { 999, 1 })]
    public async Task Cuts_and_interruptions_change_no_bit_and_each_readout_is_that_of_the_bins_before(int[] sizes)
    {
        RecordBatch rows = Counts(Schema, Random(2500));
        CorrelationOptions options = new() { Every = Duration.Parse("5 s"), As = CorrelationQuantity.Covariance };
        StageResult whole = await StageRun.RunAsync<CorrelationStage>(options, Schema, [rows]);
        StageResult cut = await StageRun.RunAsync<CorrelationStage>(options, Schema, StageRun.Cut(rows, sizes), resumes: true);
        cut.Bytes.ShouldBe(whole.Bytes);
        foreach (int output in new[] { 1, 2, 3 }) Output(cut, output).ShouldBe(Output(whole, output));
        Output(whole, 2).Select(row => row.X).Distinct().ShouldBe([5, 10, 15, 20, 25]);
        StageResult prefix = await StageRun.RunAsync<CorrelationStage>(options with { Every = null }, Schema, [Columns.Slice(rows, 0, 1500)]);
        Output(whole, 3).Where(row => row.Target == "covariance until 15 s").Select(row => row.Value).ShouldBe(Output(prefix, 1).Select(row => row.Value));
        Output(whole, 2).Where(row => row.X == 15).Select(row => row.Value).ShouldBe(ScoresSchema.Rows(prefix.Rows).Select(row => row.Value));
    }

    [Fact]
    public async Task A_bin_in_which_a_unit_was_not_observed_is_left_out_for_it_and_its_pairs()
    {
        // Unit b lacks the second bin, and all lack the last.
        int[] counts = [1, 0, 2, 9, 9, 9, 0, 1, 1, 2, 2, 0, 7, 7, 7];
        RecordBatch holed = CountsSchema.Batch<int>(Schema, [0, 1, 2, 3, 4], [0, 0.01, 0.02, 0.03, 0.04], counts, [0b1110_1111, 0b0000_1111]);
        StageResult result = await StageRun.RunAsync<CorrelationStage>(new CorrelationOptions(), Schema, [holed]);
        CurvesSchema.Row[] all = Output(await StageRun.RunAsync<CorrelationStage>(new CorrelationOptions(), Schema, [Counts(Schema, counts[..12])]), 1);
        CurvesSchema.Row[] without = Output(await StageRun.RunAsync<CorrelationStage>(new CorrelationOptions(), Schema, [Counts(Schema, [1, 0, 2, 0, 1, 1, 2, 2, 0])]), 1);
        Output(result, 1).ShouldBe(all.Select((row, k) => k / 3 == 1 || k % 3 == 1 ? without[k] : row));
        Mean(result, "a").ShouldBe(3);
        Mean(result, "b").ShouldBe(1);
        result.Warnings.ShouldBe(
        [
            "1 bin of 5 was not observed whole of any unit and is left out",
            "1 of 3 units was not observed in all of the 4 bins, and has only those observed whole: \"b\" 3; the stage \"select\" keeps units that were observed for longer",
        ]);
    }

    [Fact]
    public async Task Units_that_were_never_observed_together_do_not_take_the_bins_of_others()
    {
        int[] counts = [1, 0, 2, 3, 0, 1, 0, 4, 1, 0, 2, 0, 0, 5, 3, 2, 0, 0];
        // a in the first half, b in the second, c in both.
        RecordBatch halves = CountsSchema.Batch<int>(Schema, [0, 1, 2, 3, 4, 5], [0, 0.01, 0.02, 0.03, 0.04, 0.05], counts, [0b0110_1101, 0b0110_1101, 0b11]);
        StageResult whole = await StageRun.RunAsync<CorrelationStage>(new CorrelationOptions(), Schema, [halves]);
        Output(whole, 1).Where(row => row.Curve == "a" && row.X == 1).ShouldAllBe(row => double.IsNaN(row.Value));
        whole.Warnings[^1].ShouldBe("1 pair of units has no bin in which both were observed, and no correlation");
        StageResult cut = await StageRun.RunAsync<CorrelationStage>(new CorrelationOptions(), Schema, StageRun.Cut(halves, 1, 2, 1), resumes: true);
        cut.Bytes.ShouldBe(whole.Bytes);
        Output(cut, 1).ShouldBe(Output(whole, 1));
        Mean(whole, "c").ShouldBe(7 / 6.0);
        double.IsNaN(Output(whole, 1).Single(row => row.Curve == "a" && row.X == 2).Value).ShouldBeFalse();
    }

    [Fact]
    public async Task Real_counts_must_be_whole()
    {
        Schema real = CountsSchema.Create(3, new BinWidth(1, 100), Names, isInteger: false);
        RecordBatch whole = CountsSchema.Batch<double>(real, [0, 1, 2], [0, 0.01, 0.02], [1, 0, 2, 0, 1, 1, 2, 2, 0]);
        StageResult same = await StageRun.RunAsync<CorrelationStage>(new CorrelationOptions(), real, [whole]);
        Output(same, 1).ShouldBe(Output(await StageRun.RunAsync<CorrelationStage>(new CorrelationOptions(), Schema, [Counts(Schema, [1, 0, 2, 0, 1, 1, 2, 2, 0])]), 1));
        RecordBatch half = CountsSchema.Batch<double>(real, [0], [0], [1, 0.5, 2]);
        (await Should.ThrowAsync<InvalidInputException>(() => StageRun.RunAsync<CorrelationStage>(new CorrelationOptions(), real, [half])))
            .Message.ShouldBe("counts: bin 0, unit b: found 0.5, expected a whole number of spikes");
    }

    private static double Mean(StageResult result, string unit) => ScoresSchema.Rows(result.Rows).Single(row => row.Metric == "mean-count" && row.Target == unit).Value;

    private static CurvesSchema.Row[] Output(StageResult result, int output) => [.. result.OtherBatches.Where(other => other.Output == output).SelectMany(other => CurvesSchema.Rows(other.Batch))];

    private static double Covariance(double[] x, double[] y)
    {
        double a = x.Average(), b = y.Average();
        return x.Zip(y).Sum(pair => (pair.First - a) * (pair.Second - b)) / (x.Length - 1);
    }

    private static int[] Random(int bins)
    {
        System.Random random = new(3);
        return [.. Enumerable.Range(0, bins).SelectMany(_ =>
        {
            int common = random.Next(4) / 2;
            return new[] { common + random.Next(2), common, random.Next(3) };
        })];
    }

    private static RecordBatch Counts(Schema schema, int[] counts)
    {
        long[] bins = [.. Enumerable.Range(0, counts.Length / 3).Select(bin => (long)bin)];
        return CountsSchema.Batch<int>(schema, bins, [.. bins.Select(bin => bin / 100.0)], counts);
    }
}
