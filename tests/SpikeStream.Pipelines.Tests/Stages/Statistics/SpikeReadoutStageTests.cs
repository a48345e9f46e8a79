using Apache.Arrow;
using FsCheck;
using FsCheck.Fluent;
using SpikeStream.Pipelines.Nodes;
using SpikeStream.Pipelines.Quantities;
using SpikeStream.Pipelines.Stages;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Tests.Stages.Statistics;

/// <summary>The laws of all stages that read running sums of spikes out.</summary>
public sealed class SpikeReadoutStageTests
{
    private const int Units = 4;
    private static readonly Schema Schema = SpikesSchema.Create(SpikeExamples.Names(Units), new ObservationWindow(0, 60));

    private static readonly SpikeStatisticsOptions Trains = new() { Every = Duration.Parse("2 s"), Stretch = Duration.Parse("500 ms") };
    private static readonly IsiHistogramOptions Intervals = new() { Every = Duration.Parse("2 s"), BinsPerDecade = 5 };
    private static readonly FanoOptions Fano = new() { Every = Duration.Parse("2 s"), Windows = [Duration.Parse("50 ms"), Duration.Parse("300 ms")] };
    private static readonly CorrelogramOptions Correlogram = new() { Every = Duration.Parse("2 s"), Pairs = true, Window = Duration.Parse("20 ms"), Width = Duration.Parse("2 ms") };

    [Fact]
    public async Task Results_are_the_same_bits_wherever_batches_are_cut_and_whether_interrupted()
    {
        await HoldsAsync<SpikeStatisticsStage>(Trains);
        await HoldsAsync<IsiHistogramStage>(Intervals);
        await HoldsAsync<FanoStage>(Fano);
        await HoldsAsync<CorrelogramStage>(Correlogram);
        await HoldsAsync<CorrelogramStage>(Correlogram with { Units = "2, 0" });
    }

    [Fact]
    public async Task What_is_read_out_on_the_way_is_what_the_spikes_before_it_give()
    {
        RecordBatch spikes = SpikeExamples.RandomSpikes(6000, Units, 5, Schema);
        await EqualsPrefixAsync<SpikeStatisticsStage>(spikes, Trains, Trains with { Every = null });
        await EqualsPrefixAsync<IsiHistogramStage>(spikes, Intervals, Intervals with { Every = null });
        await EqualsPrefixAsync<FanoStage>(spikes, Fano, Fano with { Every = null });
        await EqualsPrefixAsync<CorrelogramStage>(spikes, Correlogram, Correlogram with { Every = null });
    }

    [Fact]
    public async Task Without_spikes_values_are_undefined_or_zero_at_every_moment()
    {
        StageResult result = await StageRun.RunAsync<SpikeStatisticsStage>(Trains, Schema, []);
        result.OtherBatches.Count.ShouldBe(30, "every 2 s of 60 s");
        ScoresSchema.Rows(result.Rows).Single(row => row is { Metric: "cv", Target: "n1" }).Value.ShouldBe(double.NaN);
        ScoresSchema.Rows(result.Rows).Single(row => row is { Metric: "rate", Target: "n1" }).Value.ShouldBe(0);
        CurvesSchema.Rows((await StageRun.RunAsync<FanoStage>(Fano, Schema, [])).Rows).ShouldAllBe(row => double.IsNaN(row.Value));
        CurvesSchema.Rows((await StageRun.RunAsync<CorrelogramStage>(Correlogram, Schema, [])).Rows).ShouldAllBe(row => row.Value == 0);
    }

    [Fact]
    public async Task Gaps_in_the_observation_are_no_time_and_no_interval_spans_them()
    {
        Observation observation = new([new ObservationWindow(0, 1), new ObservationWindow(3, 4)], [null, [new ObservationWindow(0, 1)], null, null]);
        Schema schema = RecordingMetadata.With(SpikesSchema.Create(SpikeExamples.Names(Units), new ObservationWindow(0, 4)), observation.ToMetadata());
        RecordBatch spikes = SpikeExamples.Spikes(schema, (0.5, 0), (0.6, 1), (0.75, 0), (2, 0), (3.25, 0), (3.5, 1));
        StageResult result = await StageRun.RunAsync<SpikeStatisticsStage>(new SpikeStatisticsOptions(), schema, [spikes]);
        Value("count", "n0").ShouldBe(3);
        Value("rate", "n0").ShouldBe(1.5);
        Value("mean-interval", "n0").ShouldBe(0.25);
        Value("rate", "n1").ShouldBe(1, "observed for 1 s, one spike of it");
        result.Warnings.ShouldHaveSingleItem().ShouldContain("2 spikes lie outside");

        double Value(string metric, string unit) => ScoresSchema.Rows(result.Rows).Single(row => row.Metric == metric && row.Target == unit).Value;
    }

    [Fact]
    public async Task Stretches_of_every_unit_say_how_long_was_observed_where_no_window_is_stated()
    {
        // Silence at the beginning and at the end; the units were not observed together.
        Observation observation = new(null, [[new(0, 100)], [new(0, 100)], [new(10, 20)], []]);
        Schema schema = RecordingMetadata.With(SpikesSchema.Create(SpikeExamples.Names(Units)), observation.ToMetadata());
        (double, uint)[] seen = [.. Enumerable.Range(2, 18).Select(half => (half / 2.0 + 1, half % 2 == 0 ? 0u : 1u)), (12.5, 2), (15, 2)];
        RecordBatch spikes = SpikeExamples.Spikes(schema, [.. seen.OrderBy(spike => spike.Item1)]);
        StageResult trains = await StageRun.RunAsync<SpikeStatisticsStage>(new SpikeStatisticsOptions { Every = Duration.Parse("50 s") }, schema, [spikes]);
        (Value("count", "n0"), Value("rate", "n0"), Value("presence", "n0")).ShouldBe((9, 0.09, 0.09));
        Value("stationarity", "n0").ShouldBe((10 * (8 * 8 + 1) - 81) / 9.0, 1e-12, "8 spikes in the first ten stretches, one in the next");
        (Value("rate", "n2"), Value("presence", "n2")).ShouldBe((0.2, 0.02));
        Value("rate", "n3").ShouldBe(double.NaN, "never observed");
        Rows(trains).Where(row => row is { Curve: "rate", Target: "n2" }).Select(row => (row.X, row.Value)).ShouldBe([(50, 0.2), (100, 0.2)]);
        StageResult fano = await StageRun.RunAsync<FanoStage>(new FanoOptions { Windows = [Duration.Parse("1 s")] }, schema, [spikes]);
        CurvesSchema.Row factor = CurvesSchema.Rows(fano.Rows)[0];
        factor.Value.ShouldBe((100.0 * 9 - 81) / 99 / 9, 1e-12, "a hundred windows");
        factor.Error.ShouldBe(factor.Value * Math.Sqrt(2.0 / 99), 1e-12);

        double Value(string metric, string unit) => ScoresSchema.Rows(trains.Rows).Single(row => row.Metric == metric && row.Target == unit).Value;
    }

    [Fact]
    public async Task The_stretches_of_some_units_tell_at_least_how_long_the_recording_is()
    {
        Observation observation = new(null, [[new(0, 10)], null]);
        Schema schema = RecordingMetadata.With(SpikesSchema.Create(SpikeExamples.Names(2)), observation.ToMetadata());
        StageResult result = await StageRun.RunAsync<SpikeStatisticsStage>(new SpikeStatisticsOptions(), schema, [SpikeExamples.Spikes(schema, (1, 0), (4, 1))]);
        ScoresSchema.Rows(result.Rows).Where(row => row.Metric == "rate").Select(row => row.Value).ShouldBe([0.1, 0.1]);
    }

    [Fact]
    public async Task A_recording_without_a_stated_end_ends_with_its_last_spike()
    {
        StageResult result = await StageRun.RunAsync<SpikeStatisticsStage>(new SpikeStatisticsOptions { UnitCount = 1 }, SpikesSchema.Create(), [SpikeExamples.Spikes((1, 0), (4, 0))]);
        ScoresSchema.Rows(result.Rows).Single(row => row.Metric == "rate").Value.ShouldBe(0.5);
    }

    [Fact]
    public async Task A_clock_that_begins_anywhere_is_read_out_from_its_first_spike_on()
    {
        SpikeStatisticsOptions options = new() { UnitCount = 1, Every = Duration.Parse("1 s") };
        StageResult result = await StageRun.RunAsync<SpikeStatisticsStage>(options, SpikesSchema.Create(), [SpikeExamples.Spikes((1.7e9, 0), (1.7e9 + 2.5, 0))], resumes: true);
        Rows(result).Where(row => row.Curve == "count").Select(row => (row.X - 1.7e9, row.Value)).ShouldBe([(1, 1), (2, 1)]);
    }

    [Fact]
    public async Task What_cannot_be_is_refused_in_one_line()
    {
        (await RefusalAsync<SpikeStatisticsStage>(new SpikeStatisticsOptions(), SpikesSchema.Create())).ShouldStartWith("unitCount: missing");
        (await RefusalAsync<CorrelogramStage>(Correlogram with { Window = Duration.Parse("5 ms") }, Schema)).ShouldBe("window: found 5 ms, expected a whole number of bins of 2 ms, of fewer than 2^29 ticks.");
        (await RefusalAsync<CorrelogramStage>(Correlogram with { Width = Duration.Parse("1.5 us") }, Schema)).ShouldStartWith("width: found");
        (await RefusalAsync<FanoStage>(Fano with { Windows = [Duration.Parse("0 s")] }, Schema)).ShouldBe("windows: found 0 s, expected lengths above 0.");
        (await RefusalAsync<FanoStage>(Fano, Schema, SpikeExamples.Spikes(Schema, (1, 9)))).ShouldBe("spikes: spike 0: found unit 9, expected 0 to 3");
        (await RefusalAsync<FanoStage>(Fano, Schema, SpikeExamples.Spikes(Schema, (1e300, 0)))).ShouldStartWith("spikes: spike 0: found time 1E+300 s, expected at most 10000000000 s");
        Schema endless = RecordingMetadata.With(SpikesSchema.Create(["a"]), new Observation(null, [[new(0, 1e300)]]).ToMetadata());
        (await RefusalAsync<FanoStage>(Fano, endless)).ShouldStartWith("spikes: found an observation from 0 s to 1E+300 s, expected times of at most 10000000000 s");
        (await RefusalAsync<FanoStage>(Fano, Schema, SpikeExamples.Spikes(Schema, (1, 0), (0.5, 0)))).ShouldBe("spikes: spike 1: found time 0.5 s after 1 s, expected times in ascending order");
        new IsiHistogramOptions { Longest = Duration.Parse("0.1 ms") }.Check().ShouldHaveSingleItem().Key.ShouldBe("longest");
    }

    private static async Task<string> RefusalAsync<TStage>(object options, Schema schema, params RecordBatch[] batches)
        where TStage : Stage, new() =>
        (await Should.ThrowAsync<InvalidInputException>(() => StageRun.RunAsync<TStage>(options, schema, batches))).Message;

    private static Task HoldsAsync<TStage>(object options)
        where TStage : Stage, new()
    {
        Prop.ForAll(ArbMap.Default.ArbFor<PositiveInt>(), ArbMap.Default.ArbFor<PositiveInt[]>(), (seed, sizes) =>
        {
            RecordBatch spikes = SpikeExamples.RandomSpikes(1500, Units, seed.Get, Schema);
            StageResult whole = StageRun.RunAsync<TStage>(options, Schema, [spikes]).GetAwaiter().GetResult();
            StageResult cut = StageRun.RunAsync<TStage>(options, Schema, StageRun.Cut(spikes, sizes.Take(6).Select(size => size.Get * 31)), resumes: true).GetAwaiter().GetResult();
            return cut.Bytes.AsSpan().SequenceEqual(whole.Bytes) && Rows(cut).SequenceEqual(Rows(whole));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(8));
        return Task.CompletedTask;
    }

    private static async Task EqualsPrefixAsync<TStage>(RecordBatch spikes, object running, object final)
        where TStage : Stage, new()
    {
        StageResult all = await StageRun.RunAsync<TStage>(running, Schema, StageRun.Cut(spikes, 100, 3000));
        double last = SpikesSchema.Times(spikes)[^1];
        for (double time = 2; time < last; time += 6)
        {
            int count = SpikesSchema.Times(spikes).ToArray().Count(spike => spike < time);
            Schema until = SpikesSchema.Create(SpikeExamples.Names(Units), new ObservationWindow(0, time));
            RecordBatch prefix = SpikesSchema.Batch(until, SpikesSchema.Times(spikes)[..count], SpikesSchema.Units(spikes)[..count]);
            StageResult batch = await StageRun.RunAsync<TStage>(final, until, [prefix]);
            double[] expected = batch.Schema.FieldsList[0].Name == "metric" ? [.. ScoresSchema.Rows(batch.Rows).Select(row => row.Value)] : [.. CurvesSchema.Rows(batch.Rows).Select(row => row.Value)];
            CurvesSchema.Row[] found = [.. Rows(all).Where(row => batch.Schema.FieldsList[0].Name == "metric" ? row.X == time : row.Curve.EndsWith($" until {time} s", StringComparison.Ordinal))];
            found.Select(row => row.Value).ShouldBe(expected);
        }
    }

    private static IEnumerable<CurvesSchema.Row> Rows(StageResult result) => result.OtherBatches.SelectMany(other => CurvesSchema.Rows(other.Batch));
}
