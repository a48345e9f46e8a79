using Apache.Arrow;

namespace SpikeStream.Recordings.Tests;

/// <summary>What the variables of MATLAB files mean, the same in every version.</summary>
public sealed class MatlabContentTests
{
    private static readonly double[] Ramp = [.. Enumerable.Range(0, 40).Select(i => i / 8.0)];

    private readonly List<string> _notices = [];

    [Theory]
    [MemberData(nameof(MatlabGolden.Versions), MemberType = typeof(MatlabGolden))]
    public async Task A_cell_per_unit_is_a_train_and_an_empty_one_a_unit_without_spikes(string version)
    {
        await using IRecordingReader reader = RecordingFormats.Open(MatlabGolden.File(version), Table("trains"));
        Made.Rows(await Made.ReadAsync(reader)).ShouldBe([(0.5, 0u), (1, 2u), (1.5, 0u), (2, 2u), (2.5, 3u), (3, 0u)]);
        reader.RowCount.ShouldBe(6);
        reader.Format.ShouldBe("matlab");
        SpikesSchema.Describe(reader.Schema).UnitNames.ShouldBe(["1", "2", "3", "4"]);
        UnitTable units = UnitTable.Read(reader.Schema)!;
        units.Find("id")!.Values.ShouldBe([1.0, 2.0, 3.0, 4.0]);
        units.Find("position")!.Values.ShouldBe(["{1}", "{2}", "{3}", "{4}"]);
    }

    [Theory]
    [MemberData(nameof(MatlabGolden.Versions), MemberType = typeof(MatlabGolden))]
    public async Task Cells_of_two_axes_are_taken_column_by_column(string version)
    {
        await using IRecordingReader reader = RecordingFormats.Open(MatlabGolden.File(version), Table("grid"));
        SpikesSchema.Describe(reader.Schema).UnitNames.ShouldBe(["{1,1}", "{2,1}", "{1,2}", "{2,2}"]);
        Made.Rows(await Made.ReadAsync(reader)).ShouldBe([(1, 0u), (2, 1u), (3, 2u), (4, 3u)]);
    }

    [Theory]
    [MemberData(nameof(MatlabGolden.Versions), MemberType = typeof(MatlabGolden))]
    public async Task Structs_in_nested_cells_keep_their_positions_and_fields(string version)
    {
        string path = MatlabGolden.File(version);
        await using IRecordingReader reader = RecordingFormats.Open(path, Table("nested"));
        Made.Rows(await Made.ReadAsync(reader)).ShouldBe([(1, 0u), (2, 2u), (3, 2u), (4, 0u), (5, 2u)]);
        UnitTable units = UnitTable.Read(reader.Schema)!;
        units.Find("id")!.Values.ShouldBe(["{1}{1}{1}", "{1}{3}{1}", "{1}{3}{2}"]);
        units.Find("index2")!.Values.ShouldBe([1.0, 3.0, 3.0]);
        units.Find("quality")!.Values.ShouldBe(["good", "mua", "good"]);
        units.Find("meanrate")!.Values.ShouldBe([2.0, 0.0, 3.0]);
        _notices.ShouldBe(
        [
            $"{path}: nested: left out 2 empty cells, which hold no unit", $"{path}: left out timerange of the units, expected one number or text per unit",
        ]);
        (await Made.ReadSpikesAsync(path, Table("nested") with { Units = "quality == 'good' and index2 == 3", Start = 3 })).ShouldBe([(3, 0u), (5, 0u)]);
    }

    [Theory]
    [MemberData(nameof(MatlabGolden.Versions), MemberType = typeof(MatlabGolden))]
    public async Task An_array_of_structs_has_a_unit_in_each(string version)
    {
        await using IRecordingReader reader = RecordingFormats.Open(MatlabGolden.File(version), Table("neurons"));
        Made.Rows(await Made.ReadAsync(reader)).Count.ShouldBe(42);
        SpikesSchema.Describe(reader.Schema).UnitNames.ShouldBe(["7", "3", "12"]);
        UnitTable units = UnitTable.Read(reader.Schema)!;
        units.Find("id")!.Values.ShouldBe([7.0, 3.0, 12.0]);
        units.Find("position")!.Values.ShouldBe(["(1)", "(2)", "(3)"]);
        units.Find("region")!.Values.ShouldBe(["CA1", "größe µ", "CA3"]);
        units.Find("isGood")!.Values.ShouldBe([true, false, true]);
        units.Find("waveform").ShouldBeNull();
        (await Made.ReadSpikesAsync(MatlabGolden.File(version), Table("neurons") with { Units = "region == \"CA3\"", Stop = 0.5 })).Select(spike => spike.Time).ShouldBe(Ramp[..4]);
    }

    [Theory]
    [MemberData(nameof(MatlabGolden.Versions), MemberType = typeof(MatlabGolden))]
    public async Task A_struct_with_a_cell_per_unit_has_their_properties_beside_it(string version)
    {
        string path = MatlabGolden.File(version);
        foreach ((string table, bool hasColumns) in new[] { ("session.sorted", true), ("session.sorted.times", false), ("session.sorted(1).times", false) })
        {
            await using IRecordingReader reader = RecordingFormats.Open(path, Table(table));
            Made.Rows(await Made.ReadAsync(reader)).ShouldBe([(0.5, 0u), (0.75, 1u), (1, 0u)]);
            UnitTable units = UnitTable.Read(reader.Schema)!;
            units.Count.ShouldBe(3);
            units.Find("region")?.Values.ShouldBe(["CA1", "CA1", "CA3"]);
            units.Find("UID")?.Values.ShouldBe([4.0, 5.0, 6.0]);
            (units.Find("region") is not null).ShouldBe(hasColumns);
        }

        (await Made.ReadSpikesAsync(path, Table("session.sorted.times{2}"))).ShouldBe([(0.75, 0u)]);
        (await Made.ReadSpikesAsync(path, new ReadOptions { Columns = new Dictionary<string, string> { ["time"] = "nested" } })).Count.ShouldBe(5);
        (await Made.ReadSpikesAsync(path, Table("nested{1}{3}.time"))).ShouldBe([(2, 1u), (3, 1u), (5, 1u)]);
    }

    [Theory]
    [MemberData(nameof(MatlabGolden.Versions), MemberType = typeof(MatlabGolden))]
    public async Task Vectors_of_times_and_units_are_spikes(string version)
    {
        await using IRecordingReader reader = RecordingFormats.Open(MatlabGolden.File(version), Table("events"));
        Made.Rows(await Made.ReadAsync(reader)).ShouldBe([(0.5, 1u), (1, 0u), (1, 1u), (2, 0u)]);
        SpikesSchema.Describe(reader.Schema).UnitNames.ShouldBe(["2", "5"]);
        ReadOptions stated = new() { Columns = new Dictionary<string, string> { ["time"] = "events.time", ["unit"] = "events.unit" }, Units = "5" };
        (await Made.ReadSpikesAsync(MatlabGolden.File(version), stated)).ShouldBe([(0.5, 0u), (1, 0u)]);
    }

    [Theory]
    [MemberData(nameof(MatlabGolden.Versions), MemberType = typeof(MatlabGolden))]
    public async Task Integers_are_samples_and_need_their_rate(string version)
    {
        (await Made.RefusalAsync(MatlabGolden.File(version), Table("samples"))).ShouldContain("samples.spike_times: found times that are sample indices, which need sampleRate");
        (await Made.ReadSpikesAsync(MatlabGolden.File(version), Table("samples") with { SampleRate = 1000 })).ShouldBe([(0.01, 1u), (0.02, 1u), (0.04, 0u)]);
        (await Made.ReadSpikesAsync(MatlabGolden.File(version), Table("trains") with { TimeUnit = SpikeTimeUnit.Milliseconds })).Select(spike => spike.Time).ShouldBe([0.0005, 0.001, 0.0015, 0.002, 0.0025, 0.003]);
    }

    [Theory]
    [MemberData(nameof(MatlabGolden.Versions), MemberType = typeof(MatlabGolden))]
    public async Task A_matrix_of_integers_is_counts_with_a_row_per_bin(string version)
    {
        await using IRecordingReader reader = RecordingFormats.Open(MatlabGolden.File(version), Table("counts") with { BinWidth = BinWidth.Parse("10 ms"), UnitNames = ["a", "b", "c"] });
        RecordBatch counts = (await Made.ReadAsync(reader)).ShouldHaveSingleItem();
        CountsSchema.IntegerCounts(counts).ToArray().ShouldBe(Enumerable.Range(0, 18));
        CountsSchema.Times(counts).ToArray().ShouldBe([0, 0.01, 0.02, 0.03, 0.04, 0.05]);
        CountsSchema.Describe(reader.Schema).UnitNames.ShouldBe(["a", "b", "c"]);
        ReadOptions part = Table("counts") with { BinWidth = BinWidth.Parse("10 ms"), Start = 0.02, Stop = 0.04, Units = "0, 2" };
        await using IRecordingReader selected = RecordingFormats.Open(MatlabGolden.File(version), part);
        (await Made.ReadAsync(selected, 0, 1)).SelectMany(batch => CountsSchema.IntegerCounts(batch).ToArray()).ShouldBe([6, 8, 9, 11]);
    }

    [Theory]
    [MemberData(nameof(MatlabGolden.Versions), MemberType = typeof(MatlabGolden))]
    public async Task An_apostrophe_makes_columns_of_trials_and_whole_numbers_are_counts(string version)
    {
        ReadOptions options = Table("raster'") with { Kind = RecordingKind.Counts, BinWidth = BinWidth.Parse("1 ms"), TimeUnit = SpikeTimeUnit.Milliseconds, Columns = new Dictionary<string, string> { ["time"] = "t" } };
        await using IRecordingReader reader = RecordingFormats.Open(MatlabGolden.File(version), options);
        List<RecordBatch> counts = await Made.ReadAsync(reader, 0, 4);
        counts.SelectMany(batch => CountsSchema.IntegerCounts(batch).ToArray()).ShouldBe([0, 1, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 1, 0, 2, 1, 1, 0]);
        counts.SelectMany(batch => CountsSchema.Bins(batch).ToArray()).ShouldBe([-2, -1, 0, 1, 2, 3]);
        counts.SelectMany(batch => CountsSchema.Times(batch).ToArray()).ShouldBe([-0.002, -0.001, 0, 0.001, 0.002, 0.003]);
    }

    [Theory]
    [MemberData(nameof(MatlabGolden.Versions), MemberType = typeof(MatlabGolden))]
    public async Task Counts_that_are_no_whole_numbers_stay_as_they_are_and_NaN_was_not_observed(string version)
    {
        await using IRecordingReader reader = RecordingFormats.Open(MatlabGolden.File(version), Table("rates") with { Kind = RecordingKind.Counts, BinWidth = BinWidth.Parse("1 s") });
        RecordBatch counts = (await Made.ReadAsync(reader)).ShouldHaveSingleItem();
        CountsSchema.RealCounts(counts)[..2].ToArray().ShouldBe([0.5, 1]);
        CountsSchema.IsObserved(counts, 1, 0).ShouldBeFalse();
        CountsSchema.IsObserved(counts, 1, 1).ShouldBeTrue();
    }

    [Theory]
    [MemberData(nameof(MatlabGolden.Versions), MemberType = typeof(MatlabGolden))]
    public async Task Other_matrices_are_series_at_their_times(string version)
    {
        ReadOptions options = new() { Columns = new Dictionary<string, string> { ["values"] = "lfp", ["time"] = "lfp_time" } };
        await using IRecordingReader reader = RecordingFormats.Open(MatlabGolden.File(version), options);
        List<RecordBatch> series = await Made.ReadAsync(reader, 0, 7);
        series.SelectMany(batch => SeriesSchema.Times(batch).ToArray()).ShouldBe(Ramp.Select(value => value * value));
        series.SelectMany(batch => SeriesSchema.Samples(batch).ToArray()).ShouldBe(Ramp.SelectMany(value => new[] { value * 2, value - 1 }));
        await using IRecordingReader window = RecordingFormats.Open(MatlabGolden.File(version), options with { Start = 4, Stop = 9 });
        (await Made.ReadAsync(window)).SelectMany(batch => SeriesSchema.Times(batch).ToArray()).ShouldBe(Ramp.Select(value => value * value).Where(time => time is >= 4 and < 9));
        await using IRecordingReader regular = RecordingFormats.Open(MatlabGolden.File(version), Table("lfp") with { BinWidth = BinWidth.Parse("1 ms") });
        SeriesSchema.Times((await Made.ReadAsync(regular))[0])[^1].ShouldBe(0.039);
    }

    [Theory]
    [MemberData(nameof(MatlabGolden.Versions), MemberType = typeof(MatlabGolden))]
    public async Task A_struct_with_a_time_and_one_matrix_is_a_series(string version)
    {
        await using IRecordingReader reader = RecordingFormats.Open(MatlabGolden.File(version), Table("position") with { Kind = RecordingKind.Series });
        RecordBatch series = (await Made.ReadAsync(reader)).ShouldHaveSingleItem();
        SeriesSchema.Times(series).ToArray().ShouldBe(Ramp);
        SeriesSchema.Samples(series)[..4].ToArray().ShouldBe([0, -0.0, 0.125, -0.125]);
    }

    [Theory]
    [MemberData(nameof(MatlabGolden.Versions), MemberType = typeof(MatlabGolden))]
    public async Task Structs_with_starts_and_stops_are_trials(string version)
    {
        await using IRecordingReader reader = RecordingFormats.Open(MatlabGolden.File(version), Table("trials"));
        RecordBatch trials = (await Made.ReadAsync(reader)).ShouldHaveSingleItem();
        TrialsSchema.Starts(trials).ToArray().ShouldBe([0, 2, 4]);
        trials.Column(TrialsSchema.Stop).IsNull(2).ShouldBeTrue();
        TrialsSchema.Conditions(trials).GetString(1).ShouldBe("right");
        trials.Column("contrast").IsNull(2).ShouldBeTrue();
        _notices.ShouldBe([$"{MatlabGolden.File(version)}: trials: left out path, expected one number or text per trial"]);

        await using IRecordingReader blocks = RecordingFormats.Open(MatlabGolden.File(version), Table("blocks") with { Columns = new Dictionary<string, string> { ["condition"] = "kind" } });
        trials = (await Made.ReadAsync(blocks)).ShouldHaveSingleItem();
        TrialsSchema.Stops(trials).ToArray().ShouldBe([9, 19]);
        TrialsSchema.Conditions(trials).GetString(0).ShouldBe("open");
        ((BooleanArray)trials.Column("rewarded")).GetValue(1).ShouldBe(false);
    }

    [Theory]
    [MemberData(nameof(MatlabGolden.Versions), MemberType = typeof(MatlabGolden))]
    public async Task Trials_may_be_variables_of_which_only_the_condition_is_known(string version)
    {
        ReadOptions options = new() { Kind = RecordingKind.Trials, Columns = new Dictionary<string, string> { ["condition"] = "direction" } };
        await using IRecordingReader reader = RecordingFormats.Open(MatlabGolden.File(version), options);
        RecordBatch trials = (await Made.ReadAsync(reader)).ShouldHaveSingleItem();
        trials.Length.ShouldBe(3);
        trials.Column(TrialsSchema.Start).IsNull(0).ShouldBeTrue();
        TrialsSchema.Conditions(trials).GetString(0).ShouldBe("1");
        Columns.Values<double>(trials, "condition_value").ToArray().ShouldBe([1, 0, 1]);
    }

    [Theory]
    [MemberData(nameof(MatlabGolden.Versions), MemberType = typeof(MatlabGolden))]
    public async Task All_that_can_be_read_is_listed_and_the_variables_are_facts_of_the_session(string version)
    {
        string names = string.Join(' ', RecordingFormats.Tables(MatlabGolden.File(version)).Select(table => $"{table.Name}:{RecordingMetadata.KindText(table.Kind)}").Order(StringComparer.Ordinal));
        names.ShouldBe("blocks:trials events:spikes grid:spikes nested:spikes neurons:spikes samples:spikes session.sorted:spikes trains:spikes trials:trials");
        RecordingFormats.Tables(MatlabGolden.File(version), new ReadOptions { BinWidth = BinWidth.Parse("1 ms") }).ShouldContain(new RecordingTable("counts", RecordingKind.Counts));
        await using IRecordingReader reader = RecordingFormats.Open(MatlabGolden.File(version), Table("grid"));
        RecordingMetadata.Find(reader.Schema, RecordingMetadata.Session)!.ShouldContain("raster 3x6 double");
    }

    [Fact]
    public async Task Rows_do_not_depend_on_batches_or_windows()
    {
        foreach (string version in MatlabGolden.Names)
        {
            List<(double Time, uint Unit)> whole = await Made.ReadSpikesAsync(MatlabGolden.File(version), Table("neurons"));
            (await Made.ReadSpikesAsync(MatlabGolden.File(version), Table("neurons"), 13, 3)).ShouldBe(whole[13..]);
            (await Made.ReadSpikesAsync(MatlabGolden.File(version), Table("neurons") with { Start = 1.5, Stop = 3 }, 2, 5)).ShouldBe(whole.Where(spike => spike.Time is >= 1.5 and < 3).Skip(2).ToList(), version);
        }
    }

    private ReadOptions Table(string name) => new() { Table = name, Notice = _notices.Add };
}
