using Apache.Arrow;
using SpikeStream.Tests;

namespace SpikeStream.Recordings.Tests;

public sealed class SharedRecordingTests
{
    [SkippableFact]
    public async Task Aplysia_is_the_same_from_text_and_from_arrays()
    {
        List<(double Time, uint Unit)> text = await Made.ReadSpikesAsync(SharedData.Folder("aplysia-locomotion", "Jan1312da04.csv"));
        List<(double Time, uint Unit)> arrays = await Made.ReadSpikesAsync(SharedData.Folder("aplysia-locomotion", "Jan1312da04_time.npy"));
        text.Count.ShouldBe(12_503);
        text.Select(spike => spike.Unit).ShouldBe(arrays.Select(spike => spike.Unit));
        // The text has six decimals.
        text.Zip(arrays).ShouldAllBe(pair => Math.Abs(pair.First.Time - pair.Second.Time) <= 1e-6);
    }

    [SkippableFact]
    public async Task The_two_population_table_is_read_with_its_bin_width()
    {
        string path = SharedData.Folder("fsgif-2pop", "counts_1ms.csv");
        await using IRecordingReader reader = RecordingFormats.Open(path, new ReadOptions { BinWidth = BinWidth.Parse("1 ms") });
        CountsSchema.Describe(reader.Schema).UnitNames.ShouldBe(["nE", "nI"]);
        List<RecordBatch> batches = await Made.ReadAsync(reader, 0, 7);
        batches[0].Length.ShouldBe(7);
        batches.Sum(batch => batch.Length).ShouldBe(20_000);
        CountsSchema.Times(batches[^1])[^1].ShouldBe(19.999);
    }

    [SkippableFact]
    public async Task Stimuli_and_responses_are_one_row_per_trial()
    {
        string folder = SharedData.Folder("synthetic-mixture", "poisson");
        await using IRecordingReader reader = RecordingFormats.Open(folder);
        reader.RowCount.ShouldBe(1600);
        CountsSchema.Describe(reader.Schema).Units.ShouldBe(20);
        CountsSchema.IntegerCounts((await Made.ReadAsync(reader))[0])[..5].ToArray().ShouldBe([1, 2, 1, 2, 1]);
        await using IRecordingReader trials = RecordingFormats.Open(folder, new ReadOptions { Kind = RecordingKind.Trials });
        TrialsSchema.Conditions((await Made.ReadAsync(trials))[0]).GetString(0).ShouldBe("67.5");
    }

    [SkippableFact]
    public async Task The_maze_trial_is_a_matrix_of_counts()
    {
        string path = SharedData.Folder("mc-maze-trial-748", "spikes.npy");
        await using IRecordingReader reader = RecordingFormats.Open(path, new ReadOptions { BinWidth = BinWidth.Parse("1 ms") });
        CountsSchema.Describe(reader.Schema).Units.ShouldBe(182);
        List<RecordBatch> batches = await Made.ReadAsync(reader, 0, 1000);
        batches.Sum(batch => batch.Length).ShouldBe(3236);
        batches.Sum(batch => CountsSchema.IntegerCounts(batch).ToArray().Sum()).ShouldBe(1654);
    }
}
