using Apache.Arrow;

namespace SpikeStream.Recordings.Tests;

/// <summary>Windows and filters of units, and what the schema says afterwards.</summary>
public sealed class SelectionTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_is_said_of_units_and_of_the_observation_follows_the_selection()
    {
        Schema schema = SpikesSchema.Create(["11", "12", "13"], new ObservationWindow(0, 100));
        Observation observation = new([new(0, 40), new(50, 100)], [null, [new(0, 10), new(20, 60)], [new(31, 32), new(50, 60)]]);
        UnitTable table = new([new("id", [11.0, 12.0, 13.0]), new("quality", ["mua", "good", "good"])]);
        schema = RecordingMetadata.With(schema, [.. observation.ToMetadata(), new(RecordingMetadata.UnitTable, table.ToJson())]);
        await Made.WriteAsync(_folder.File("a.arrow"), SpikesSchema.Batch(schema, [1, 30, 31, 55, 80], [0u, 1, 2, 2, 0]));

        await using IRecordingReader reader = RecordingFormats.Open(_folder.File("a.arrow"), new ReadOptions { Start = 30, Stop = 55, Units = "quality == 'good'" });
        Made.Rows(await Made.ReadAsync(reader)).ShouldBe([(30.0, 0u), (31.0, 1u)]);
        SpikesSchema.Description spikes = SpikesSchema.Describe(reader.Schema);
        spikes.Window.ShouldBe(new ObservationWindow(30, 55));
        spikes.UnitNames.ShouldBe(["12", "13"]);
        UnitTable.Read(reader.Schema)!.Find("id")!.Values.ShouldBe([12.0, 13.0]);
        Observation cut = Observation.Read(reader.Schema)!;
        cut.All.ShouldBe([new(30, 40), new(50, 55)]);
        cut.Units![0].ShouldBe([new(30, 55)]);
        cut.Units[1].ShouldBe([new(31, 32), new(50, 55)]);
    }

    [Fact]
    public async Task A_series_of_several_sessions_begins_anew_with_each_and_has_no_window()
    {
        Schema series = SeriesSchema.Create(1, new BinWidth(1, 1));
        Schema schema = new([new Field("session", Apache.Arrow.Types.StringType.Default, false), .. series.FieldsList], series.Metadata);
        RecordBatch plain = SeriesSchema.Batch(series, [0, 1, 0, 1], [1, 2, 3, 4]);
        string path = _folder.File("a.arrow");
        await Made.WriteAsync(path, new RecordBatch(schema, [Columns.Text(["a", "a", "b", "b"]), .. plain.Arrays], 4));
        await using (IRecordingReader reader = RecordingFormats.Open(path)) (await Made.ReadAsync(reader)).ShouldHaveSingleItem().Length.ShouldBe(4);
        Should.Throw<InvalidInputException>(() => RecordingFormats.Open(path, new ReadOptions { Start = 1 })).Message.ShouldBe(
            $"{path}: found series whose rows are not ordered in time, expected spikes, counts in bins, a series or trials for start and stop.");
        await Made.WriteAsync(path, plain);
        await using IRecordingReader unordered = RecordingFormats.Open(path);
        (await Should.ThrowAsync<InvalidInputException>(() => Made.ReadAsync(unordered))).Message.ShouldContain("row 2: found time 0 s after 1 s");
    }

    [Fact]
    public async Task Counts_keep_the_columns_of_chosen_units_and_what_was_not_observed()
    {
        Schema schema = CountsSchema.Create(3, new BinWidth(1, 10), ["a", "b", "c"], [4, 5, 6]);
        RecordBatch counts = CountsSchema.Batch<int>(schema, [0, 1, 2], [0, 0.1, 0.2], [1, 2, 3, 4, 5, 6, 7, 8, 9], [0b1101_1111, 1]);
        await Made.WriteAsync(_folder.File("a.arrow"), counts);
        await using IRecordingReader reader = RecordingFormats.Open(_folder.File("a.arrow"), new ReadOptions { Start = 0.1, Units = "id != 'b'" });
        RecordBatch kept = (await Made.ReadAsync(reader)).ShouldHaveSingleItem();
        CountsSchema.Bins(kept).ToArray().ShouldBe([1, 2]);
        int[] found = CountsSchema.IntegerCounts(kept).ToArray();
        (found[0], found[2], found[3]).ShouldBe((4, 7, 9));
        CountsSchema.IsObserved(kept, 0, 1).ShouldBeFalse();
        CountsSchema.IsObserved(kept, 1, 1).ShouldBeTrue();
        CountsSchema.Description description = CountsSchema.Describe(reader.Schema);
        description.UnitNames.ShouldBe(["a", "c"]);
        description.PopulationSizes.ShouldBe([4, 6]);
    }

    [Fact]
    public async Task Trials_are_those_that_start_within_the_window_in_any_order()
    {
        string path = _folder.Write("a.csv", "trial,start,stop,condition\n1,5,6,a\n2,1,2,b\n3,,3,c\n4,7,8,d\n5,10,12,e\n");
        await using IRecordingReader reader = RecordingFormats.Open(path, new ReadOptions { Start = 2, Stop = 10 });
        RecordBatch kept = (await Made.ReadAsync(reader)).ShouldHaveSingleItem();
        TrialsSchema.Trials(kept).ToArray().ShouldBe([1, 4]);
        (await Made.ReadAsync(reader, 1)).Sum(batch => batch.Length).ShouldBe(1);
    }

    [Fact]
    public async Task The_rows_of_a_window_are_counted_before_they_are_read()
    {
        await Made.WriteAsync(_folder.File("a.arrow"), SpikesSchema.Batch(SpikesSchema.Create(), [1, 2, 3, 4], [0u, 1, 0, 1]), options: new WriteOptions { ChunkRows = 2 });
        await using IRecordingReader reader = RecordingFormats.Open(_folder.File("a.arrow"), new ReadOptions { Start = 2, Stop = 4 });
        reader.RowCount.ShouldBe(2);
        SpikesSchema.Describe(reader.Schema).Window.ShouldBe(new ObservationWindow(2, 4));
        Made.Rows(await Made.ReadAsync(reader, 1)).ShouldBe([(3.0, 0u)]);
    }

    [Theory]
    [InlineData(5.0, 5.0, null, "stop: found 5 s, expected a time after start, which is 5 s.")]
    [InlineData(double.NaN, null, null, "start: found NaN, expected a time in s.")]
    [InlineData(null, null, "quality == 'good'", "a.csv: units 'quality == 'good'': character 1: found no column \"quality\" of the units; expected one of id")]
    [InlineData(null, null, "id > 100", "a.csv: units 'id > 100': found no unit that fits among 2, expected at least one.")]
    [InlineData(null, null, "5", "a.csv: units '5': character 1: found unit 5, expected ids of the recording: 1, 3.")]
    public async Task A_selection_that_cannot_be_made_is_refused(double? start, double? stop, string? units, string message)
    {
        string path = _folder.Write("a.csv", "time,unit\n1,1\n2,3\n");
        (await Made.RefusalAsync(path, new ReadOptions { Start = start, Stop = stop, Units = units })).ShouldEndWith(message);
    }

    [Fact]
    public async Task What_has_no_units_or_no_times_is_refused_by_its_kind()
    {
        string series = _folder.Write("a.csv", "time,x\n0,1\n1,2\n");
        (await Made.RefusalAsync(series, new ReadOptions { Units = "1", Kind = RecordingKind.Series })).ShouldContain("found series, which have no units, expected spikes or counts for units '1'.");
        string scores = _folder.Write("b.csv", "metric,target,value,error\nbits,all,0.5,0.1\n");
        (await Made.RefusalAsync(scores, new ReadOptions { Start = 1 })).ShouldContain("found scores whose rows are not ordered in time");
    }

    [Fact]
    public async Task A_window_outside_of_the_observation_is_refused()
    {
        await Made.WriteAsync(_folder.File("a.arrow"), SpikesSchema.Batch(SpikesSchema.Create(null, new ObservationWindow(0, 10)), [1], [0u]));
        (await Made.RefusalAsync(_folder.File("a.arrow"), new ReadOptions { Start = 20, Stop = 30 }))
            .ShouldEndWith("found the window from 20 s to 30 s, expected one that meets the observation from 0 s to 10 s.");
    }
}
