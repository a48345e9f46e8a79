using Apache.Arrow;
using FsCheck;
using FsCheck.Fluent;
using SpikeStream.Pipelines.Quantities;
using SpikeStream.Pipelines.Stages;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Tests.Stages;

public sealed class BinStageTests
{
    private static readonly BinOptions Milliseconds = new() { Width = Duration.Parse("1 ms"), UnitCount = 3 };

    [Fact]
    public async Task A_spike_on_a_left_edge_belongs_to_that_bin_and_empty_bins_are_there()
    {
        RecordBatch spikes = SpikeExamples.Spikes((0.0, 0), (0.0029999, 1), (0.003, 2), (0.003, 2));
        StageResult result = await StageRun.RunAsync<BinStage>(Milliseconds, spikes.Schema, [spikes]);
        CountsSchema.Bins(result.Rows).ToArray().ShouldBe([0, 1, 2, 3]);
        CountsSchema.Times(result.Rows).ToArray().ShouldBe([0, 0.001, 0.002, 0.003]);
        CountsSchema.IntegerCounts(result.Rows).ToArray().ShouldBe([1, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 2]);
        CountsSchema.Describe(result.Schema).BinWidth.ShouldBe(new BinWidth(1, 1000));
    }

    [Fact]
    public async Task Bins_run_over_the_stated_observation_even_without_spikes()
    {
        Schema schema = SpikesSchema.Create(SpikeExamples.Names(2), new ObservationWindow(0.5, 1.5));
        BinOptions options = new() { Width = Duration.Parse("100 ms") };
        StageResult silent = await StageRun.RunAsync<BinStage>(options, schema, []);
        CountsSchema.Bins(silent.Rows).ToArray().ShouldBe([5, 6, 7, 8, 9, 10, 11, 12, 13, 14]);
        CountsSchema.IntegerCounts(silent.Rows).ToArray().ShouldAllBe(count => count == 0);
        StageResult longer = await StageRun.RunAsync<BinStage>(options, schema, [SpikeExamples.Spikes(schema, (1.61, 1))]);
        CountsSchema.Bins(longer.Rows)[^1].ShouldBe(16);
        CountsSchema.Describe(longer.Schema).UnitNames.ShouldBe(["n0", "n1"]);
    }

    [Fact]
    public async Task Without_spikes_and_without_a_stated_end_there_are_no_bins()
    {
        StageResult result = await StageRun.RunAsync<BinStage>(Milliseconds, SpikesSchema.Create(), []);
        result.Batches.ShouldBeEmpty();
    }

    [Fact]
    public void Counts_are_those_of_a_plain_loop_whatever_the_batches_and_the_resumes()
    {
        Gen<(int Seed, int Units, int[] Sizes, bool Resumes)> cases =
            from seed in Gen.Choose(0, 100_000)
            from units in Gen.Elements(1, 3, 50, 700)
            from sizes in Gen.Choose(1, 900).ArrayOf()
            from resumes in Gen.Elements(true, false)
            select (seed, units, sizes, resumes);
        Prop.ForAll(cases.ToArbitrary(), example =>
        {
            RecordBatch spikes = SpikeExamples.RandomSpikes(3000, example.Units, example.Seed);
            BinOptions options = Milliseconds with { UnitCount = example.Units };
            StageResult cut = StageRun.RunAsync<BinStage>(options, spikes.Schema, StageRun.Cut(spikes, example.Sizes), example.Resumes && example.Sizes.Length < 20).Result;
            int[] expected = PlainCounts(spikes, example.Units);
            CountsSchema.IntegerCounts(cut.Rows).ToArray().ShouldBe(expected);
            cut.Batches.Count.ShouldBeGreaterThan(0);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(30).WithReplay(new Replay(new Rnd(7, 9), null)));
    }

    [Fact]
    public async Task Named_units_get_a_column_each_in_their_order_and_keep_who_they_are()
    {
        RecordBatch spikes = SpikeExamples.Spikes((0.0, 7), (0.0, 3), (0.0, 3), (0.0, 9));
        BinOptions options = new() { Width = Duration.Parse("1 ms"), Units = "7, 3", Others = OtherUnits.Ignore };
        StageResult result = await StageRun.RunAsync<BinStage>(options, spikes.Schema, [spikes]);
        CountsSchema.IntegerCounts(result.Rows).ToArray().ShouldBe([1, 2]);
        CountsSchema.Describe(result.Schema).UnitNames.ShouldBe(["7", "3"]);
    }

    [Theory]
    [InlineData(null, 3, "spikes: found unit 5 at 0.25 s, expected units 0 to 2.")]
    [InlineData("1-4", null, "spikes: found unit 5 at 0.25 s, expected units 1 to 4.")]
    [InlineData("1, 4", null, "spikes: found unit 5 at 0.25 s, expected one of the 2 units that the option names.")]
    public async Task A_unit_outside_is_refused_with_its_time(string? units, int? count, string message)
    {
        RecordBatch spikes = SpikeExamples.Spikes((0.1, 1), (0.25, 5));
        BinOptions options = new() { Width = Duration.Parse("1 ms"), Units = units, UnitCount = count };
        InvalidInputException refusal = await Should.ThrowAsync<InvalidInputException>(() => StageRun.RunAsync<BinStage>(options, spikes.Schema, [spikes]));
        refusal.Message.ShouldBe(message);
    }

    [Fact]
    public async Task A_recording_that_does_not_say_its_units_needs_an_option()
    {
        BinOptions options = new() { Width = Duration.Parse("1 ms") };
        InvalidInputException refusal = await Should.ThrowAsync<InvalidInputException>(() => StageRun.RunAsync<BinStage>(options, SpikesSchema.Create(), []));
        refusal.Message.ShouldContain("\"unitCount\"");
    }

    [Fact]
    public async Task A_spike_before_bins_that_are_complete_is_refused()
    {
        RecordBatch spikes = SpikeExamples.Spikes((10, 0), (2, 1));
        InvalidInputException refusal = await Should.ThrowAsync<InvalidInputException>(() => StageRun.RunAsync<BinStage>(Milliseconds, spikes.Schema, [spikes]));
        refusal.Message.ShouldContain("unit 1 at 2 s");
    }

    [Fact]
    public async Task A_time_that_is_no_number_is_refused()
    {
        RecordBatch spikes = SpikeExamples.Spikes((1, 0), (double.NaN, 1));
        InvalidInputException refusal = await Should.ThrowAsync<InvalidInputException>(() => StageRun.RunAsync<BinStage>(Milliseconds, spikes.Schema, [spikes]));
        refusal.Message.ShouldContain("NaN");
    }

    private static int[] PlainCounts(RecordBatch spikes, int units)
    {
        ReadOnlySpan<double> times = SpikesSchema.Times(spikes);
        ReadOnlySpan<uint> numbers = SpikesSchema.Units(spikes);
        // Times are whole tenths of milliseconds.
        int last = (int)(Math.Round(times[^1] * 10_000) / 10);
        int[] counts = new int[(last + 1) * units];
        for (int i = 0; i < times.Length; i++) counts[(int)(Math.Round(times[i] * 10_000) / 10) * units + (int)numbers[i]]++;
        return counts;
    }
}
