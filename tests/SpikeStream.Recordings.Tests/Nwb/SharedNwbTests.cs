using Apache.Arrow;
using SpikeStream.Tests;

namespace SpikeStream.Recordings.Tests;

/// <summary>Genuine and made NWB files give what values.py finds with h5py.</summary>
public sealed class SharedNwbTests
{
    private static string Genuine => SharedData.Folder("nwb-a8604", "A8604-211122.nwb");

    private static string Session4 => SharedData.Folder("nwb-made-session4", "session4.nwb");

    [SkippableFact]
    public async Task The_genuine_recording_has_its_spikes_and_units()
    {
        List<(double Time, uint Unit)> spikes = await Made.ReadSpikesAsync(Genuine);
        spikes.Count.ShouldBe(21_354);
        spikes[0].Time.ShouldBe(0.028133);
        spikes[^1].Time.ShouldBe(1087.352833);
        spikes.Sum(spike => spike.Time).ShouldBe(12_284_153, 1);
        spikes.Take(8).Select(spike => spike.Unit).ShouldBe([2u, 0, 0, 0, 0, 0, 2, 0]);
        spikes.CountBy(spike => spike.Unit).OrderBy(pair => pair.Key).Select(pair => pair.Value).ShouldBe([11_020, 4690, 5644]);
        await using IRecordingReader reader = RecordingFormats.Open(Genuine);
        reader.RowCount.ShouldBe(21_354);
        SpikesSchema.Describe(reader.Schema).UnitNames.ShouldBe(["6", "191", "206"]);
        UnitTable units = UnitTable.Read(reader.Schema).ShouldNotBeNull();
        units.Find("group")!.Values.ShouldBe([0.0, 0.0, 0.0]);
        units.Find("electrode_group")!.Values.ShouldBe(["group0_psb", "group0_psb", "group0_psb"]);
        RecordingMetadata.Find(reader.Schema, RecordingMetadata.Session)!.ShouldContain("\"nwb_version\":\"2.4.0\"");
    }

    [SkippableFact]
    public async Task The_same_spikes_lie_beside_it_as_arrays()
    {
        List<(double Time, uint Unit)> arrays = await Made.ReadSpikesAsync(SharedData.Folder("nwb-a8604", "event_time.npy"));
        uint[] ids = [6, 191, 206];
        (await Made.ReadSpikesAsync(Genuine)).Select(spike => (spike.Time, ids[spike.Unit])).Order().ShouldBe(arrays.Order());
    }

    [SkippableTheory]
    [InlineData(100.0, 110.0, 157)]
    [InlineData(500.0, 501.5, 22)]
    public async Task A_window_of_the_genuine_recording_has_its_spikes(double start, double stop, int count) =>
        (await Made.ReadSpikesAsync(Genuine, new ReadOptions { Start = start, Stop = stop })).Count.ShouldBe(count);

    [SkippableFact]
    public async Task Windows_and_units_are_the_whole_filtered()
    {
        List<(double Time, uint Unit)> whole = await Made.ReadSpikesAsync(Session4);
        whole.Count.ShouldBe(25_282);
        whole.Sum(spike => spike.Time).ShouldBe(14_952_471.9, 0.1);
        whole.Take(8).Select(spike => spike.Unit).ShouldBe([13u, 74, 74, 90, 116, 13, 114, 114]);
        var random = new Random(5);
        for (int round = 0; round < 20; round++)
        {
            double start = random.NextDouble() * 1200, stop = start + (random.NextDouble() * 300);
            int firstRow = random.Next(50), batchRows = random.Next(1, 5000);
            List<(double, uint)> expected = [.. whole.Where(spike => spike.Time >= start && spike.Time < stop && spike.Unit is >= 20 and < 80).Select(spike => (spike.Time, spike.Unit - 20)).Skip(firstRow)];
            (await Made.ReadSpikesAsync(Session4, new ReadOptions { Start = start, Stop = stop, Units = "id >= 20 and id < 80" }, firstRow, batchRows)).ShouldBe(expected);
        }
    }

    [SkippableFact]
    public async Task Trials_are_read_with_their_columns()
    {
        await using IRecordingReader reader = RecordingFormats.Open(Session4, new ReadOptions { Kind = RecordingKind.Trials });
        RecordBatch trials = (await Made.ReadAsync(reader)).ShouldHaveSingleItem();
        trials.Length.ShouldBe(249);
        TrialsSchema.Starts(trials)[..2].ToArray().ShouldBe([57.046148087587, 62.5245477039398]);
        TrialsSchema.Stops(trials)[^1].ShouldBe(1192.7895544054102);
        double sum = 0;
        foreach (double contrast in Columns.Values<double>(trials, "contrast_left")) sum += contrast;
        sum.ShouldBe(83.25);
        ((StringArray)trials.Column("outcome")).GetString(2).ShouldBe("none");
    }

    [SkippableFact]
    public async Task The_series_is_read_with_its_times()
    {
        await using IRecordingReader reader = RecordingFormats.Open(Session4, new ReadOptions { Kind = RecordingKind.Series });
        List<RecordBatch> batches = await Made.ReadAsync(reader, 0, 100);
        batches.Select(batch => batch.Length).ShouldBe([100, 100, 49]);
        batches.Sum(batch => SeriesSchema.Samples(batch).ToArray().Sum()).ShouldBe(25_282);
        SeriesSchema.Samples(batches[0])[0].ShouldBe(148);
        SeriesSchema.Times(batches[0])[0].ShouldBe(57.046148087587);
        SeriesSchema.Describe(reader.Schema).ValueUnit.ShouldBe("spikes");
    }

    [SkippableTheory]
    [InlineData("1.0.3_nwbfile.nwb")]
    [InlineData("1.1.2_nwbfile.nwb")]
    [InlineData("2.1.0_nwbfile_with_extension.nwb")]
    [InlineData("2.2.0_subject_no_age__reference.nwb")]
    public async Task Files_without_units_are_refused_plainly(string name) =>
        (await Made.RefusalAsync(SharedData.Folder("nwb-pynwb-backcompat", name))).ShouldContain("found no units table, expected /units with spike_times");

    [SkippableFact]
    public void Tables_are_listed()
    {
        RecordingFormats.Tables(Session4).ShouldBe(
        [
            new RecordingTable("units", RecordingKind.Spikes), new RecordingTable("intervals/trials", RecordingKind.Trials), new RecordingTable("processing/derived/population_count", RecordingKind.Series),
        ]);
    }
}
