using System.Text.Json;
using Apache.Arrow;

namespace SpikeStream.Recordings.Tests;

/// <summary>What golden Open Ephys folders hold, by the script that wrote them.</summary>
public sealed class OpenEphysContentTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<string> _notices = [];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("new")]
    [InlineData("old")]
    public async Task Spikes_are_those_that_numpy_wrote(string name)
    {
        (string session, _) = OpenEphysMade.Copy(_folder, name);
        await using IRecordingReader reader = RecordingFormats.Open(session, Told());
        (await NamedAsync(reader)).Order().ShouldBe(OpenEphysMade.Spikes(name));
        reader.RowCount.ShouldBe(OpenEphysMade.Spikes(name).Count);
        reader.Format.ShouldBe("open-ephys");
        _notices.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("")]
    [InlineData("Record Node 101")]
    [InlineData("Record Node 101/experiment1")]
    [InlineData("Record Node 101/experiment1/recording1")]
    [InlineData("Record Node 101/experiment1/recording1/structure.oebin")]
    public async Task Any_folder_from_the_session_down_to_the_recording_will_do(string path)
    {
        (string session, _) = OpenEphysMade.Copy(_folder, "new");
        (await Made.ReadSpikesAsync(Path.Combine(session, path))).Count.ShouldBe(100);
    }

    [Fact]
    public async Task One_of_several_recordings_is_named_by_its_path_or_as_the_table()
    {
        (string session, _) = OpenEphysMade.Copy(_folder, "new");
        Directory.Move(OpenEphysMade.Copy(_folder, "old").Recording, Path.Combine(session, "Record Node 101/experiment1/recording10"));
        Directory.Delete(_folder.File("old"), recursive: true);
        Directory.Move(OpenEphysMade.Copy(_folder, "old").Recording, Path.Combine(session, "Record Node 101/experiment1/recording2"));
        (await Made.RefusalAsync(session)).ShouldBe(
            $"{session}: found 3 recordings (Record Node 101/experiment1/recording1, Record Node 101/experiment1/recording2, Record Node 101/experiment1/recording10), expected one: give the path of its folder, or name it as the table, such as \"Record Node 101/experiment1/recording1\".");
        (await Made.ReadSpikesAsync(session, new ReadOptions { Table = "Record Node 101/experiment1/recording2" })).Count.ShouldBe(80);
        (await Made.ReadSpikesAsync(session, new ReadOptions { Table = "/Record Node 101/experiment1/recording1/spikes" })).Count.ShouldBe(100);
        (await Made.ReadSpikesAsync(Path.Combine(session, "Record Node 101/experiment1/recording10"))).Count.ShouldBe(80);
    }

    [Fact]
    public async Task Units_are_clusters_of_electrodes_and_know_both()
    {
        (string session, _) = OpenEphysMade.Copy(_folder, "new");
        await using IRecordingReader reader = RecordingFormats.Open(session, new ReadOptions { Units = "electrode == \"Stereotrode 1\" and cluster != 0" });
        UnitTable table = UnitTable.Read(reader.Schema)!;
        table.Columns.Select(column => column.Name).ShouldBe(["id", "stream", "electrode", "cluster", "channels"]);
        table.Find("id")!.Values.ShouldBe(["board/Stereotrode 1#1", "board/Stereotrode 1#2"]);
        table.Find("cluster")!.Values.ShouldBe([1.0, 2.0]);
        table.Find("channels")!.Values.ShouldBe(["CH1, CH2", "CH1, CH2"]);
        (await NamedAsync(reader)).Order().ShouldBe(OpenEphysMade.Spikes("new").Where(spike => spike.Name is "board/Stereotrode 1#1" or "board/Stereotrode 1#2"));
        RecordingMetadata.Find(reader.Schema, RecordingMetadata.Session).ShouldBe("""{"open_ephys_version":"0.6.7"}""");
    }

    [Fact]
    public async Task What_was_observed_begins_with_the_recording()
    {
        (string session, _) = OpenEphysMade.Copy(_folder, "new");
        await using IRecordingReader reader = RecordingFormats.Open(session);
        ObservationWindow window = SpikesSchema.Describe(reader.Schema).Window!;
        window.Start.ShouldBe(2.5);
        // The last spike comes after the golden samples, which are few.
        window.Stop.ShouldBe(OpenEphysMade.Spikes("new")[^1].Time);
        await using IRecordingReader later = RecordingFormats.Open(session, new ReadOptions { Start = 3, Stop = 4 });
        SpikesSchema.Describe(later.Schema).Window.ShouldBe(new ObservationWindow(3, 4));
        (await NamedAsync(later)).Order().ShouldBe(OpenEphysMade.Spikes("new").Where(spike => spike.Time is >= 3 and < 4));
    }

    [Theory]
    [InlineData("new", null, "2.6-2.65 line 1, 2.6-3 line 3, 2.9-3.15 line 1, 4.5- line 2")]
    [InlineData("new", 2.8, "2.9-3.15 line 1, 4.5- line 2")]
    [InlineData("old", null, "2.1-2.2 line 1, 2.3-2.4 line 2")]
    public async Task Lines_are_trials_from_rise_to_fall(string name, double? start, string expected)
    {
        (string session, _) = OpenEphysMade.Copy(_folder, name);
        await using IRecordingReader reader = RecordingFormats.Open(session, Told() with { Kind = RecordingKind.Trials, Start = start });
        RecordBatch[] batches = [.. await Made.ReadAsync(reader)];
        string.Join(", ", batches.SelectMany(Trials)).ShouldBe(expected);
        if (name == "new") _notices.ShouldContain(line => line.EndsWith("TTL/states.npy: found 1 rises without a fall, which have no stop", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("new", "events/MessageCenter", "2- begin, 3- left lever – früh")]
    [InlineData("old", "events/Message_Center-904.0/TEXT_group_1", "2.05- hello")]
    public async Task Messages_are_trials_without_a_stop(string name, string table, string expected)
    {
        (string session, _) = OpenEphysMade.Copy(_folder, name);
        await using IRecordingReader reader = RecordingFormats.Open(session, Told() with { Table = table });
        string.Join(", ", (await Made.ReadAsync(reader)).SelectMany(Trials)).ShouldBe(expected);
        if (name == "new") _notices.ShouldHaveSingleItem().ShouldContain("timestamps before 0, and took the times of messages from sample numbers");
    }

    [Fact]
    public async Task Continuous_data_are_series_in_their_unit_of_measure()
    {
        (string session, _) = OpenEphysMade.Copy(_folder, "new");
        ReadOptions options = new() { Table = "continuous/Acquisition_Board-100.board" };
        await using IRecordingReader reader = RecordingFormats.Open(session, options);
        List<RecordBatch> batches = await Made.ReadAsync(reader, 0, 7);
        double[] values = [.. batches.SelectMany(batch => SeriesSchema.Samples(batch).ToArray())], times = [.. batches.SelectMany(batch => SeriesSchema.Times(batch).ToArray())];
        JsonElement expected = OpenEphysMade.Expected("new").GetProperty("series");
        values[..3].ShouldBe(expected.GetProperty("first").EnumerateArray().Select(value => value.GetDouble()));
        values[^3..].ShouldBe(expected.GetProperty("last").EnumerateArray().Select(value => value.GetDouble()));
        values.Sum().ShouldBe(expected.GetProperty("sum").GetDouble(), 1e-6);
        times.ShouldBe(Enumerable.Range(2000, 300).Select(sample => (sample / 1000.0) + 0.5));
        SeriesSchema.Description description = SeriesSchema.Describe(reader.Schema);
        description.ChannelNames.ShouldBe(["CH1", "CH2", "CH3"]);
        (description.ValueUnit, description.SamplingStep).ShouldBe(("uV", null));
        await using IRecordingReader window = RecordingFormats.Open(session, options with { Start = 2.6, Stop = 2.61 });
        (await Made.ReadAsync(window)).SelectMany(batch => SeriesSchema.Samples(batch).ToArray()).ShouldBe(values[300..330]);
    }

    [Fact]
    public async Task Samples_of_a_steady_count_have_a_step_and_their_times_are_not_read()
    {
        (string session, string recording) = OpenEphysMade.Copy(_folder, "old");
        await using IRecordingReader reader = RecordingFormats.Open(session, new ReadOptions { Kind = RecordingKind.Series, Start = 2.05, Stop = 2.052 });
        SeriesSchema.Describe(reader.Schema).SamplingStep.ShouldBe(new BinWidth(1, 1000));
        SeriesSchema.Times((await Made.ReadAsync(reader)).ShouldHaveSingleItem()).ToArray().ShouldBe([2.05, 2.051]);
        await OpenEphysMade.WriteAsync(recording, "continuous/Rhythm_FPGA-100.0/timestamps.npy", "<i8", [.. Enumerable.Range(0, 200).Select(sample => sample < 100 ? sample : sample + 50L)]);
        await using IRecordingReader gap = RecordingFormats.Open(session, new ReadOptions { Kind = RecordingKind.Series, Start = 0.098 });
        SeriesSchema.Describe(gap.Schema).SamplingStep.ShouldBeNull();
        SeriesSchema.Times((await Made.ReadAsync(gap))[0])[..3].ToArray().ShouldBe([0.098, 0.099, 0.15]);
    }

    [Fact]
    public void Tables_are_listed_without_continuous_data_where_there_is_more()
    {
        (string session, string recording) = OpenEphysMade.Copy(_folder, "new");
        RecordingFormats.Tables(session).Select(table => table.Name).ShouldBe(["spikes", "events/Acquisition_Board-100.board/TTL", "events/MessageCenter"]);
        Directory.Delete(Path.Combine(recording, "spikes"), recursive: true);
        Directory.Delete(Path.Combine(recording, "events"), recursive: true);
        RecordingFormats.Tables(session).ShouldBe([new RecordingTable("continuous/Acquisition_Board-100.board", RecordingKind.Series)]);
    }

    private static IEnumerable<string> Trials(RecordBatch batch)
    {
        double[] starts = TrialsSchema.Starts(batch).ToArray(), stops = TrialsSchema.Stops(batch).ToArray();
        for (int i = 0; i < batch.Length; i++)
            yield return FormattableString.Invariant($"{starts[i]:0.###}-{(batch.Column(TrialsSchema.Stop).IsNull(i) ? "" : FormattableString.Invariant($"{stops[i]:0.###}"))} {TrialsSchema.Conditions(batch).GetString(i)}");
    }

    private static async Task<List<(double Time, string Name)>> NamedAsync(IRecordingReader reader)
    {
        IReadOnlyList<string> names = SpikesSchema.Describe(reader.Schema).UnitNames!;
        List<(double Time, uint Unit)> rows = Made.Rows(await Made.ReadAsync(reader, 0, 13));
        rows.Select(row => row.Time).ShouldBeInOrder();
        return [.. rows.Select(row => (row.Time, names[(int)row.Unit]))];
    }

    private ReadOptions Told() => new() { Notice = _notices.Add };
}
