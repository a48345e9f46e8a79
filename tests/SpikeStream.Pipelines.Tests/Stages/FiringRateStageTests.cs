using Apache.Arrow;
using SpikeStream.Models.Encoding;
using SpikeStream.Pipelines.Quantities;
using SpikeStream.Pipelines.Stages;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Tests.Stages;

public sealed class FiringRateStageTests
{
    private static readonly FiringRateOptions Options = new() { SmoothingWidth = Duration.Parse("20 ms") };

    [Theory]
    [InlineData(RateSmoothing.Gaussian, new[] { 1, 7, 300 })]
    [InlineData(RateSmoothing.CausalGaussian, new[] { 999, 1 })]
    [InlineData(RateSmoothing.Exponential, new[] { 3 })]
    public async Task Rates_are_smoothed_counts_over_width_and_size_wherever_batches_end_and_runs_are_interrupted(RateSmoothing smoothing, int[] sizes)
    {
        Schema schema = CountsSchema.Create(2, new BinWidth(1, 100), ["E", "I"], [4, 1]);
        RecordBatch counts = Counts(schema, 1200, []);
        FiringRateOptions options = Options with { Smoothing = smoothing };
        StageResult whole = await StageRun.RunAsync<FiringRateStage>(options, schema, [counts]);
        StageResult cut = await StageRun.RunAsync<FiringRateStage>(options, schema, StageRun.Cut(counts, sizes), resumes: true);
        cut.Bytes.ShouldBe(whole.Bytes);

        SeriesSchema.Description description = SeriesSchema.Describe(whole.Schema);
        description.ValueUnit.ShouldBe("Hz");
        description.ChannelNames.ShouldBe(["E", "I"]);
        SeriesSchema.Times(whole.Rows).ToArray().ShouldBe(CountsSchema.Times(counts).ToArray());
        double[] trace = [.. Enumerable.Range(0, 1200).Select(bin => CountsSchema.IntegerCounts(counts)[2 * bin] / (0.01 * 4))], smooth = new double[1200];
        (smoothing switch { RateSmoothing.Gaussian => RateKernel.Gaussian(2), RateSmoothing.CausalGaussian => RateKernel.CausalGaussian(2), _ => RateKernel.Exponential(2) }).Smooth(trace, smooth);
        SeriesSchema.Samples(whole.Rows).ToArray().Where((_, cell) => cell % 2 == 0).ShouldBe(smooth);
    }

    [Fact]
    public async Task Bins_that_were_not_observed_have_no_rate_and_no_part_in_others()
    {
        Schema schema = CountsSchema.Create(2, new BinWidth(1, 100));
        RecordBatch counts = Counts(schema, 50, [20 * 2, (21 * 2) + 1]);
        StageResult result = await StageRun.RunAsync<FiringRateStage>(Options, schema, StageRun.Cut(counts, 13, 8), resumes: true);
        for (int bin = 0; bin < 50; bin++)
        {
            Columns.IsListEntryValid(result.Rows, SeriesSchema.Values, bin, 0).ShouldBe(bin != 20);
            Columns.IsListEntryValid(result.Rows, SeriesSchema.Values, bin, 1).ShouldBe(bin != 21);
        }

        double[] trace = [.. Enumerable.Range(0, 50).Select(bin => bin == 20 ? double.NaN : CountsSchema.IntegerCounts(counts)[2 * bin] / 0.01)], smooth = new double[50];
        RateKernel.Gaussian(2).Smooth(trace, smooth);
        SeriesSchema.Samples(result.Rows)[2 * 19].ShouldBe(smooth[19]);
    }

    [Fact]
    public async Task A_gap_in_the_bins_and_a_kernel_beyond_memory_are_refused()
    {
        Schema schema = CountsSchema.Create(1, new BinWidth(1, 100));
        RecordBatch gap = CountsSchema.Batch<int>(schema, [0, 2], [0, 0.02], [1, 1]);
        (await Should.ThrowAsync<InvalidInputException>(() => StageRun.RunAsync<FiringRateStage>(Options, schema, [gap]))).Message
            .ShouldBe("counts: found bin 2 after bin 0, expected the next one, 1, null where it was not observed.");
        (await Should.ThrowAsync<InvalidInputException>(() => StageRun.RunAsync<FiringRateStage>(Options with { SmoothingWidth = Duration.Parse("1000000 s") }, schema, [gap]))).Message
            .ShouldContain("which is 100000000 bins for 1 columns, expected a kernel that memory can hold; widen the bins.");
    }

    private static RecordBatch Counts(Schema schema, int rows, int[] missing)
    {
        Random random = new(3);
        long[] bins = [.. Enumerable.Range(5, rows).Select(bin => (long)bin)];
        byte[] observed = new byte[(2 * rows / 8) + 1];
        observed.AsSpan().Fill(0xFF);
        foreach (int cell in missing) observed[cell >> 3] ^= (byte)(1 << (cell & 7));
        return CountsSchema.Batch<int>(schema, bins, [.. bins.Select(bin => bin / 100.0)], [.. Enumerable.Range(0, 2 * rows).Select(_ => random.Next(4))], missing.Length == 0 ? [] : observed);
    }
}
