using Apache.Arrow;
using SpikeStream.Pipelines.Quantities;
using SpikeStream.Pipelines.Stages;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Tests.Stages;

public sealed class PsthStageTests
{
    private static readonly PsthOptions Options = new()
    {
        Width = Duration.Parse("10 ms"),
        Before = Duration.Parse("10 ms"),
        After = Duration.Parse("20 ms"),
        UnitCount = 2,
    };

    [Fact]
    public async Task Rates_are_counts_per_trial_and_second_by_condition_bin_and_unit()
    {
        RecordBatch trials = Trials((1.0, "left"), (2.0, "right"), (3.0, "left"));
        RecordBatch spikes = SpikeExamples.Spikes((0.985, 0), (0.995, 1), (1.0, 0), (1.005, 0), (1.015, 1), (1.02, 1), (2.01, 0), (3.0, 0));
        StageResult result = await RunAsync(spikes, trials);
        result.Batches.Count.ShouldBe(2);
        SeriesSchema.Times(result.Batches[0]).ToArray().ShouldBe([-0.01, 0, 0.01]);
        // Two trials of 10 ms: one spike is 50 Hz.
        SeriesSchema.Samples(result.Batches[0]).ToArray().ShouldBe([0, 50, 150, 0, 0, 50], tolerance: 1e-9);
        SeriesSchema.Samples(result.Batches[1]).ToArray().ShouldBe([0, 0, 0, 0, 100, 0], tolerance: 1e-9);
        ((StringArray)result.Batches[0].Column("condition")).GetString(2).ShouldBe("left");
        ((Int64Array)result.Batches[0].Column("trials")).Values.ToArray().ShouldBe([2, 2, 2]);
        SeriesSchema.Describe(result.Schema).SamplingStep.ShouldBe(new BinWidth(1, 100));
    }

    [Fact]
    public async Task The_result_does_not_depend_on_batches_nor_on_which_input_comes_first_nor_on_resumes()
    {
        RecordBatch spikes = SpikeExamples.RandomSpikes(4000, 2, 11);
        RecordBatch trials = Trials([.. Enumerable.Range(1, 20).Select(i => (i * 0.37 % 7, i % 3 == 0 ? "a" : "b"))]);
        StageResult whole = await RunAsync(spikes, trials);
        (int, RecordBatch)[] spikesFirst = [.. StageRun.Cut(spikes, 1, 10, 1000, 300).Select(batch => (0, batch)), .. StageRun.Cut(trials, 3, 1).Select(batch => (1, batch))];
        StageResult late = await StageRun.RunAsync<PsthStage>(Options, [spikes.Schema, trials.Schema], spikesFirst, resumes: true);
        late.Bytes.ShouldBe(whole.Bytes);
        SeriesSchema.Samples(whole.Rows).ToArray().Sum().ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task What_was_never_observed_is_null()
    {
        Schema schema = SpikesSchema.Create(SpikeExamples.Names(2), new ObservationWindow(0, 1.01));
        StageResult result = await RunAsync(SpikeExamples.Spikes(schema, (1.0, 0)), Trials((1.0, "only")));
        Enumerable.Range(0, 3).Select(bin => Columns.IsListEntryValid(result.Rows, SeriesSchema.Values, bin, 0)).ShouldBe([true, true, false]);
    }

    [Fact]
    public async Task Trials_in_which_a_unit_was_not_observed_are_not_averaged_over_for_it()
    {
        Observation observation = new([new(0, 10)], [null, [new(0, 2), new(2.95, 3.005)]]);
        Schema schema = RecordingMetadata.With(SpikesSchema.Create(SpikeExamples.Names(2)), observation.ToMetadata());
        // The last spike of unit 1 lies outside of its stretches.
        RecordBatch spikes = SpikeExamples.Spikes(schema, (1.001, 0), (1.002, 1), (3.001, 0), (3.002, 1), (3.012, 1));
        StageResult result = await RunAsync(spikes, Trials((1.0, "a"), (3.0, "a"), (20.0, "b")));
        // Two trials of 10 ms for unit 0; one and a half for unit 1 in the second bin, one in the third.
        SeriesSchema.Samples(result.Batches[0]).ToArray().ShouldBe([0, 0, 100, 2 / 0.015, 0, 0], tolerance: 1e-6);
        Enumerable.Range(0, 6).ShouldAllBe(cell => !Columns.IsListEntryValid(result.Batches[1], SeriesSchema.Values, cell / 2, cell % 2));
    }

    [Fact]
    public async Task Without_trials_there_is_a_warning_and_nothing_else()
    {
        StageResult result = await RunAsync(SpikeExamples.Spikes((1.0, 0)), Trials());
        result.Batches.ShouldBeEmpty();
        result.Warnings.ShouldHaveSingleItem().ShouldContain("no trials");
    }

    [Fact]
    public async Task A_window_that_is_no_whole_number_of_bins_is_refused()
    {
        PsthOptions options = Options with { After = Duration.Parse("25 ms") };
        InvalidInputException refusal = await Should.ThrowAsync<InvalidInputException>(
            () => StageRun.RunAsync<PsthStage>(options, [SpikesSchema.Create(), TrialsSchema.Create()], []));
        refusal.Message.ShouldBe("after: found 25 ms, expected a whole number of bins of 10 ms.");
    }

    [Fact]
    public async Task An_event_that_is_no_column_is_refused_with_the_nearest()
    {
        PsthOptions options = Options with { Event = "strat" };
        InvalidInputException refusal = await Should.ThrowAsync<InvalidInputException>(
            () => StageRun.RunAsync<PsthStage>(options, [SpikesSchema.Create(), TrialsSchema.Create()], []));
        refusal.Message.ShouldContain("did you mean \"start\"?");
    }

    [Fact]
    public async Task A_unit_outside_is_refused()
    {
        InvalidInputException refusal = await Should.ThrowAsync<InvalidInputException>(() => RunAsync(SpikeExamples.Spikes((1.0, 9)), Trials((1.0, "x"))));
        refusal.Message.ShouldContain("unit 9");
    }

    private static Task<StageResult> RunAsync(RecordBatch spikes, RecordBatch trials) =>
        StageRun.RunAsync<PsthStage>(Options, [spikes.Schema, trials.Schema], [(1, trials), (0, spikes)]);

    internal static RecordBatch Trials(params (double Start, string Condition)[] rows)
    {
        Int64Array.Builder numbers = new();
        DoubleArray.Builder starts = new(), stops = new();
        StringArray.Builder conditions = new();
        foreach ((double start, string condition) in rows)
        {
            numbers.Append(numbers.Length);
            starts.Append(start);
            stops.Append(start + 1);
            conditions.Append(condition);
        }

        return new RecordBatch(TrialsSchema.Create(), [numbers.Build(), starts.Build(), stops.Build(), conditions.Build()], rows.Length);
    }
}
