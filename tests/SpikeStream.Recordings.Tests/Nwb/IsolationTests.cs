using SpikeStream.Tests;

namespace SpikeStream.Recordings.Tests;

/// <summary>Files at which libhdf5 1.10.8 hangs or crashes are refused in one line, and the program reads on.</summary>
public sealed class IsolationTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [SkippableTheory]
    [InlineData("nwb-made-session4", "session4.nwb", 1151)]
    [InlineData("nwb-a8604", "A8604-211122.nwb", 1793)]
    public async Task A_file_at_which_the_library_hangs_is_refused_and_the_next_is_read(string folder, string name, int mutation)
    {
        string original = SharedData.Folder(folder, name), damaged = _folder.File("damaged.nwb");
        File.WriteAllBytes(damaged, Mutations.Mutate(File.ReadAllBytes(original), new Random(unchecked((31 * 1_000_003) + mutation))));
        (await Made.RefusalAsync(damaged, new ReadOptions { Units = "id < 10" })).ShouldStartWith($"{damaged}: ");
        (await Made.ReadSpikesAsync(original)).Count.ShouldBeGreaterThan(20_000);
    }

    // What the library does beyond its buffers depends on what lies there: mostly it crashes, sometimes it reads on.
    [SkippableFact]
    public async Task A_file_at_which_the_library_crashes_ends_nothing_else_and_the_next_is_read()
    {
        string original = NwbMade.Write(_folder, "rich"), damaged = _folder.File("damaged.nwb");
        File.WriteAllBytes(damaged, Mutations.Mutate(File.ReadAllBytes(original), new Random(unchecked((32 * 1_000_003) + 433))));
        for (int round = 0; round < 5; round++)
        {
            Exception? fault = await Record.ExceptionAsync(() => Made.ReadSpikesAsync(damaged, new ReadOptions { Start = 100, Stop = 200 }));
            if (fault is not null) fault.ShouldBeOfType<InvalidInputException>().Message.ShouldStartWith($"{damaged}: ");
            (await Made.ReadSpikesAsync(original)).Count.ShouldBe(6);
        }
    }

    [SkippableFact]
    public async Task Readers_work_side_by_side_and_may_be_left_in_the_middle()
    {
        string path = SharedData.Folder("nwb-made-session4", "session4.nwb");
        List<(double Time, uint Unit)> whole = await Made.ReadSpikesAsync(path);
        await using IRecordingReader first = RecordingFormats.Open(path);
        await using IRecordingReader second = RecordingFormats.Open(path, new ReadOptions { Start = 500 });
        await foreach (Apache.Arrow.RecordBatch batch in first.ReadAsync(0, 100, CancellationToken.None))
        {
            batch.Length.ShouldBe(100);
            break;
        }

        Made.Rows(await Made.ReadAsync(second)).ShouldBe(whole.Where(spike => spike.Time >= 500).ToList());
        Task<List<Apache.Arrow.RecordBatch>>[] both = [Task.Run(() => Made.ReadAsync(first)), Task.Run(() => Made.ReadAsync(first, 7))];
        Made.Rows(await both[0]).ShouldBe(whole);
        Made.Rows(await both[1]).ShouldBe(whole[7..]);
    }
}
