using Apache.Arrow;
using SpikeStream.Pipelines.Quantities;
using SpikeStream.Pipelines.Stages;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Tests.Stages;

public sealed class PopulationAverageStageTests
{
    private static readonly Dictionary<string, string> TwoPopulations = new() { ["E"] = "0-3, 9", ["I"] = "4-8" };

    [Theory]
    [InlineData(PopulationQuantity.Counts, OtherUnits.Refuse)]
    [InlineData(PopulationQuantity.Activity, OtherUnits.Refuse)]
    [InlineData(PopulationQuantity.Counts, OtherUnits.Ignore)]
    [InlineData(PopulationQuantity.Activity, OtherUnits.Ignore)]
    public async Task Spikes_and_counts_give_the_same_bits_in_any_batches(PopulationQuantity quantity, OtherUnits others)
    {
        int units = others == OtherUnits.Ignore ? 12 : 10;
        Schema schema = SpikesSchema.Create(SpikeExamples.Names(units), new ObservationWindow(0, 9.5));
        RecordBatch spikes = SpikeExamples.RandomSpikes(5000, units, 3, schema);
        PopulationAverageOptions options = new() { Populations = TwoPopulations, As = quantity, Others = others };
        StageResult counts = await StageRun.RunAsync<BinStage>(new BinOptions { Width = Duration.Parse("2 ms") }, schema, [spikes]);
        StageResult fromCounts = await StageRun.RunAsync<PopulationAverageStage>(options, counts.Schema, StageRun.Cut(counts.Rows, 1, 7, 1000));
        PopulationAverageOptions binned = options with { Width = Duration.Parse("2 ms") };
        StageResult fromSpikes = await StageRun.RunAsync<PopulationAverageStage>(binned, schema, [spikes]);
        StageResult fromCut = await StageRun.RunAsync<PopulationAverageStage>(binned, schema, StageRun.Cut(spikes, 1, 2, 3, 1000, 7), resumes: true);
        fromSpikes.Bytes.ShouldBe(fromCounts.Bytes);
        fromCut.Bytes.ShouldBe(fromCounts.Bytes);
    }

    [Fact]
    public async Task Counts_carry_the_names_and_sizes_of_populations()
    {
        RecordBatch spikes = SpikeExamples.Spikes((0, 0), (0, 9), (0.0015, 5));
        StageResult result = await StageRun.RunAsync<PopulationAverageStage>(
            new PopulationAverageOptions { Populations = TwoPopulations, Width = Duration.Parse("1 ms") }, spikes.Schema, [spikes]);
        CountsSchema.Description counts = CountsSchema.Describe(result.Schema);
        counts.UnitNames.ShouldBe(["E", "I"]);
        counts.PopulationSizes.ShouldBe([5, 5]);
        CountsSchema.IntegerCounts(result.Rows).ToArray().ShouldBe([2, 0, 0, 1]);
    }

    [Fact]
    public async Task Activity_is_spikes_per_unit_and_second()
    {
        RecordBatch spikes = SpikeExamples.Spikes((0, 0), (0, 9), (0.0015, 5));
        StageResult result = await StageRun.RunAsync<PopulationAverageStage>(
            new PopulationAverageOptions { Populations = TwoPopulations, Width = Duration.Parse("1 ms"), As = PopulationQuantity.Activity }, spikes.Schema, [spikes]);
        SeriesSchema.Samples(result.Rows).ToArray().ShouldBe([400, 0, 0, 200], tolerance: 1e-9);
        SeriesSchema.Describe(result.Schema).ValueUnit.ShouldBe("Hz");
    }

    [Fact]
    public async Task A_population_with_a_unit_that_was_not_observed_was_not_observed()
    {
        Schema schema = CountsSchema.Create(4, new BinWidth(1, 1000));
        RecordBatch counts = CountsSchema.Batch<int>(schema, [0, 1], [0, 0.001], [1, 2, 3, 4, 5, 6, 7, 8], [0b1011_1111]);
        PopulationAverageOptions options = new() { Populations = new Dictionary<string, string> { ["a"] = "0, 1", ["b"] = "2, 3" } };
        StageResult result = await StageRun.RunAsync<PopulationAverageStage>(options, schema, [counts]);
        Enumerable.Range(0, 4).Select(cell => CountsSchema.IsObserved(result.Rows, cell / 2, cell % 2)).ShouldBe([true, true, true, false]);
        CountsSchema.IntegerCounts(result.Rows)[..3].ToArray().ShouldBe([3, 7, 11]);
    }

    [Theory]
    [InlineData("0-3", "", "populations.I: found a population without units")]
    [InlineData("0-3", "3-9", "populations.I: found unit 3, which is in population E already")]
    [InlineData("0-3", "4-x", "populations.I: found \"4-x\", expected unit numbers")]
    [InlineData("3-0", "4", "populations.E: found the range \"3-0\"")]
    [InlineData("0, 0", "4", "populations.E: found unit 0 twice")]
    public async Task A_map_that_is_wrong_is_refused(string excitatory, string inhibitory, string message)
    {
        PopulationAverageOptions options = new() { Populations = new Dictionary<string, string> { ["E"] = excitatory, ["I"] = inhibitory }, Width = Duration.Parse("1 ms") };
        InvalidInputException refusal = await Should.ThrowAsync<InvalidInputException>(
            () => StageRun.RunAsync<PopulationAverageStage>(options, SpikesSchema.Create(), []));
        refusal.Message.ShouldStartWith(message);
    }

    [Fact]
    public async Task A_unit_in_no_population_is_refused_unless_others_are_ignored()
    {
        RecordBatch spikes = SpikeExamples.Spikes((0, 0), (0.5, 70));
        PopulationAverageOptions options = new() { Populations = TwoPopulations, Width = Duration.Parse("1 ms") };
        InvalidInputException refusal = await Should.ThrowAsync<InvalidInputException>(
            () => StageRun.RunAsync<PopulationAverageStage>(options, spikes.Schema, [spikes]));
        refusal.Message.ShouldContain("unit 70 at 0.5 s");
        StageResult result = await StageRun.RunAsync<PopulationAverageStage>(options with { Others = OtherUnits.Ignore }, spikes.Schema, [spikes]);
        CountsSchema.IntegerCounts(result.Rows).ToArray().Sum().ShouldBe(1);
    }

    [Fact]
    public async Task Spikes_need_a_width_and_counts_refuse_another()
    {
        PopulationAverageOptions options = new() { Populations = TwoPopulations };
        (await Should.ThrowAsync<InvalidInputException>(() => StageRun.RunAsync<PopulationAverageStage>(options, SpikesSchema.Create(), [])))
            .Message.ShouldStartWith("width: missing");
        Schema counts = CountsSchema.Create(10, new BinWidth(1, 1000));
        (await Should.ThrowAsync<InvalidInputException>(() => StageRun.RunAsync<PopulationAverageStage>(options with { Width = Duration.Parse("2 ms") }, counts, [])))
            .Message.ShouldStartWith("width: found 2 ms, expected 1 ms");
    }
}
