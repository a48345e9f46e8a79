using Apache.Arrow;
using SpikeStream.Tests;

namespace SpikeStream.Recordings.Tests;

/// <summary>Variants of text tables: names of columns, delimiters, units of time, rasters, trials of others.</summary>
public sealed class CsvVariantTests : IDisposable
{
    private static readonly ReadOptions Binned = new() { BinWidth = new BinWidth(1, 100) };

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("TIME,Neuron\n0.5,1\n1.5,2\n")]
    [InlineData("T,CLUSTER\n0.5,1\n1.5,2\n")]
    [InlineData("timestamp,id\n0.5,1\n1.5,2\n")]
    [InlineData("Time_S;Unit\n0.5;1\n1.5;2\n")]
    [InlineData("t_us\tunit\n500000\t1\n1500000\t2\n")]
    [InlineData("0.5 1\n1.5 2\n")]
    [InlineData("0.5,1.0\n1.5,2.000\n")]
    [InlineData("5.0e-1,1\n1.5E0,2\n")]
    public async Task The_same_spikes_are_read_under_every_name_and_delimiter(string text) =>
        (await Made.ReadSpikesAsync(_folder.Write("a.csv", text))).ShouldBe([(0.5, 1u), (1.5, 2u)]);

    [Theory]
    [InlineData(SpikeTimeUnit.Seconds, "0.5,1\n1.5,2\n")]
    [InlineData(SpikeTimeUnit.Milliseconds, "500,1\n1500.0,2\n")]
    [InlineData(SpikeTimeUnit.Microseconds, "500000,1\n1500000,2\n")]
    public async Task The_unit_of_measure_of_times_can_be_stated(SpikeTimeUnit unit, string text) =>
        (await Made.ReadSpikesAsync(_folder.Write("a.csv", text), new ReadOptions { TimeUnit = unit })).ShouldBe([(0.5, 1u), (1.5, 2u)]);

    [Fact]
    public async Task Columns_that_spikes_do_not_have_are_left_out_and_told()
    {
        List<string> notices = [];
        string path = _folder.Write("a.csv", "trial,unit,time,amplitude\n1,1,0.5,-70\n1,2,1.5,\n");
        (await Made.ReadSpikesAsync(path, new ReadOptions { Notice = notices.Add })).ShouldBe([(0.5, 1u), (1.5, 2u)]);
        notices.ShouldBe([$"{path}: left out trial, amplitude: of spikes the time and the unit are read"]);
    }

    [Theory]
    [InlineData("time,unit\n30123,3\n60456,4\n90001,3\n")]
    [InlineData("30123\n60456\n")]
    [InlineData("cluster;timestamp\n3;0\n4;60456\n")]
    [InlineData("time,x,y\n0,0.5,1\n1,1.5,2\n")]
    public void Whole_numbers_that_are_taken_for_seconds_are_told_unless_they_are_stated(string text)
    {
        List<string> notices = [];
        string path = _folder.Write("a.csv", text);
        ReadOptions options = new() { Notice = notices.Add };
        RecordingFormats.Open(path, options).Kind.ShouldBe(text.Contains('x', StringComparison.Ordinal) ? RecordingKind.Series : RecordingKind.Spikes);
        notices.ShouldBe([$"{path}: took times for seconds, though they are whole numbers: state what they are, timeUnit (--time-unit s, ms, us or ns), or sampleRate (--sample-rate HZ) where they are sample indices"]);
        notices.Clear();
        RecordingFormats.Open(path, options with { TimeUnit = SpikeTimeUnit.Seconds });
        RecordingFormats.Open(path, options with { TimeUnit = SpikeTimeUnit.Milliseconds });
        notices.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("time,unit\n30123,3\n60456,4\n90001.5,3\n")]
    [InlineData("time,unit\n30123.0,3\n")]
    [InlineData("time_s,unit\n30123,3\n")]
    [InlineData("time_ms,unit\n30123,3\n")]
    [InlineData("time,unit\n0,3\n")]
    [InlineData("time,unit\n")]
    public void Times_with_a_fraction_or_a_named_unit_are_what_they_seem_to_be(string text)
    {
        List<string> notices = [];
        RecordingFormats.Open(_folder.Write("a.csv", text), new ReadOptions { Notice = notices.Add });
        notices.ShouldBeEmpty();
    }

    [Fact]
    public void A_folder_of_trains_of_whole_numbers_is_told_of_once()
    {
        List<string> notices = [];
        _folder.Write("a.txt", "1\n2\n");
        _folder.Write("b.txt", "3\n");
        RecordingFormats.Open(Path.GetDirectoryName(_folder.File("x"))!, new ReadOptions { Notice = notices.Add });
        notices.ShouldHaveSingleItem().ShouldStartWith($"{Path.GetDirectoryName(_folder.File("x"))}: took times for seconds");
        notices.Clear();
        _folder.Write("c.txt", "3.5\n");
        RecordingFormats.Open(Path.GetDirectoryName(_folder.File("x"))!, new ReadOptions { Notice = notices.Add });
        notices.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("time,unit\n0.5,\"a, b\"\n1.5,\"say \"\"c\"\"\"\n", "a, b", "say \"c\"")]
    [InlineData("\"time\",\"unit\"\r\n\"0.5\",\"a\"\r\n\"1.5\",b\r\n", "a", "b")]
    public async Task Quotes_follow_the_rule_of_RFC_4180(string text, params string[] names)
    {
        await using IRecordingReader reader = RecordingFormats.Open(_folder.Write("a.csv", text));
        SpikesSchema.Describe(reader.Schema).UnitNames.ShouldBe(names);
        Made.Rows(await Made.ReadAsync(reader)).ShouldBe([(0.5, 0u), (1.5, 1u)]);
    }

    [Theory]
    [InlineData("time,unit,note\n0.5,1,\"two\n\nlines\"\n1.5,2,\"\"\"x\"\"\n\"\n")]
    [InlineData("time,unit,\"note\r\nof the observer\"\r\n0.5,1,\"a\r\nb\"\r\n1.5,2,c\r\n")]
    [InlineData("\"0.5\n\",1\n1.5,2\n")]
    [InlineData("0.5,1\n\"1.5\n\",\"2\"")]
    public async Task Line_breaks_in_quotes_are_part_of_their_field(string text) =>
        (await Made.ReadSpikesAsync(_folder.Write("a.csv", text))).ShouldBe([(0.5, 1u), (1.5, 2u)]);

    [Fact]
    public async Task Names_and_conditions_keep_their_line_breaks_and_lines_are_counted_on()
    {
        await using (IRecordingReader spikes = RecordingFormats.Open(_folder.Write("a.csv", "time,unit\n0.5,\"a\nb\"\n1.5,c\n")))
            SpikesSchema.Describe(spikes.Schema).UnitNames.ShouldBe(["a\nb", "c"]);

        const string Trials = "trial,start,stop,condition\n0,0,1,\"left\r\n\r\nslowly\"\n1,1,2,right\n";
        await using (IRecordingReader trials = RecordingFormats.Open(_folder.Write("trials.csv", Trials)))
        {
            RecordBatch rows = (await Made.ReadAsync(trials)).ShouldHaveSingleItem();
            ((StringArray)rows.Column(3)).GetString(0).ShouldBe("left\n\nslowly");
        }

        string path = _folder.Write("bad.csv", Trials + "2,x,3,left\n");
        (await Made.RefusalAsync(path)).ShouldStartWith($"{path}:6:3: found \"x\"");
    }

    [Theory]
    [InlineData("trial,start,stop,condition\n0,0,1,\"left\n1,1,2,right\n", ":2:7: found a quote that is not closed, expected a closing \".")]
    [InlineData("time,unit,note\n0.5,1,a\n1.5,2,\"b\n2,2,c\n", ":3:7: found a quote that is not closed, expected a closing \".")]
    public async Task A_quote_that_is_never_closed_is_told_where_it_opens(string text, string expected)
    {
        string path = _folder.Write("a.csv", text);
        (await Made.RefusalAsync(path)).ShouldBe(path + expected);
        path = _folder.Write("long.csv", text + string.Concat(Enumerable.Repeat("9,9,9,d\n", 20_000)));
        (await Made.RefusalAsync(path)).ShouldBe(path + expected);
    }

    [Theory]
    [InlineData("time;unit\n0,5;1\n", ":2:1: found \"0,5\", expected a time in s, such as 1.25. Decimal commas are not read: write the number with a dot.")]
    [InlineData("0,5;1\n1,5;2\n", ":1:1: found \"0,5\", expected a time in s, such as 1.25. Decimal commas are not read: write the number with a dot.")]
    [InlineData("0,5\t1\n1,5\t2\n", ":1:1: found \"0,5\", expected a time in s, such as 1.25. Decimal commas are not read: write the number with a dot.")]
    [InlineData("0,5 1\n1,5 2\n", ":1:1: found \"0,5\", expected a time in s, such as 1.25. Decimal commas are not read: write the number with a dot.")]
    [InlineData("0,5\n1,05\n", ":2:1: found \"1,05\", which has a decimal comma, expected a dot: decimal commas are not read.")]
    [InlineData("1,7\n1.5,x\n", ":2:5: found \"x\", expected a unit: an integer from 0 to 4294967295: without a header column 0 (from 0) was taken for the time and 1 for the unit; the setting columns states others, such as { \"time\": \"1\", \"unit\": \"0\" } (--column time=1 --column unit=0).")]
    public async Task Decimal_commas_and_exchanged_columns_are_told(string text, string expected)
    {
        string path = _folder.Write("a.csv", text);
        (await Made.RefusalAsync(path)).ShouldBe(path + expected);
    }

    [Theory]
    [InlineData("CA1,CA3\n1,0\n0,2\n3,\n", true)]
    [InlineData("1,0\n0,2\n3,\n", false)]
    [InlineData("time,CA1,CA3\n0,1,0\n0.01,0,2\n0.02,3,\n", true)]
    public async Task A_raster_has_a_row_per_bin_and_a_column_per_unit(string text, bool isNamed)
    {
        await using IRecordingReader reader = RecordingFormats.Open(_folder.Write("a.csv", text), Binned with { Kind = RecordingKind.Counts });
        CountsSchema.Describe(reader.Schema).UnitNames.ShouldBe(isNamed ? ["CA1", "CA3"] : null);
        RecordBatch batch = (await Made.ReadAsync(reader)).ShouldHaveSingleItem();
        CountsSchema.Bins(batch).ToArray().ShouldBe([0, 1, 2]);
        CountsSchema.Times(batch).ToArray().ShouldBe([0, 0.01, 0.02]);
        CountsSchema.IntegerCounts(batch)[..5].ToArray().ShouldBe([1, 0, 0, 2, 3]);
        CountsSchema.IsObserved(batch, 2, 1).ShouldBeFalse();
        (await Made.ReadAsync(reader, 1, 1)).Select(row => CountsSchema.Bins(row)[0]).ShouldBe([1, 2]);
    }

    [Fact]
    public async Task A_raster_of_many_columns_is_known_by_its_bin_width()
    {
        await using IRecordingReader reader = RecordingFormats.Open(_folder.Write("a.csv", "1,0,2\n0,2,0\n"), Binned);
        reader.Kind.ShouldBe(RecordingKind.Counts);
        (await Made.ReadAsync(reader)).ShouldHaveSingleItem().Length.ShouldBe(2);
    }

    [Theory]
    [InlineData("time,a\n0,1\n0.015,2\n", ":3:1: found \"0.015\", expected the left edge of a bin of 10 ms.")]
    [InlineData("time,a\n0,1\n0.02,2\n", ":3:1: found \"0.02\", expected the next bin, at 0.01 s.")]
    [InlineData("a,b\n0,1\n0.5,2\n", ":3:1: found \"0.5\", expected a count: an integer from 0 on.")]
    public async Task Faults_of_rasters_are_told(string text, string expected)
    {
        string path = _folder.Write("a.csv", text);
        (await Should.ThrowAsync<InvalidInputException>(async () =>
        {
            await using IRecordingReader reader = RecordingFormats.Open(path, Binned with { Kind = RecordingKind.Counts });
            await Made.ReadAsync(reader);
        })).Message.ShouldBe(path + expected);
    }

    [Fact]
    public async Task Trials_of_others_are_read_by_the_names_of_their_columns_and_lack_what_is_not_known()
    {
        string path = _folder.Write("a.csv", "first,last,side,contrast\n0.5,1.5,left,0.25\n2,3,right,1\n");
        ReadOptions named = new() { Kind = RecordingKind.Trials, Columns = new Dictionary<string, string> { ["start"] = "first", ["condition"] = "side" } };
        await using IRecordingReader reader = RecordingFormats.Open(path, named);
        RecordBatch trials = (await Made.ReadAsync(reader)).ShouldHaveSingleItem();
        TrialsSchema.Trials(trials).ToArray().ShouldBe([0, 1]);
        TrialsSchema.Starts(trials).ToArray().ShouldBe([0.5, 2]);
        trials.Column(2).IsNull(0).ShouldBeTrue();
        TrialsSchema.Conditions(trials).GetString(1).ShouldBe("right");
        TrialsSchema.Describe(reader.Schema).Select(field => field.Name).ShouldBe(["last", "side", "contrast"]);
        Should.Throw<InvalidInputException>(() => RecordingFormats.Open(path, new ReadOptions { Kind = RecordingKind.Trials })).Message
            .ShouldContain("name them in the setting columns, such as { \"start\": \"first\", \"condition\": \"contrast\" } (--column start=first --column condition=contrast).");
    }

    [Fact]
    public void Columns_that_cannot_be_known_are_told_with_the_way_to_state_them()
    {
        string path = _folder.Write("a.csv", "cell,when\n1,2\n");
        Should.Throw<InvalidInputException>(() => RecordingFormats.Open(path)).Message.ShouldBe(
            $"{path}: found columns cell, when, expected time and unit (spikes), step or bin and one column per unit (counts), time and one column per channel (series), trial, start, stop and condition (trials), or the columns of estimates, scores or curves; name them in the setting columns, such as {{ \"time\": \"when\", \"unit\": \"cell\" }} (--column time=when --column unit=cell).");
        path = _folder.Write("b.csv", "1,0,2\n0,1,1\n");
        Should.Throw<InvalidInputException>(() => RecordingFormats.Open(path)).Message.ShouldEndWith(
            "such as { \"time\": \"2\", \"unit\": \"0\" } (--column time=2 --column unit=0); or state kind counts and binWidth (--kind counts --bin-width) for a raster (rows are bins, columns units), or kind trials.");
    }

    [Fact]
    public void Mutated_rasters_are_read_or_refused()
    {
        string path = _folder.Write("a.csv", "CA1;\"CA;3\"\n1;0\n0;2\n3;\n");
        Mutations.Survive(path, 62, [Binned with { Kind = RecordingKind.Counts }, Binned, new() { Kind = RecordingKind.Trials }]);
    }

    [SkippableFact]
    public async Task The_songbird_spikes_are_read_from_the_text_of_their_authors()
    {
        string path = SharedData.Folder("songbird-hvc", "songbird_spikes.txt");
        ReadOptions stated = new() { Columns = new Dictionary<string, string> { ["unit"] = "0", ["time"] = "1" }, Order = SpikeRowOrder.Sort };
        List<(double Time, uint Unit)> spikes = await Made.ReadSpikesAsync(path, stated);
        List<(double Time, uint Unit)> events = await Made.ReadSpikesAsync(SharedData.Folder("songbird-hvc", "events.csv"));
        spikes.Count.ShouldBe(3336);
        spikes.Order().Zip(events.Order()).ShouldAllBe(pair => Math.Abs(pair.First.Time - pair.Second.Time) < 1e-6);
        spikes.GroupBy(spike => spike.Unit).ToDictionary(unit => unit.Key, unit => unit.Count()).ShouldBe(events.GroupBy(spike => spike.Unit).ToDictionary(unit => unit.Key, unit => unit.Count()), ignoreOrder: true);
        (await Made.RefusalAsync(path)).ShouldContain("the setting columns states others, such as { \"time\": \"1\", \"unit\": \"0\" }");
    }

    [SkippableTheory]
    [InlineData("steinmetz-session1/trials.csv", "first_bin_s", "feedback_type", 214)]
    [InlineData("stn-trials/trials.csv", null, "direction", 50)]
    public async Task Trials_of_the_shared_recordings_are_read(string name, string? start, string condition, int rows)
    {
        Dictionary<string, string> columns = new() { ["condition"] = condition };
        if (start is not null) columns["start"] = start;
        await using IRecordingReader reader = RecordingFormats.Open(SharedData.Folder(name.Split('/')), new ReadOptions { Kind = RecordingKind.Trials, Columns = columns });
        (await Made.ReadAsync(reader)).Sum(batch => batch.Length).ShouldBe(rows);
    }
}
