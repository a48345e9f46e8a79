using Apache.Arrow;
using FsCheck;
using FsCheck.Fluent;
using SpikeStream.Pipelines.Quantities;
using SpikeStream.Pipelines.Stages;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Tests.Stages;

public sealed class SpikeCountsStageTests
{
    private static readonly SpikeCountsOptions Options = new() { Start = Duration.Parse("-5 ms"), Stop = Duration.Parse("20 ms"), UnitCount = 2 };

    [Fact]
    public async Task Each_trial_gives_a_row_of_counts_in_its_window_and_edges_are_decimal()
    {
        // 10.02 - 10 is a little more than 20 ms in doubles: its spike is outside all the same, that at 9.995 inside.
        RecordBatch spikes = SpikeExamples.Spikes((9.9949, 0), (9.995, 0), (10.0, 1), (10.0199, 1), (10.02, 0), (11.0, 0), (11.3, 0));
        StageResult result = await RunAsync(spikes, PsthStageTests.Trials((11.0, "right"), (10.0, "left"), (12.0, "left")));

        Counts(result).ShouldBe([(1, 9.995, 1, 2), (0, 10.995, 1, 0), (2, 11.995, 0, 0)]);
        CountsSchema.Describe(result.Schema).BinWidth.ShouldBeNull();
        result.OtherBatches.Sum(other => other.Batch.Length).ShouldBe(3);
    }

    [Fact]
    public async Task Without_a_stop_the_trial_has_its_own()
    {
        StageResult result = await RunAsync(
            SpikeExamples.Spikes((1.0, 0), (1.4, 1), (1.9, 0), (2.0, 0), (2.4, 0)), PsthStageTests.Trials((1.0, "a"), (1.5, "b")), Options with { Stop = null, Start = default });

        Counts(result).ShouldBe([(0, 1.0, 2, 1), (1, 1.5, 3, 0)]);
    }

    [Fact]
    public void The_counts_are_those_of_counting_each_trial_by_itself_whatever_the_batches_the_order_of_inputs_and_resumes()
    {
        Gen<(ulong Seed, int Trials, int Window, int[] Cuts)> cases =
            from seed in Gen.Choose(1, 1_000_000)
            from trials in Gen.Choose(1, 30)
            from window in Gen.Choose(1, 3000)
            from cuts in Gen.Choose(1, 400).ArrayOf()
            select ((ulong)seed, trials, window, cuts);
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(40), Prop.ForAll(cases.ToArbitrary(), made => Agrees(made.Seed, made.Trials, made.Window, made.Cuts).GetAwaiter().GetResult()));
    }

    [Fact]
    public async Task Trials_without_an_event_or_beyond_the_observation_are_left_out_and_told()
    {
        Schema schema = SpikesSchema.Create(SpikeExamples.Names(2), new ObservationWindow(0, 2.01));
        StageResult result = await RunAsync(SpikeExamples.Spikes(schema, (1.0, 0), (2.0, 1)), PsthStageTests.Trials((1.0, "a"), (2.0, "a"), (double.NaN, "b"), (0.001, "b")));

        Counts(result).ShouldBe([(0, 0.995, 1, 0)]);
        TrialsSchema.Trials(result.OtherBatches.ShouldHaveSingleItem().Batch).ToArray().ShouldBe([0]);
        result.Warnings.ShouldBe(
        [
            "1 trial without a window from \"start\" is left out",
            "2 trials not observed whole of every unit are left out; the stage \"select\" keeps units that were observed for longer",
        ]);
    }

    [Fact]
    public async Task Spikes_of_unknown_units_and_out_of_order_are_refused()
    {
        (await Should.ThrowAsync<InvalidInputException>(() => RunAsync(SpikeExamples.Spikes((1.0, 2)), PsthStageTests.Trials((1.0, "a"))))).Message
            .ShouldBe("spikes: found a spike of unit 2 at 1 s, expected units 0 to 1.");
        (await Should.ThrowAsync<InvalidInputException>(() => RunAsync(SpikeExamples.Spikes((2.0, 0), (1.0, 1)), PsthStageTests.Trials((1.0, "a"))))).Message
            .ShouldBe("spikes: found a spike of unit 1 at 1 s after one at 2 s, expected spikes in the order of time; sort the recording.");
        (await Should.ThrowAsync<InvalidInputException>(() => RunAsync(SpikeExamples.Spikes((1.0, 0)), PsthStageTests.Trials((1.0, "a")), Options with { Event = "go" }))).Message
            .ShouldStartWith("event: found \"go\", expected a column of the trials that holds times in s");
    }

    private static async Task<bool> Agrees(ulong seed, int trialCount, int window, int[] cuts)
    {
        RecordBatch spikes = SpikeExamples.RandomSpikes(2000, 2, (int)seed);
        RecordBatch trials = PsthStageTests.Trials([.. Enumerable.Range(0, trialCount).Select(i => (Math.Round(i * 0.37 % 5, 3), i % 2 == 0 ? "a" : "b"))]);
        SpikeCountsOptions options = Options with { Start = default, Stop = Duration.Parse($"{window} ms") };
        StageResult whole = await RunAsync(spikes, trials, options);
        (int, RecordBatch)[] spikesFirst = [.. StageRun.Cut(spikes, cuts).Select(batch => (0, batch)), .. StageRun.Cut(trials, 3, 1).Select(batch => (1, batch))];
        StageResult late = await StageRun.RunAsync<SpikeCountsStage>(options, [spikes.Schema, trials.Schema], spikesFirst, resumes: true);

        double[] times = SpikesSchema.Times(spikes).ToArray();
        uint[] units = SpikesSchema.Units(spikes).ToArray();
        List<(long, double, int, int)> expected = [];
        for (int trial = 0; trial < trialCount; trial++)
        {
            double start = TrialsSchema.Starts(trials)[trial], stop = (double)((decimal)start + window / 1000m);
            int[] inside = [.. Enumerable.Range(0, times.Length).Where(i => times[i] >= start && times[i] < stop)];
            expected.Add((trial, start, inside.Count(i => units[i] == 0), inside.Count(i => units[i] == 1)));
        }

        Counts(whole).ShouldBe(expected.OrderBy(row => row.Item2).ThenBy(row => row.Item1));
        Counts(late).ShouldBe(Counts(whole));
        return true;
    }

    private static Task<StageResult> RunAsync(RecordBatch spikes, RecordBatch trials, SpikeCountsOptions? options = null) =>
        StageRun.RunAsync<SpikeCountsStage>(options ?? Options, [spikes.Schema, trials.Schema], [(1, trials), (0, spikes)]);

    private static List<(long Trial, double Start, int First, int Second)> Counts(StageResult result)
    {
        RecordBatch rows = result.Rows;
        int[] counts = CountsSchema.IntegerCounts(rows).ToArray();
        long[] trials = CountsSchema.Bins(rows).ToArray();
        double[] starts = CountsSchema.Times(rows).ToArray();
        return [.. trials.Select((trial, row) => (trial, starts[row], counts[2 * row], counts[2 * row + 1]))];
    }
}
