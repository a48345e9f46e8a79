using System.Text.Json;
using Apache.Arrow;
using SpikeStream.Pipelines.Nodes;
using SpikeStream.Pipelines.Quantities;
using SpikeStream.Pipelines.Stages;
using SpikeStream.Recordings;
using SpikeStream.Tests;

namespace SpikeStream.Pipelines.Tests.Stages.Statistics;

public sealed class TrialStageTests
{
    private static readonly Duration Half = Duration.Parse("500 ms");

    [Fact]
    public async Task Tuning_curves_and_noise_correlations_are_those_of_numpy()
    {
        (RecordBatch spikes, RecordBatch trials, JsonElement expected) = Made();
        StageResult tuning = await RunAsync<TuningStage>(new TuningOptions { After = Half }, spikes, trials);
        CurvesSchema.Row[] points = [.. CurvesSchema.Rows(tuning.Rows)];
        for (int unit = 0; unit < 4; unit++)
        {
            for (int condition = 0; condition < 3; condition++)
            {
                CurvesSchema.Row point = points[3 * unit + condition];
                JsonElement made = expected.GetProperty("tuning")[unit][condition];
                (point.Target, point.X, point.Curve).ShouldBe(($"n{unit}", condition, $"{condition}"));
                point.Value.ShouldBe(made[0].GetDouble(), 1e-12);
                point.Error.ShouldBe(made[1].GetDouble(), 1e-12);
            }
        }

        StageResult noise = await RunAsync<NoiseCorrelationStage>(new NoiseCorrelationOptions { After = Half }, spikes, trials);
        CurvesSchema.Row[] matrix = [.. noise.OtherBatches.Where(other => other.Output == 1).SelectMany(other => CurvesSchema.Rows(other.Batch))];
        for (int i = 0; i < 4; i++)
        {
            for (int j = 0; j < 4; j++)
            {
                JsonElement made = expected.GetProperty("noise")[i][j];
                if (made.ValueKind == JsonValueKind.Null) matrix[4 * i + j].Value.ShouldBe(double.NaN);
                else matrix[4 * i + j].Value.ShouldBe(made.GetDouble(), 1e-13);
            }
        }
    }

    [Fact]
    public async Task Nothing_depends_on_cuts_interruptions_or_which_input_comes_first()
    {
        await HoldsAsync<TuningStage>(new TuningOptions { After = Half, Every = Duration.Parse("7 s") });
        await HoldsAsync<NoiseCorrelationStage>(new NoiseCorrelationOptions { After = Half, Every = Duration.Parse("7 s"), Form = NoiseCorrelationForm.Standardised });
        await HoldsAsync<PsthStage>(new PsthOptions
        {
            Width = Duration.Parse("10 ms"),
            After = Half,
            Errors = PsthErrors.Trials,
            Smoothing = PsthSmoothing.CausalGaussian,
            SmoothingWidth = Duration.Parse("20 ms"),
        });
    }

    [Fact]
    public async Task A_readout_holds_the_trials_that_are_over()
    {
        (RecordBatch spikes, RecordBatch trials, _) = Made();
        StageResult all = await RunAsync<TuningStage>(new TuningOptions { After = Half, Every = Duration.Parse("10 s") }, spikes, trials);
        int early = TrialsSchema.Starts(trials).ToArray().Count(start => start + 0.5 <= 20);
        StageResult prefix = await RunAsync<TuningStage>(new TuningOptions { After = Half }, spikes, Columns.Slice(trials, 0, early));
        all.OtherBatches.SelectMany(other => CurvesSchema.Rows(other.Batch)).Where(row => row.Curve.EndsWith(" until 20 s", StringComparison.Ordinal)).Select(row => (row.Value, row.Error))
            .ShouldBe(CurvesSchema.Rows(prefix.Rows).Select(row => (row.Value, row.Error)));
    }

    [Fact]
    public async Task Errors_over_trials_are_those_of_the_definition()
    {
        RecordBatch trials = PsthStageTests.Trials((1, "x"), (2, "x"), (3, "x"), (5, "y"));
        RecordBatch spikes = SpikeExamples.Spikes(SpikesSchema.Create(["n0"]), (1.005, 0), (1.007, 0), (2.001, 0), (3.015, 0), (5.001, 0));
        PsthOptions options = new() { Width = Duration.Parse("10 ms"), Before = Duration.Parse("0 ms"), After = Duration.Parse("20 ms"), Errors = PsthErrors.Trials };
        StageResult result = await RunAsync<PsthStage>(options, spikes, trials);
        // Counts of 2, 1, 0 in the first bin and 0, 0, 1 in the second, of 10 ms.
        SeriesSchema.Samples(result.Batches[0]).ToArray().ShouldBe([100, 100.0 / 3], 1e-9);
        Columns.ListValues<double>(result.Batches[0], "errors").ToArray().ShouldBe([100 / Math.Sqrt(3), 100 * Math.Sqrt(1.0 / 3) / Math.Sqrt(3)], 1e-9);
        Columns.ListValues<double>(result.Batches[1], "errors").ToArray().ShouldAllBe(error => double.IsNaN(error), "a single trial has no spread");
    }

    [Fact]
    public async Task Trials_not_observed_whole_are_left_out_and_without_any_there_is_a_warning()
    {
        Schema schema = SpikesSchema.Create(["n0"], new ObservationWindow(0, 2));
        StageResult result = await RunAsync<TuningStage>(new TuningOptions { After = Half }, SpikeExamples.Spikes(schema, (0.1, 0)), PsthStageTests.Trials((0, "x"), (1.75, "x")));
        result.Warnings.ShouldBe(["1 trial of 2 was not observed whole of any unit and is left out"]);
        CurvesSchema.Rows(result.Rows).ShouldHaveSingleItem().ShouldBe(new CurvesSchema.Row("x", "n0", 0, 2, double.NaN));
        StageResult none = await RunAsync<NoiseCorrelationStage>(new NoiseCorrelationOptions(), SpikeExamples.Spikes(schema, (0.1, 0)), PsthStageTests.Trials());
        none.Batches.ShouldBeEmpty();
        none.Warnings.ShouldHaveSingleItem().ShouldContain("no trials");
    }

    [Fact]
    public async Task Where_units_were_observed_at_different_times_each_has_its_own_trials_and_each_pair_those_of_both()
    {
        (RecordBatch spikes, RecordBatch trials, double half) = Halves();
        const string Warning = "2 of 3 units were not observed in all of the ";
        TuningOptions options = new() { After = Half };
        StageResult tuning = await RunAsync<TuningStage>(options, spikes, trials);
        tuning.Warnings.ShouldHaveSingleItem().ShouldStartWith(Warning);
        // A unit by itself, in the part in which it was observed, has the same curve.
        foreach ((string unit, Func<double, bool> part) in Parts(half))
        {
            StageResult alone = await RunAsync<TuningStage>(options, spikes, Chosen(trials, part));
            Points(tuning, unit).ShouldBe(Points(alone, unit), ignoreOrder: true);
            Points(tuning, unit).ShouldAllBe(point => point.Value >= 0);
        }

        NoiseCorrelationOptions pairs = new() { After = Half };
        StageResult noise = await RunAsync<NoiseCorrelationStage>(pairs, spikes, trials);
        noise.Warnings.ShouldBe(tuning.Warnings);
        ScoresSchema.Row[] counted = [.. ScoresSchema.Rows(noise.Rows).Where(row => row.Metric == "trials" && row.Target != "all")];
        counted.Select(row => row.Target).ShouldBe(["first", "second", "throughout"]);
        counted[2].Value.ShouldBe(trials.Length);
        Entry(noise, "first", 1).ShouldBe(double.NaN);
        Entry(noise, "first", 2).ShouldBe(Entry(await RunAsync<NoiseCorrelationStage>(pairs, spikes, Chosen(trials, start => start + 0.5 <= half)), "first", 2), 1e-15);
        Entry(noise, "throughout", 1).ShouldBe(Entry(await RunAsync<NoiseCorrelationStage>(pairs, spikes, Chosen(trials, start => start >= half)), "second", 2), 1e-15);

        StageResult psth = await RunAsync<PsthStage>(new PsthOptions { Width = Half, Before = Duration.Parse("0 s"), After = Half, Errors = PsthErrors.Trials }, spikes, trials);
        psth.Warnings.ShouldBe(tuning.Warnings);
        foreach (RecordBatch batch in psth.Batches)
        {
            string condition = ((StringArray)batch.Column("condition")).GetString(0)!;
            string[] units = ["first", "second", "throughout"];
            SeriesSchema.Samples(batch).ToArray().ShouldBe(units.Select(unit => Points(tuning, unit).Single(point => point.Curve == condition).Value), 1e-9);
            Columns.ListValues<double>(batch, "errors").ToArray().ShouldBe(units.Select(unit => Points(tuning, unit).Single(point => point.Curve == condition).Error), 1e-9);
            long[] numbers = Columns.ListValues<long>(batch, "trial_counts").ToArray();
            ((Int64Array)batch.Column("trials")).Values[0].ShouldBe(numbers[2]);
            numbers[0].ShouldBeInRange(1, numbers[2] - numbers[1]);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Units_observed_at_different_times_do_not_depend_on_cuts_and_interruptions(bool isStandardised)
    {
        (RecordBatch spikes, RecordBatch trials, _) = Halves();
        Duration seven = Duration.Parse("7 s");
        await HoldsAsync<TuningStage>(new TuningOptions { After = Half, Every = seven }, spikes, trials);
        await HoldsAsync<NoiseCorrelationStage>(new NoiseCorrelationOptions { After = Half, Every = seven, Form = isStandardised ? NoiseCorrelationForm.Standardised : NoiseCorrelationForm.Residual }, spikes, trials);
        await HoldsAsync<PsthStage>(new PsthOptions { Width = Duration.Parse("10 ms"), After = Half, Errors = PsthErrors.Trials }, spikes, trials);
    }

    [Fact]
    public async Task A_histogram_without_a_trial_that_was_observed_whole_says_so()
    {
        Schema schema = SpikesSchema.Create(["n0"], new ObservationWindow(0, 2));
        PsthOptions options = new() { Width = Half, Before = Duration.Parse("0 s"), After = Half, Errors = PsthErrors.Trials };
        StageResult result = await RunAsync<PsthStage>(options, SpikeExamples.Spikes(schema, (0.1, 0)), PsthStageTests.Trials((1.75, "x"), (5, "x")));
        result.Warnings.ShouldBe(["2 trials of 2 were not observed whole of any unit and are left out", "no trial is left, so that the histogram is empty"]);
        Columns.IsListEntryValid(result.Rows, SeriesSchema.Values, 0, 0).ShouldBeFalse();
    }

    [Fact]
    public async Task Several_columns_together_are_a_condition_and_pairs_of_numbers_stand_in_their_order()
    {
        RecordBatch made = PsthStageTests.Trials((0, "0.5"), (1, "0"), (2, "0"), (3, "0.5"));
        Field side = new("side", Apache.Arrow.Types.DoubleType.Default, true);
        RecordBatch trials = new(TrialsSchema.Create(side), [.. made.Arrays, new DoubleArray.Builder().AppendRange([1.0, 10, 2, 1]).Build()], made.Length);
        RecordBatch spikes = SpikeExamples.Spikes(SpikesSchema.Create(["n0"], new ObservationWindow(0, 5)), (0.1, 0), (2.1, 0), (3.1, 0), (3.2, 0));
        const string Both = "condition, side";
        StageResult tuning = await RunAsync<TuningStage>(new TuningOptions { Condition = Both, After = Half }, spikes, trials);
        CurvesSchema.Rows(tuning.Rows).Select(row => (row.Curve, row.X, row.Value)).ShouldBe([("0, 2", 0, 2), ("0, 10", 1, 0), ("0.5, 1", 2, 3)]);
        StageResult psth = await RunAsync<PsthStage>(new PsthOptions { Condition = Both, Width = Half, Before = Duration.Parse("0 s"), After = Half }, spikes, trials);
        psth.Batches.Select(batch => ((StringArray)batch.Column("condition")).GetString(0)).ShouldBe(["0.5, 1", "0, 10", "0, 2"]);
        SeriesSchema.Samples(psth.Rows).ToArray().ShouldBe([3, 0, 2]);
    }

    [Theory]
    [InlineData("side")]
    [InlineData("condition, side")]
    public async Task Each_column_of_a_condition_has_to_be_there(string condition)
    {
        RecordBatch spikes = SpikeExamples.Spikes(SpikesSchema.Create(["n0"]));
        PsthOptions options = new() { Condition = condition, Width = Half };
        (await Should.ThrowAsync<InvalidInputException>(() => RunAsync<PsthStage>(options, spikes, PsthStageTests.Trials()))).Message.ShouldContain("condition: found \"side\", expected a column of the trials");
    }

    [Fact]
    public async Task A_condition_that_is_no_column_is_refused_with_the_nearest()
    {
        InvalidInputException refusal = await Should.ThrowAsync<InvalidInputException>(
            () => RunAsync<TuningStage>(new TuningOptions { Condition = "conditon" }, SpikeExamples.Spikes(SpikesSchema.Create(["n0"])), PsthStageTests.Trials()));
        refusal.Message.ShouldContain("did you mean \"condition\"?");
    }

    private static (string Unit, Func<double, bool> Part)[] Parts(double half) => [("first", start => start + 0.5 <= half), ("second", start => start >= half), ("throughout", _ => true)];

    private static CurvesSchema.Row[] Points(StageResult tuning, string unit) => [.. CurvesSchema.Rows(tuning.Rows).Where(row => row.Target == unit)];

    private static double Entry(StageResult noise, string unit, int column) =>
        noise.OtherBatches.Where(other => other.Output == 1).SelectMany(other => CurvesSchema.Rows(other.Batch)).Single(row => row.Curve == unit && row.X == column).Value;

    private static RecordBatch Chosen(RecordBatch trials, Func<double, bool> isChosen)
    {
        double[] starts = TrialsSchema.Starts(trials).ToArray();
        var conditions = (StringArray)trials.Column(TrialsSchema.Condition);
        return PsthStageTests.Trials([.. Enumerable.Range(0, starts.Length).Where(row => isChosen(starts[row])).Select(row => (starts[row], conditions.GetString(row)!))]);
    }

    /// <summary>Three units of which one was observed throughout, one in the first half, one in the second.</summary>
    private static (RecordBatch Spikes, RecordBatch Trials, double Half) Halves()
    {
        (RecordBatch made, RecordBatch trials, _) = Made();
        double stop = SpikesSchema.Describe(made.Schema).Window!.Stop, half = stop / 2;
        Observation observation = new(null, [[new(0, half)], [new(half, stop)], null]);
        Schema schema = RecordingMetadata.With(SpikesSchema.Create(["first", "second", "throughout"], new ObservationWindow(0, stop)), observation.ToMetadata());
        (double, uint)[] spikes = [.. Enumerable.Range(0, made.Length).Select(i => (SpikesSchema.Times(made)[i], SpikesSchema.Units(made)[i])).Where(spike => spike.Item2 < 3)];
        return (SpikeExamples.Spikes(schema, spikes), trials, half);
    }

    private static Task HoldsAsync<TStage>(object options)
        where TStage : Stage, new()
    {
        (RecordBatch spikes, RecordBatch trials, _) = Made();
        return HoldsAsync<TStage>(options, spikes, trials);
    }

    private static async Task HoldsAsync<TStage>(object options, RecordBatch spikes, RecordBatch trials)
        where TStage : Stage, new()
    {
        StageResult whole = await RunAsync<TStage>(options, spikes, trials);
        (int, RecordBatch)[] spikesFirst = [.. StageRun.Cut(spikes, 1, 10, 300).Take(2).Select(batch => (0, batch)), .. StageRun.Cut(trials, 3, 1).Select(batch => (1, batch)), .. StageRun.Cut(spikes, 1, 10, 300).Skip(2).Select(batch => (0, batch))];
        StageResult late = await StageRun.RunAsync<TStage>(options, [spikes.Schema, trials.Schema], spikesFirst, resumes: true);
        late.Bytes.ShouldBe(whole.Bytes);
        late.OtherBatches.SelectMany(other => CurvesSchema.Rows(other.Batch)).ShouldBe(whole.OtherBatches.SelectMany(other => CurvesSchema.Rows(other.Batch)));
        StageResult cut = await StageRun.RunAsync<TStage>(options, [spikes.Schema, trials.Schema], [(1, trials), .. StageRun.Cut(spikes, 20, 1, 500).Select(batch => (0, batch))]);
        cut.Bytes.ShouldBe(whole.Bytes);
    }

    private static Task<StageResult> RunAsync<TStage>(object options, RecordBatch spikes, RecordBatch trials)
        where TStage : Stage, new() => StageRun.RunAsync<TStage>(options, [spikes.Schema, trials.Schema], [(1, trials), (0, spikes)]);

    private static (RecordBatch Spikes, RecordBatch Trials, JsonElement Expected) Made()
    {
        string path = Path.Combine(SharedData.RepositoryRoot, "tests", "SpikeStream.Models.Tests", "fixtures", "statistics", "statistics.json");
        JsonElement made = JsonDocument.Parse(File.ReadAllText(path)).RootElement;
        (double Time, uint Unit)[] spikes = [.. made.GetProperty("units").EnumerateArray().SelectMany((unit, i) => unit.EnumerateArray().Select(time => (time.GetDouble(), (uint)i))).OrderBy(spike => spike.Item1)];
        JsonElement trials = made.GetProperty("trials");
        (double, string)[] rows = [.. trials.GetProperty("starts").EnumerateArray().Zip(trials.GetProperty("conditions").EnumerateArray(), (start, condition) => (start.GetDouble(), condition.GetInt32().ToString(System.Globalization.CultureInfo.InvariantCulture)))];
        Schema schema = SpikesSchema.Create(SpikeExamples.Names(4), new ObservationWindow(0, made.GetProperty("stop").GetDouble()));
        return (SpikeExamples.Spikes(schema, spikes), PsthStageTests.Trials(rows), trials);
    }
}
