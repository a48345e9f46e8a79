using Apache.Arrow;
using SpikeStream.Tests;

namespace SpikeStream.Recordings.Tests;

/// <summary>The files of the shared recordings that no other test reads: the same recording in several forms is the same, and what is not read is refused with advice.</summary>
public sealed class SharedFileTests
{
    [SkippableTheory]
    [InlineData("aplysia-locomotion", "Jan1912da02.csv", "Jan1912da02_time.npy", 11_864, 1e-6)]
    [InlineData("hippocampus-linear-track", "events.csv", "event_time.npy", 28_829, 1e-9)]
    [InlineData("nwb-a8604", "events.csv", "event_time.npy", 21_354, 1e-6)]
    [InlineData("place-cells", "events.csv", "event_time.npy", 488, 1e-6)]
    [InlineData("songbird-hvc", "events.csv", "event_time.npy", 3_336, 1e-6)]
    [InlineData("steinmetz-session1", "events.csv", "event_time.npy", 63_049, 1e-6)]
    [InlineData("steinmetz-session2", "events.csv", "event_time.npy", 178_062, 1e-6)]
    public async Task Text_and_arrays_hold_the_same_spikes(string folder, string text, string array, int spikes, double rounding)
    {
        List<(double Time, uint Unit)> fromText = await Made.ReadSpikesAsync(SharedData.Folder(folder, text));
        List<(double Time, uint Unit)> fromArray = await Made.ReadSpikesAsync(SharedData.Folder(folder, array));
        fromArray.Count.ShouldBe(spikes);
        fromText.Count.ShouldBe(spikes);
        fromText.Select(spike => spike.Unit).ShouldBe(fromArray.Select(spike => spike.Unit));
        fromText.Zip(fromArray).Max(pair => Math.Abs(pair.First.Time - pair.Second.Time)).ShouldBeLessThanOrEqualTo(rounding);
    }

    [SkippableFact]
    public async Task Events_of_the_reach_are_the_ones_of_its_table_of_counts()
    {
        List<(double Time, uint Unit)> events = await Made.ReadSpikesAsync(SharedData.Folder("mc-maze-trial-748", "events.csv"));
        await using IRecordingReader table = RecordingFormats.Open(SharedData.Folder("mc-maze-trial-748", "trial_748_data.csv"));
        SeriesSchema.Description series = SeriesSchema.Describe(table.Schema);
        int kinematics = series.ChannelNames!.Count(name => !name.StartsWith("unit_", StringComparison.Ordinal));
        List<(double Time, uint Unit)> expected = [];
        foreach (RecordBatch batch in await Made.ReadAsync(table))
        {
            for (int row = 0; row < batch.Length; row++)
            {
                for (int channel = kinematics; channel < series.Channels; channel++)
                    if (SeriesSchema.Samples(batch)[row * series.Channels + channel] == 1) expected.Add((SeriesSchema.Times(batch)[row], uint.Parse(series.ChannelNames![channel].AsSpan(5), System.Globalization.CultureInfo.InvariantCulture)));
            }
        }

        events.Order().Select(spike => (Math.Round(spike.Time, 3), spike.Unit)).ShouldBe(expected.Order().Select(spike => (Math.Round(spike.Time, 3), spike.Unit)));
    }

    [SkippableTheory]
    [InlineData(65_499, 3, 301.0, "hippocampus-w-maze", "position.npy")]
    [InlineData(59_483, 3, 479.0, "hippocampus-linear-track", "position.npy")]
    [InlineData(3_236, 9, -19.12180210219816, "mc-maze-trial-748", "kinematics.npy")]
    [InlineData(2_750, 3, 37.5, "neulvm_3pop", "activity_hz.npy")]
    [InlineData(650, 16, -0.43307117, "rsnn_teacher", "features.npy")]
    [InlineData(177_761, 1, 9.2961, "place-cells", "position_cm.npy")]
    [InlineData(177_761, 1, 0.001, "place-cells", "position_time.npy")]
    [InlineData(9, 1, null, "rsnn_teacher", "kernel.npy")]
    [InlineData(9, 1, null, "rsnn_teacher", "self_kernel.npy")]
    [InlineData(69, 1, null, "rsnn_teacher", "teacher_visible_only_bias.npy")]
    [InlineData(500, 1, null, "rsnn_teacher", "teacher_hidden431_bias.npy")]
    [InlineData(16, 69, null, "rsnn_teacher", "teacher_visible_only_win.npy")]
    [InlineData(16, 500, null, "rsnn_teacher", "teacher_hidden431_win.npy")]
    [InlineData(69, 69, null, "rsnn_teacher", "teacher_visible_only_w.npy")]
    [InlineData(500, 500, null, "rsnn_teacher", "teacher_hidden431_w.npy")]
    public async Task Matrices_are_series_with_a_step_that_is_stated(int rows, int channels, double? lastOfFirst, params string[] file)
    {
        await using IRecordingReader reader = RecordingFormats.Open(SharedData.Folder(file), new ReadOptions { Kind = RecordingKind.Series, BinWidth = BinWidth.Parse("1 ms") });
        SeriesSchema.Describe(reader.Schema).Channels.ShouldBe(channels);
        List<RecordBatch> batches = await Made.ReadAsync(reader);
        batches.Sum(batch => batch.Length).ShouldBe(rows);
        if (lastOfFirst is { } value) SeriesSchema.Samples(batches[0])[channels - 1].ShouldBe(value, 5e-5);
    }

    [SkippableFact]
    public async Task Fine_steps_of_the_two_populations_add_up_to_the_coarse_ones()
    {
        int[] fine = await CountsAsync(SharedData.Folder("fsgif-2pop", "counts_0.2ms.csv"), "0.2 ms"), coarse = await CountsAsync(SharedData.Folder("fsgif-2pop", "counts_1ms.csv"), "1 ms");
        coarse.Length.ShouldBe(2 * 20_000);
        fine.Length.ShouldBe(2 * 100_001);
        Enumerable.Range(0, coarse.Length).ShouldAllBe(cell => coarse[cell] == Enumerable.Range(0, 5).Sum(step => fine[2 * (5 * (cell / 2) + step) + cell % 2]));
    }

    [SkippableTheory]
    [InlineData("stn-trials", "spike_train.npy", 50, 2_000, 4_696)]
    [InlineData("rsnn_teacher", "spikes_visible_only.npy", 120, 5_607, null)]
    [InlineData("rsnn_teacher", "spikes_hidden431.npy", 120, 5_607, null)]
    public async Task Matrices_of_small_integers_are_counts(string folder, string file, int rows, int columns, int? sum)
    {
        await using IRecordingReader reader = RecordingFormats.Open(SharedData.Folder(folder, file), new ReadOptions { Kind = RecordingKind.Counts, BinWidth = BinWidth.Parse("1 ms") });
        CountsSchema.Describe(reader.Schema).Units.ShouldBe(columns);
        List<RecordBatch> batches = await Made.ReadAsync(reader);
        batches.Sum(batch => batch.Length).ShouldBe(rows);
        if (sum is { } spikes) batches.Sum(batch => CountsSchema.IntegerCounts(batch).ToArray().Sum()).ShouldBe(spikes);
    }

    [SkippableFact]
    public async Task Counts_of_the_second_mixture_come_with_their_stimuli()
    {
        string folder = SharedData.Folder("synthetic-mixture", "com-based");
        await using IRecordingReader reader = RecordingFormats.Open(folder);
        // The largest count that the recording's README states.
        (await Made.ReadAsync(reader)).Max(batch => CountsSchema.IntegerCounts(batch).ToArray().Max()).ShouldBe(23);
        await using IRecordingReader trials = RecordingFormats.Open(folder, new ReadOptions { Kind = RecordingKind.Trials });
        string[] conditions = [.. (await Made.ReadAsync(trials)).SelectMany(batch => Enumerable.Range(0, batch.Length).Select(row => TrialsSchema.Conditions(batch).GetString(row)!))];
        conditions.GroupBy(condition => condition).Select(group => group.Count()).ShouldBe(Enumerable.Repeat(200, 8));
    }

    [SkippableTheory]
    [InlineData("contrast_left", 97, "steinmetz-session1", "0")]
    [InlineData("contrast_right", 61, "steinmetz-session2", "1")]
    public async Task Trials_are_read_by_the_names_of_their_columns(string column, int trials, string folder, string condition)
    {
        ReadOptions options = new()
        {
            Kind = RecordingKind.Trials,
            Columns = new Dictionary<string, string> { ["start"] = "first_bin_s", ["stop"] = "last_bin_s", ["condition"] = column },
        };
        await using IRecordingReader reader = RecordingFormats.Open(SharedData.Folder(folder, "trials.csv"), options);
        RecordBatch batch = (await Made.ReadAsync(reader)).ShouldHaveSingleItem();
        Enumerable.Range(0, batch.Length).Count(row => TrialsSchema.Conditions(batch).GetString(row) == condition).ShouldBe(trials);
        TrialsSchema.Stops(batch).ToArray().Zip(TrialsSchema.Starts(batch).ToArray()).ShouldAllBe(pair => Math.Abs(pair.First - pair.Second - 0.38) < 1e-9);
    }

    [SkippableTheory]
    [InlineData("nwb-made-session4", "session4.rds")]
    [InlineData("steinmetz-session1", "session1.rds")]
    [InlineData("steinmetz-session2", "session2.rds")]
    public async Task Files_of_R_are_refused_by_name_with_advice(string folder, string file)
    {
        string message = await Made.RefusalAsync(SharedData.Folder(folder, file));
        message.ShouldContain($"{file}: found a file of R, which is not read; write its tables as text in R");
        message.ShouldContain("write.csv");
    }

    [SkippableTheory]
    [InlineData("synthetic-mixture", "poisson", "true", "parameters.json")]
    [InlineData("synthetic-mixture", "com-based", "true", "parameters.json")]
    [InlineData("fsgif-2pop", "params.json")]
    public async Task Parameters_in_json_are_no_recording(params string[] file) =>
        (await Made.RefusalAsync(SharedData.Folder(file))).ShouldContain("found a JSON file, which is no recording");

    [SkippableFact]
    public async Task A_folder_that_is_no_recording_is_refused_with_what_it_holds() =>
        (await Made.RefusalAsync(SharedData.Folder("steinmetz-session1"))).ShouldContain("steinmetz-session1: found a folder that is no recording by itself, such as a phy folder or one of stimuli.csv and responses.csv; it holds README.md, event_time.npy,");

    [SkippableTheory]
    [InlineData("steinmetz-session1", "spike_counts.npy")]
    [InlineData("steinmetz-session2", "spike_counts.npy")]
    [InlineData("neulvm_3pop", "spikes.npy")]
    [InlineData("rsnn_teacher", "movie_uint8.npy")]
    public async Task Arrays_of_three_axes_are_refused_with_advice(string folder, string file) =>
        (await Made.RefusalAsync(SharedData.Folder(folder, file))).ShouldContain("found an array of 3 axes, expected 1 or 2: save one slice or reshape it");

    private static async Task<int[]> CountsAsync(string path, string width)
    {
        await using IRecordingReader reader = RecordingFormats.Open(path, new ReadOptions { BinWidth = BinWidth.Parse(width) });
        return [.. (await Made.ReadAsync(reader)).SelectMany(batch => CountsSchema.IntegerCounts(batch).ToArray())];
    }
}
