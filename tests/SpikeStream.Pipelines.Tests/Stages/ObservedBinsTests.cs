using Apache.Arrow;
using FsCheck;
using FsCheck.Fluent;
using SpikeStream.Pipelines.Quantities;
using SpikeStream.Pipelines.Stages;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Tests.Stages;

/// <summary>Stretches that were not observed, through the stages that count and add up.</summary>
public sealed class ObservedBinsTests
{
    private const int Units = 4;
    private static readonly BinOptions Bins = new() { Width = Duration.Parse("100 ms") };

    [Fact]
    public async Task A_bin_that_was_not_wholly_observed_is_null_and_not_zero()
    {
        Schema schema = Observed(new([new(0.1, 0.4), new(0.55, 0.8)], [null, [new(0, 0.3)], null, []]));
        StageResult result = await StageRun.RunAsync<BinStage>(Bins, schema, [SpikeExamples.Spikes(schema, (0.15, 0), (0.25, 1), (0.75, 3))]);
        CountsSchema.Bins(result.Rows).ToArray().ShouldBe([1, 2, 3, 4, 5, 6, 7]);
        Text(result.Rows, Units).ShouldBe(["100-", "010-", "0-0-", "----", "----", "0-0-", "0-0-"], "the last unit was never observed");
    }

    [Fact]
    public async Task A_bin_across_an_edge_of_the_stated_window_is_null()
    {
        Schema schema = SpikesSchema.Create(SpikeExamples.Names(2), new ObservationWindow(0.25, 0.75));
        RecordBatch spikes = SpikeExamples.Spikes(schema, (0.26, 0), (0.3, 1), (0.45, 0), (0.71, 1));
        StageResult bins = await StageRun.RunAsync<BinStage>(Bins, schema, [spikes]);
        CountsSchema.Bins(bins.Rows).ToArray().ShouldBe([2, 3, 4, 5, 6, 7]);
        Text(bins.Rows, 2).ShouldBe(["--", "01", "10", "00", "00", "--"]);
        CountsSchema.Describe(bins.Schema).Window.ShouldBe(new ObservationWindow(0.25, 0.75));
        PopulationAverageOptions populations = new() { Populations = new Dictionary<string, string> { ["all"] = "0-1" }, Width = Bins.Width };
        Text((await StageRun.RunAsync<PopulationAverageStage>(populations, schema, [spikes])).Rows, 1).ShouldBe(["-", "1", "1", "0", "0", "-"]);
        StageResult activity = await StageRun.RunAsync<PopulationAverageStage>(populations with { As = PopulationQuantity.Activity }, schema, [spikes]);
        Enumerable.Range(0, 6).Select(row => Columns.IsListEntryValid(activity.Rows, SeriesSchema.Values, row, 0)).ShouldBe([false, true, true, true, true, false]);
        Schema whole = SpikesSchema.Create(SpikeExamples.Names(2), new ObservationWindow(0.2, 0.8));
        Text((await StageRun.RunAsync<BinStage>(Bins, whole, [SpikeExamples.Spikes(whole, (0.26, 0), (0.71, 1))])).Rows, 2).ShouldBe(["10", "00", "00", "00", "00", "01"]);
    }

    private static Schema Observed(Observation observation, ObservationWindow? window = null) =>
        RecordingMetadata.With(SpikesSchema.Create(SpikeExamples.Names(Units), window), observation.ToMetadata());

    /// <summary>A line per bin: a digit or letter per count, a dash where it is null.</summary>
    private static string[] Text(RecordBatch rows, int columns)
    {
        int[] counts = CountsSchema.IntegerCounts(rows).ToArray();
        return [.. Enumerable.Range(0, rows.Length).Select(row => string.Concat(Enumerable.Range(0, columns).Select(column =>
            CountsSchema.IsObserved(rows, row, column) ? counts[row * columns + column].ToString("X", System.Globalization.CultureInfo.InvariantCulture) : "-")))];
    }

    [Fact]
    public void Validity_is_that_of_the_definition_whatever_the_stretches_and_the_batches()
    {
        Gen<(int Seed, int[] Sizes, bool Resumes)> cases =
            from seed in Gen.Choose(0, 1_000_000)
            from sizes in Gen.Choose(1, 200).ArrayOf()
            from resumes in Gen.Elements(true, false)
            select (seed, sizes, resumes);
        Prop.ForAll(cases.ToArbitrary(), example =>
        {
            System.Random random = new(example.Seed);
            Observation observation = RandomObservation(random);
            RecordBatch plain = SpikeExamples.RandomSpikes(500, Units, example.Seed);
            ObservationWindow? window = random.Next(2) == 0 ? null : new(0, random.Next(2) == 0 ? random.Next(1, 60) * 0.01 : random.NextDouble() * 1.2 + 1e-3);
            Schema schema = Observed(observation, window);
            RecordBatch spikes = new(schema, plain.Arrays, plain.Length);
            bool resumes = example.Resumes && example.Sizes.Length < 20;
            BinOptions options = Bins with { Width = Duration.Parse(random.Next(2) == 0 ? "10 ms" : "7 ms") };
            StageResult counts = StageRun.RunAsync<BinStage>(options, schema, StageRun.Cut(spikes, example.Sizes), resumes).Result;
            PopulationAverageOptions populations = new() { Populations = new Dictionary<string, string> { ["a"] = "2, 0", ["b"] = "1, 3" } };
            StageResult fromCounts = StageRun.RunAsync<PopulationAverageStage>(populations, counts.Schema, counts.Batches).Result;
            StageResult fromSpikes = StageRun.RunAsync<PopulationAverageStage>(populations with { Width = options.Width }, schema, StageRun.Cut(spikes, example.Sizes), resumes).Result;
            Check(counts.Rows, Units, (unit, bin) => Covers(observation, window, unit, options.Width, bin));
            Check(fromCounts.Rows, 2, (population, bin) => PopulationUnits[population].All(unit => Covers(observation, window, unit, options.Width, bin)));
            Text(fromSpikes.Rows, 2).ShouldBe(Text(fromCounts.Rows, 2));
            Counted(counts.Rows, spikes, options.Width);
            StageResult some = StageRun.RunAsync<PopulationAverageStage>(populations with { As = PopulationQuantity.Activity, Over = AveragedUnits.Observed }, counts.Schema, counts.Batches).Result;
            OverObserved(some.Rows, counts.Rows, options.Width.Seconds);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(60).WithReplay(new Replay(new Rnd(11, 5), null)));
    }

    private static readonly int[][] PopulationUnits = [[2, 0], [1, 3]];

    /// <summary>The definition: the window, one stretch of all units and one of the unit contain the bin whole.</summary>
    private static bool Covers(Observation observation, ObservationWindow? window, int unit, Duration width, long bin)
    {
        double left = (double)((decimal)bin * width.Numerator / width.Denominator), right = (double)((decimal)(bin + 1) * width.Numerator / width.Denominator);
        bool In(IReadOnlyList<ObservationWindow>? stretches) => stretches is null || stretches.Any(stretch => stretch.Start <= left && right <= stretch.Stop);
        return (window is null || In([window])) && In(observation.All) && In(observation.Units?[unit]);
    }

    private static void Check(RecordBatch rows, int columns, Func<int, long, bool> isObserved)
    {
        long[] bins = CountsSchema.Bins(rows).ToArray();
        for (int row = 0; row < rows.Length; row++)
        {
            for (int column = 0; column < columns; column++) CountsSchema.IsObserved(rows, row, column).ShouldBe(isObserved(column, bins[row]), $"column {column}, bin {bins[row]}");
        }
    }

    /// <summary>Observed counts are those of a plain loop.</summary>
    private static void Counted(RecordBatch rows, RecordBatch spikes, Duration width)
    {
        Dictionary<(long, int), int> expected = [];
        ReadOnlySpan<double> times = SpikesSchema.Times(spikes);
        ReadOnlySpan<uint> units = SpikesSchema.Units(spikes);
        for (int i = 0; i < times.Length; i++)
        {
            (long, int) cell = ((long)Math.Floor((decimal)times[i] * width.Denominator / width.Numerator), (int)units[i]);
            expected[cell] = expected.GetValueOrDefault(cell) + 1;
        }

        long[] bins = CountsSchema.Bins(rows).ToArray();
        for (int i = 0; i < rows.Length * Units; i++)
        {
            if (!CountsSchema.IsObserved(rows, i / Units, i % Units)) continue;
            CountsSchema.IntegerCounts(rows)[i].ShouldBe(expected.GetValueOrDefault((bins[i / Units], i % Units)));
        }
    }

    /// <summary>The activity of the units that were observed, by the definition.</summary>
    private static void OverObserved(RecordBatch activity, RecordBatch counts, double width)
    {
        for (int cell = 0; cell < counts.Length * 2; cell++)
        {
            int[] seen = [.. PopulationUnits[cell % 2].Where(unit => CountsSchema.IsObserved(counts, cell / 2, unit))];
            Columns.IsListEntryValid(activity, SeriesSchema.Values, cell / 2, cell % 2).ShouldBe(seen.Length > 0);
            if (seen.Length == 0) continue;
            int spikes = seen.Sum(unit => CountsSchema.IntegerCounts(counts)[cell / 2 * Units + unit]);
            SeriesSchema.Samples(activity)[cell].ShouldBe(spikes / (seen.Length * width));
        }
    }

    private static Observation RandomObservation(System.Random random) => new(
        random.Next(4) == 0 ? null : RandomStretches(random),
        random.Next(4) == 0 ? null : [.. Enumerable.Range(0, Units).Select(_ => random.Next(3) == 0 ? null : RandomStretches(random))]);

    /// <summary>Stretches from 0 to the end with gaps; some edges on those of bins, some stretches that touch, the first begins at 0 so that all bins are there.</summary>
    private static List<ObservationWindow> RandomStretches(System.Random random)
    {
        List<ObservationWindow> stretches = [];
        double at = 0;
        while (at < 1 && stretches.Count < 20)
        {
            double length = random.Next(2) == 0 ? random.Next(1, 20) * 0.01 : random.NextDouble() * 0.2 + 1e-4;
            stretches.Add(new(at, at + length));
            at += length + (random.Next(3) == 0 ? 0 : random.NextDouble() * 0.1);
        }

        return stretches;
    }

    [Fact]
    public async Task What_is_said_of_units_goes_with_their_columns()
    {
        Schema schema = RecordingMetadata.With(
            Observed(new([new(0, 1)], [null, [new(0, 0.5)], null, null])),
            [new(RecordingMetadata.UnitTable, new UnitTable([new("id", ["7", "8", "9", "10"])]).ToJson()), new(RecordingMetadata.Session, "{\"id\":\"s1\"}")]);
        StageResult result = await StageRun.RunAsync<BinStage>(Bins with { Units = "n1, n0" }, schema, []);
        UnitTable.Read(result.Schema)!.Find("id")!.Values.ShouldBe(["8", "7"]);
        Observation.Read(result.Schema)!.Units.ShouldBe([[new ObservationWindow(0, 0.5)], null]);
        RecordingMetadata.Find(result.Schema, RecordingMetadata.Session).ShouldBe("{\"id\":\"s1\"}");
        StageResult selected = StageRun.Map<SelectStage>(new SelectOptions { Units = "1" }, result.Schema);
        UnitTable.Read(selected.Schema)!.Find("id")!.Values.ShouldBe(["7"]);
        StageResult found = StageRun.Map<SelectStage>(new SelectOptions { Where = "id in ['8', '99']" }, schema, SpikeExamples.Spikes(schema, (0.1, 1), (0.2, 2)));
        UnitTable.Read(found.Schema)!.Find("id")!.Values.ShouldBe(["8"]);
        SpikesSchema.Units(found.Rows).ToArray().ShouldBe([0u]);
        StageRun.Map<SelectStage>(new SelectOptions { Where = "id != '8'" }, result.Schema).Schema.GetFieldByName("counts")!.DataType.ShouldBeOfType<Apache.Arrow.Types.FixedSizeListType>().ListSize.ShouldBe(1);
        Should.Throw<InvalidInputException>(() => StageRun.Map<SelectStage>(new SelectOptions { Where = "id == '5'" }, schema)).Message.ShouldContain("found no unit with id == '5' among 4");
        Should.Throw<InvalidInputException>(() => StageRun.Map<SelectStage>(new SelectOptions { Where = "id == '5'" }, SpikesSchema.Create())).Message.ShouldContain("states no properties");
        new SelectOptions { Where = "id ==" }.Check().ShouldHaveSingleItem().Key.ShouldBe("where");
        StageResult population = await StageRun.RunAsync<PopulationAverageStage>(new PopulationAverageOptions { Populations = new Dictionary<string, string> { ["all"] = "0-1" } }, result.Schema, []);
        UnitTable.Read(population.Schema).ShouldBeNull();
        RecordingMetadata.Find(population.Schema, RecordingMetadata.Session).ShouldNotBeNull();
    }

    [Fact]
    public void A_slice_cuts_the_stretches()
    {
        Schema schema = Observed(new([new(0, 1), new(2, 3)], [[new(0, 0.2)], null, null, null]));
        StageResult result = StageRun.Map<SliceStage>(new SliceOptions { Start = Duration.Parse("500 ms"), Stop = Duration.Parse("2.5 s") }, schema);
        Observation observation = Observation.Read(result.Schema)!;
        observation.All.ShouldBe([new ObservationWindow(0.5, 1), new ObservationWindow(2, 2.5)]);
        observation.Units![0].ShouldBe([]);
    }
}
