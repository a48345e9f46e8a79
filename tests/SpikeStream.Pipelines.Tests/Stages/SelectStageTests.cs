using Apache.Arrow;
using SpikeStream.Pipelines.Quantities;
using SpikeStream.Pipelines.Stages;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Tests.Stages;

public sealed class SelectStageTests
{
    [Fact]
    public void Spikes_of_chosen_units_are_numbered_anew_and_keep_their_names()
    {
        RecordBatch spikes = SpikeExamples.Spikes((0, 4), (1, 2), (2, 9), (3, 2), (4, 400));
        StageResult result = StageRun.Map<SelectStage>(new SelectOptions { Units = "4, 2-3" }, spikes.Schema, spikes);
        SpikesSchema.Units(result.Rows).ToArray().ShouldBe([0u, 1u, 1u]);
        SpikesSchema.Times(result.Rows).ToArray().ShouldBe([0, 1, 3]);
        SpikesSchema.Describe(result.Schema).UnitNames.ShouldBe(["4", "2", "3"]);
    }

    [Fact]
    public async Task Selecting_units_before_binning_is_binning_before_selecting_units()
    {
        Schema schema = SpikesSchema.Create(SpikeExamples.Names(6), new ObservationWindow(0, 5));
        RecordBatch spikes = SpikeExamples.RandomSpikes(2000, 6, 5, schema);
        SelectOptions select = new() { Units = "n5, 1-2" };
        BinOptions bin = new() { Width = Duration.Parse("5 ms") };
        StageResult selected = StageRun.Map<SelectStage>(select, schema, StageRun.Cut(spikes, 3, 500));
        StageResult first = await StageRun.RunAsync<BinStage>(bin, selected.Schema, selected.Batches);
        StageResult counts = await StageRun.RunAsync<BinStage>(bin, schema, [spikes]);
        StageResult second = StageRun.Map<SelectStage>(select, counts.Schema, counts.Batches);
        second.Bytes.ShouldBe(first.Bytes);
    }

    [Fact]
    public void Counts_that_were_not_observed_stay_so()
    {
        Schema schema = CountsSchema.Create(3, new BinWidth(1, 1000), ["a", "b", "c"], [10, 20, 30]);
        RecordBatch counts = CountsSchema.Batch<int>(schema, [0, 1], [0, 0.001], [1, 2, 3, 4, 5, 6], [0b0001_1111]);
        StageResult result = StageRun.Map<SelectStage>(new SelectOptions { Units = "c, a" }, schema, counts);
        Enumerable.Range(0, 4).Select(cell => CountsSchema.IsObserved(result.Rows, cell / 2, cell % 2)).ShouldBe([true, true, false, true]);
        CountsSchema.Describe(result.Schema).PopulationSizes.ShouldBe([30, 10]);
    }

    [Fact]
    public void Channels_are_chosen_by_name()
    {
        Schema schema = SeriesSchema.Create(2, new BinWidth(1, 1000), ["x", "y"], "mm");
        RecordBatch series = SeriesSchema.Batch(schema, [0, 0.001], [1, 2, 3, 4]);
        StageResult result = StageRun.Map<SelectStage>(new SelectOptions { Units = "y" }, schema, series);
        SeriesSchema.Samples(result.Rows).ToArray().ShouldBe([2, 4]);
        SeriesSchema.Describe(result.Schema).ValueUnit.ShouldBe("mm");
    }

    [Fact]
    public void Trials_of_chosen_conditions_are_kept()
    {
        RecordBatch trials = PsthStageTests.Trials((0, "left"), (1, "right"), (2, "left"), (3, "none"), (4, "left"));
        StageResult result = StageRun.Map<SelectStage>(new SelectOptions { Conditions = ["left", "none"] }, trials.Schema, trials);
        TrialsSchema.Trials(result.Rows).ToArray().ShouldBe([0L, 2L, 3L, 4L]);
    }

    [Fact]
    public void A_unit_that_is_not_there_is_refused_with_the_nearest_name()
    {
        Schema schema = CountsSchema.Create(2, new BinWidth(1, 1000), ["left", "right"]);
        Should.Throw<InvalidInputException>(() => StageRun.Map<SelectStage>(new SelectOptions { Units = "rigth" }, schema))
            .Message.ShouldContain("did you mean \"right\"?");
        Should.Throw<InvalidInputException>(() => StageRun.Map<SelectStage>(new SelectOptions { Units = "7" }, schema)).Message.ShouldContain("unit 7");
    }
}
