using Apache.Arrow;
using SpikeStream.Tests;

namespace SpikeStream.Recordings.Tests;

/// <summary>Genuine MATLAB files give what values.py finds with scipy.</summary>
public sealed class SharedMatlabTests
{
    private static string Track => SharedData.Folder("hippocampus-linear-track", "spikes.mat");

    private static string Trials => SharedData.Folder("stn-trials", "10_spikes-1.mat");

    [SkippableFact]
    public async Task The_linear_track_has_its_units_in_cells_four_deep()
    {
        List<string> notices = [];
        await using IRecordingReader reader = RecordingFormats.Open(Track, new ReadOptions { Notice = notices.Add });
        List<(double Time, uint Unit)> spikes = Made.Rows(await Made.ReadAsync(reader));
        spikes.Count.ShouldBe(28_829);
        spikes[0].Time.ShouldBe(4397.0023);
        spikes.Sum(spike => spike.Time).ShouldBe(153_868_786.5028, 1e-3);
        spikes.Take(8).Select(spike => spike.Unit).ShouldBe([15u, 36, 36, 35, 35, 17, 36, 15]);
        UnitTable units = UnitTable.Read(reader.Schema)!;
        units.Count.ShouldBe(37);
        units.Find("id")!.Values.Take(4).ShouldBe(["{1}{1}{1}{1}", "{1}{1}{1}{2}", "{1}{1}{1}{4}", "{1}{1}{1}{5}"]);
        units.Find("id")!.Values[^1].ShouldBe("{1}{1}{13}{10}");
        units.Find("index3")!.Values[^1].ShouldBe(13.0);
        ((double)units.Find("meanrate")!.Values[0]!).ShouldBe(0.8880881, 1e-7);
        notices.ShouldContain($"{Track}: spikes: left out 68 empty cells, which hold no unit");
        spikes.Select(spike => spike.Unit).Distinct().Count().ShouldBe(31);
    }

    [SkippableFact]
    public async Task The_linear_track_is_the_same_as_the_arrays_beside_it()
    {
        List<(double Time, uint Unit)> arrays = await Made.ReadSpikesAsync(SharedData.Folder("hippocampus-linear-track", "event_time.npy"));
        List<(double Time, uint Unit)> spikes = await Made.ReadSpikesAsync(Track);
        // The arrays number those units only that have spikes.
        uint[] spiking = [.. spikes.Select(spike => spike.Unit).Distinct().Order()];
        spikes.Select(spike => (spike.Time, (uint)System.Array.IndexOf(spiking, spike.Unit))).ShouldBe(arrays.Order());
    }

    [SkippableFact]
    public async Task Windows_and_tetrodes_of_the_linear_track_are_the_whole_filtered()
    {
        List<(double Time, uint Unit)> whole = await Made.ReadSpikesAsync(Track);
        await using IRecordingReader reader = RecordingFormats.Open(Track);
        int[] tetrode = [.. UnitTable.Read(reader.Schema)!.Find("index3")!.Values.Select((value, unit) => (value, unit)).Where(pair => (double)pair.value! == 10).Select(pair => pair.unit)];
        List<(double, uint)> expected = [.. whole.Where(spike => spike.Time is >= 5000 and < 5100 && tetrode.Contains((int)spike.Unit)).Select(spike => (spike.Time, (uint)System.Array.IndexOf(tetrode, (int)spike.Unit)))];
        expected.ShouldNotBeEmpty();
        (await Made.ReadSpikesAsync(Track, new ReadOptions { Start = 5000, Stop = 5100, Units = "index3 == 10" })).ShouldBe(expected);
    }

    [SkippableTheory]
    [InlineData("spikes-1.mat", 220, 18_508.77)]
    [InlineData("spikes-2.mat", 268, 22_105.898)]
    public async Task Place_cells_are_found_by_the_name_of_their_vector(string name, int count, double sum)
    {
        string path = SharedData.Folder("place-cells", name);
        List<(double Time, uint Unit)> spikes = await Made.ReadSpikesAsync(path);
        spikes.Count.ShouldBe(count);
        spikes.Sum(spike => spike.Time).ShouldBe(sum, 1e-6);
        await using IRecordingReader reader = RecordingFormats.Open(path);
        SpikesSchema.Describe(reader.Schema).UnitNames.ShouldBe(["spiketimes"]);
    }

    [SkippableFact]
    public async Task The_position_of_the_rat_is_a_series_with_its_vector_of_times()
    {
        string path = SharedData.Folder("place-cells", "spikes-1.mat");
        ReadOptions options = new() { Columns = new Dictionary<string, string> { ["values"] = "X", ["time"] = "t" } };
        await using IRecordingReader reader = RecordingFormats.Open(path, options);
        List<RecordBatch> batches = await Made.ReadAsync(reader, 0, 10_000);
        batches.Sum(batch => batch.Length).ShouldBe(177_761);
        SeriesSchema.Describe(reader.Schema).ChannelNames.ShouldBe(["X"]);
        SeriesSchema.Times(batches[0])[1000].ShouldBe(1.001);
        List<(double Time, double Value)> arrays = await PositionAsync();
        batches.SelectMany(batch => SeriesSchema.Samples(batch).ToArray()).ShouldBe(arrays.Select(row => row.Value));
        await using IRecordingReader window = RecordingFormats.Open(path, options with { Start = 100, Stop = 101 });
        (await Made.ReadAsync(window)).Sum(batch => batch.Length).ShouldBe(arrays.Count(row => row.Time is >= 100 and < 101));
    }

    [SkippableFact]
    public async Task The_trials_of_the_subthalamic_neuron_are_columns_of_counts()
    {
        ReadOptions options = new() { Table = "train'", Kind = RecordingKind.Counts, BinWidth = BinWidth.Parse("1 ms"), TimeUnit = SpikeTimeUnit.Milliseconds, Columns = new Dictionary<string, string> { ["time"] = "t" } };
        await using IRecordingReader reader = RecordingFormats.Open(Trials, options);
        CountsSchema.Describe(reader.Schema).Units.ShouldBe(50);
        RecordBatch counts = (await Made.ReadAsync(reader)).ShouldHaveSingleItem();
        counts.Length.ShouldBe(2000);
        CountsSchema.Bins(counts)[0].ShouldBe(-1000);
        CountsSchema.Times(counts)[^1].ShouldBe(0.999);
        int[] values = CountsSchema.IntegerCounts(counts).ToArray();
        values.Sum().ShouldBe(4696);
        await using IRecordingReader array = RecordingFormats.Open(SharedData.Folder("stn-trials", "spike_train.npy"), new ReadOptions { BinWidth = BinWidth.Parse("1 ms") });
        int[] byTrial = (await Made.ReadAsync(array)).SelectMany(batch => CountsSchema.IntegerCounts(batch).ToArray()).ToArray();
        for (int bin = 0; bin < 2000; bin++)
        {
            for (int trial = 0; trial < 50; trial++) values[(bin * 50) + trial].ShouldBe(byTrial[(trial * 2000) + bin]);
        }
    }

    [SkippableFact]
    public async Task The_directions_of_the_subthalamic_neuron_are_conditions()
    {
        await using IRecordingReader reader = RecordingFormats.Open(Trials, new ReadOptions { Kind = RecordingKind.Trials, Columns = new Dictionary<string, string> { ["condition"] = "direction" } });
        RecordBatch trials = (await Made.ReadAsync(reader)).ShouldHaveSingleItem();
        trials.Length.ShouldBe(50);
        Columns.Values<double>(trials, "condition_value").ToArray().Take(5).ShouldBe([0, 1, 1, 1, 0]);
        Columns.Values<double>(trials, "condition_value").ToArray().Sum().ShouldBe(25);
    }

    [SkippableFact]
    public async Task The_trains_of_a_file_that_says_nothing_of_them_are_not_guessed() =>
        (await Made.RefusalAsync(Trials, new ReadOptions { Kind = RecordingKind.Spikes })).ShouldBe(
            $"{Trials}: found no spikes in direction 50x1 double, train 50x2000 double, t 1x2000 double, expected cells or structs with a vector of times per unit, or vectors such as spiketimes and unit: name the variable in the setting table (--table).");

    private static async Task<List<(double Time, double Value)>> PositionAsync()
    {
        await using IRecordingReader values = RecordingFormats.Open(SharedData.Folder("place-cells", "position_cm.npy"), new ReadOptions { BinWidth = BinWidth.Parse("1 ms") });
        await using IRecordingReader times = RecordingFormats.Open(SharedData.Folder("place-cells", "position_time.npy"), new ReadOptions { BinWidth = BinWidth.Parse("1 ms") });
        double[] value = (await Made.ReadAsync(values)).SelectMany(batch => SeriesSchema.Samples(batch).ToArray()).ToArray();
        return [.. (await Made.ReadAsync(times)).SelectMany(batch => SeriesSchema.Samples(batch).ToArray()).Zip(value)];
    }
}
