using Apache.Arrow;

namespace SpikeStream.Recordings.Tests;

/// <summary>All that an NWB file may hold beside plain spikes.</summary>
public sealed class NwbContentTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<string> _notices = [];

    public void Dispose() => _folder.Dispose();

    [SkippableFact]
    public async Task Columns_of_units_of_every_type_are_kept()
    {
        string path = NwbMade.Write(_folder, "rich");
        await using IRecordingReader reader = RecordingFormats.Open(path, new ReadOptions { Notice = _notices.Add });
        UnitTable units = UnitTable.Read(reader.Schema).ShouldNotBeNull();
        object?[] Column(string name) => [.. units.Find(name).ShouldNotBeNull().Values];
        Column("id").ShouldBe([7.0, 3.0, 12.0]);
        Column("quality").ShouldBe(["good", "mua", "größe"]);
        Column("depth").ShouldBe([100.0, 250.5, null]);
        Column("channel").ShouldBe([1.0, 2.0, 3.0]);
        Column("is_fast").ShouldBe([true, false, true]);
        Column("code").ShouldBe(["ab", "c", ""]);
        Column("half").ShouldBe([0.5, 1.0, 1.5]);
        Column("labels").ShouldBe(["a", "", "b, c"]);
        Column("location").ShouldBe(["CA1, CA3", "CA1", "CA1"]);
        units.Find("matrix").ShouldBeNull();
        _notices.ShouldBe(
        [
            $"{path}: /units/matrix: left out, found an array per row",
            $"{path}: /units/pairs: left out, found compound values",
            $"{path}: /units: found no column \"absent\", which colnames lists, and left it out",
        ]);
        RecordingMetadata.Find(reader.Schema, RecordingMetadata.Session)!.ShouldContain("\"subject.species\":\"Mus musculus\"");
        Made.Rows(await Made.ReadAsync(reader)).ShouldBe([(0.5, 0u), (1.0, 2u), (1.5, 0u), (2.5, 2u), (6.0, 0u), (9.0, 2u)]);
    }

    [SkippableFact]
    public async Task Intervals_of_observation_follow_units_and_windows()
    {
        string path = NwbMade.Write(_folder, "rich");
        await using IRecordingReader whole = RecordingFormats.Open(path);
        Observation observed = Observation.Read(whole.Schema).ShouldNotBeNull();
        observed.Units![0].ShouldBe([new(0, 2), new(5, 10)]);
        // Two that overlap are one.
        observed.Units[2].ShouldBe([new(0, 10)]);
        await using IRecordingReader part = RecordingFormats.Open(path, new ReadOptions { Start = 1, Stop = 6, Units = "quality == 'good'" });
        Observation.Read(part.Schema)!.Units.ShouldHaveSingleItem().ShouldBe([new(1, 2), new(5, 6)]);
        Made.Rows(await Made.ReadAsync(part)).ShouldBe([(1.5, 0u)]);
    }

    [SkippableFact]
    public async Task Trials_of_every_type_are_kept()
    {
        string path = NwbMade.Write(_folder, "rich");
        await using IRecordingReader reader = RecordingFormats.Open(path, new ReadOptions { Table = "intervals/trials", Notice = _notices.Add });
        RecordBatch trials = (await Made.ReadAsync(reader)).ShouldHaveSingleItem();
        TrialsSchema.Trials(trials).ToArray().ShouldBe([4, 5, 6]);
        TrialsSchema.Starts(trials).ToArray().ShouldBe([0, 3, 5000]);
        trials.Column(TrialsSchema.Stop).IsNull(2).ShouldBeTrue();
        TrialsSchema.Conditions(trials).GetString(1).ShouldBe("right");
        trials.Column("contrast").IsNull(2).ShouldBeTrue();
        ((BooleanArray)trials.Column("is_correct")).GetValue(1).ShouldBe(false);
        ((StringArray)trials.Column("tags")).GetString(0).ShouldBe("x, y");
        _notices.ShouldBe(
        [
            "/intervals/trials/timeseries: left out, found references to pieces of series",
            $"{path}: /intervals/trials/start_time: found times up to 5000 s as float32, whose steps are 0.0005 s there",
        ]);
    }

    [SkippableTheory]
    [InlineData(null, "0 0.5 1 2 3 4", "1 1.5 2 2.5 3 3.5 4 4.5 5 5.5 6 6.5", "cm")]
    [InlineData("acquisition/speed", "10 10.25 10.5 10.75 11", "0 1 2 3 4", null)]
    [InlineData("acquisition/shared", "0 0.5 1 2 3 4", "0 1 2 3 4 5", null)]
    public async Task Series_are_converted_and_timed(string? table, string times, string values, string? unit)
    {
        string path = NwbMade.Write(_folder, "rich");
        ReadOptions options = new() { Kind = RecordingKind.Series, Table = table };
        await using IRecordingReader reader = RecordingFormats.Open(path, options);
        RecordBatch series = (await Made.ReadAsync(reader)).ShouldHaveSingleItem();
        string.Join(' ', SeriesSchema.Times(series).ToArray().Select(time => FormattableString.Invariant($"{time}"))).ShouldBe(times);
        string.Join(' ', SeriesSchema.Samples(series).ToArray().Select(value => FormattableString.Invariant($"{value}"))).ShouldBe(values);
        SeriesSchema.Describe(reader.Schema).ValueUnit.ShouldBe(unit);
        double[] inside = [.. SeriesSchema.Times(series).ToArray().Where(time => time is >= 0.5 and < 10.5)];
        await using IRecordingReader window = RecordingFormats.Open(path, options with { Start = 0.5, Stop = 10.5 });
        (await Made.ReadAsync(window)).SelectMany(batch => SeriesSchema.Times(batch).ToArray()).ShouldBe(inside);
    }

    [SkippableFact]
    public async Task Units_of_a_processing_module_are_found()
    {
        (await Made.ReadSpikesAsync(NwbMade.Write(_folder, "in-processing"))).ShouldBe([(0.5, 1u), (1.0, 0u)]);
    }

    [SkippableFact]
    public async Task Invalid_times_are_left_out_and_told()
    {
        string path = NwbMade.Write(_folder, "invalid");
        ReadOptions options = new() { Notice = _notices.Add };
        await using IRecordingReader reader = RecordingFormats.Open(path, options);
        Observation.Read(reader.Schema)!.All.ShouldBe([new(0, 4), new(5.5, 6)]);
        Made.Rows(await Made.ReadAsync(reader)).ShouldBe([(0.5, 1u), (1.0, 0u), (6.0, 0u)]);
        _notices.ShouldBe([$"{path}: left out 1 stretches, 1.5 s in all, which /intervals/invalid_times marks as invalid"]);
        (await Made.ReadSpikesAsync(path, firstRow: 1)).ShouldBe([(1.0, 0u), (6.0, 0u)]);
    }
}
