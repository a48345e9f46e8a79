using Apache.Arrow;
using Apache.Arrow.Types;
using SpikeStream.Pipelines.Quantities;
using SpikeStream.Pipelines.Stages;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Tests.Stages;

public sealed class AverageStageTests
{
    private static readonly AverageOptions Millisecond = new() { Step = Duration.Parse("1 ms") };
    private static readonly Schema Fine = SeriesSchema.Create(2, new BinWidth(1, 5000), ["E", "I"], "mA");

    [Fact]
    public async Task Each_step_holds_the_mean_of_its_samples_and_the_last_of_those_that_are_there()
    {
        RecordBatch series = Series(7, (sample, channel) => sample * (channel + 1));
        StageResult result = await StageRun.RunAsync<AverageStage>(Millisecond, Fine, [series]);
        SeriesSchema.Times(result.Rows).ToArray().ShouldBe([0, 0.001]);
        SeriesSchema.Samples(result.Rows).ToArray().ShouldBe([2, 4, 5.5, 11]);
        SeriesSchema.Description described = SeriesSchema.Describe(result.Schema);
        described.SamplingStep.ShouldBe(new BinWidth(1, 1000));
        described.ChannelNames.ShouldBe(["E", "I"]);
        described.ValueUnit.ShouldBe("mA");
    }

    [Fact]
    public async Task The_result_does_not_depend_on_batches_nor_on_resumes()
    {
        RecordBatch series = Series(1003, (sample, channel) => Math.Sin(sample * 0.1) / (channel + 3));
        StageResult whole = await StageRun.RunAsync<AverageStage>(Millisecond, Fine, [series]);
        StageResult cut = await StageRun.RunAsync<AverageStage>(Millisecond, Fine, StageRun.Cut(series, 1, 2, 4, 5, 7, 500), resumes: true);
        cut.Bytes.ShouldBe(whole.Bytes);
        whole.Rows.Length.ShouldBe(201);
    }

    [Fact]
    public async Task Samples_that_were_not_observed_are_left_out_and_a_mean_of_none_is_null()
    {
        byte[] observed = [0b1111_1101, 0b1010_1011, 0b1111_1010];
        double[] values = [.. Enumerable.Range(0, 20).Select(i => (double)i)];
        RecordBatch series = new(
            Fine,
            [
                Columns.Array(DoubleType.Default, Columns.Copy<double>([.. Enumerable.Range(0, 10).Select(i => i / 5000.0)]), 10),
                Columns.ListArray((FixedSizeListType)Fine.FieldsList[1].DataType, Columns.Copy<double>(values), 10, new ArrowBuffer(observed)),
            ],
            10);
        StageResult result = await StageRun.RunAsync<AverageStage>(Millisecond, Fine, [series]);
        // Channel 0 lacks sample 6; channel 1 lacks samples 0 (of the first step) and others of the second.
        double[] expected = new double[4];
        bool[] valid = new bool[4];
        for (int cell = 0; cell < 4; cell++)
        {
            double[] there = [.. Enumerable.Range(cell / 2 * 5, 5).Select(sample => sample * 2 + cell % 2).Where(i => BitUtility.GetBit(observed, i)).Select(i => values[i])];
            valid[cell] = there.Length > 0;
            expected[cell] = there.Length > 0 ? there.Sum() / there.Length : 0;
        }

        SeriesSchema.Samples(result.Rows).ToArray().ShouldBe(expected);
        Enumerable.Range(0, 4).Select(cell => Columns.IsListEntryValid(result.Rows, SeriesSchema.Values, cell / 2, cell % 2)).ShouldBe(valid);
    }

    [Fact]
    public async Task A_step_that_is_no_multiple_is_refused()
    {
        InvalidInputException refusal = await Should.ThrowAsync<InvalidInputException>(
            () => StageRun.RunAsync<AverageStage>(new AverageOptions { Step = Duration.Parse("0.3 ms") }, Fine, []));
        refusal.Message.ShouldBe("step: found 300 us, expected a whole multiple of the series' step, 0.2 ms.");
    }

    [Fact]
    public async Task An_empty_series_gives_nothing()
    {
        (await StageRun.RunAsync<AverageStage>(Millisecond, Fine, [])).Batches.ShouldBeEmpty();
    }

    private static RecordBatch Series(int samples, Func<int, int, double> value) => SeriesSchema.Batch(
        Fine,
        [.. Enumerable.Range(0, samples).Select(sample => sample / 5000.0)],
        [.. Enumerable.Range(0, samples * 2).Select(i => value(i / 2, i % 2))]);
}
