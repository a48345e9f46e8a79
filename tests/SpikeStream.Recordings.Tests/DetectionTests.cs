using System.IO.Pipes;
using Apache.Arrow;

namespace SpikeStream.Recordings.Tests;

/// <summary>A format is known by content, confirmed by name, and stated where neither is enough.</summary>
public sealed class DetectionTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("a.arrow", "arrow")]
    [InlineData("a.arrows", "arrow-stream")]
    [InlineData("a.csv", "csv")]
    [InlineData("a.npz", "npz")]
    public async Task A_name_without_an_ending_leaves_it_to_the_content(string name, string format)
    {
        await Made.WriteAsync(_folder.File(name), Made.SpikeBatch(10, 1));
        RecordingFormats.Find(_folder.File(name)).Name.ShouldBe(format);
        File.Move(_folder.File(name), _folder.File("recording"));
        RecordingFormats.Find(_folder.File("recording")).Name.ShouldBe(format);
        (await Made.ReadSpikesAsync(_folder.File("recording"))).Count.ShouldBe(10);
    }

    [Fact]
    public async Task A_name_that_contradicts_the_content_is_refused_and_a_stated_format_wins()
    {
        await Made.WriteAsync(_folder.File("a.arrow"), Made.SpikeBatch(10, 1));
        File.Move(_folder.File("a.arrow"), _folder.File("a.csv"));
        (await Made.RefusalAsync(_folder.File("a.csv"))).ShouldBe(
            $"{_folder.File("a.csv")}: found an Arrow IPC file, expected a text table by its name; rename it or state the format as arrow.");
        (await Made.ReadSpikesAsync(_folder.File("a.csv"), new ReadOptions { Format = "arrow" })).Count.ShouldBe(10);
        (await Made.RefusalAsync(_folder.File("a.csv"), new ReadOptions { Format = "npz" })).ShouldContain(
            "found an Arrow IPC file, expected ");
    }

    [Fact]
    public async Task What_is_no_recording_is_refused_with_its_first_bytes()
    {
        await File.WriteAllBytesAsync(_folder.File("a.bin"), [1, 2, 3, 0, 5, 6, 7, 8, 9]);
        (await Made.RefusalAsync(_folder.File("a.bin"))).ShouldEndWith("it begins with the bytes 0102030005060708.");
        await File.WriteAllBytesAsync(_folder.File("a.npy"), [1, 2, 3, 0]);
        (await Made.RefusalAsync(_folder.File("a.npy"))).ShouldEndWith("found content that is not a NumPy array, as its name says; it begins with the bytes 01020300.");
        await File.WriteAllBytesAsync(_folder.File("b.csv"), []);
        (await Made.RefusalAsync(_folder.File("b.csv"))).ShouldBe($"{_folder.File("b.csv")}: found an empty file, expected a recording.");
    }

    [SkippableFact]
    public async Task A_pipe_is_refused_with_the_way_out()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "Pipes have paths on Linux.");
        using AnonymousPipeServerStream pipe = new(PipeDirection.Out);
        string path = $"/proc/self/fd/{pipe.GetClientHandleAsString()}";
        (await Made.RefusalAsync(path)).ShouldBe($"{path}: found a pipe, expected a file, which can be read more than once; write it to a file first, or stream it to the source tcp.");
    }

    [Fact]
    public async Task A_gzip_file_and_a_folder_of_recordings_are_refused_with_the_way_out()
    {
        await File.WriteAllBytesAsync(_folder.File("a.csv.gz"), [0x1F, 0x8B, 8, 0, 1]);
        (await Made.RefusalAsync(_folder.File("a.csv.gz"))).ShouldStartWith($"{_folder.File("a.csv.gz")}: found a gzip file, which is not read; unpack it first");
        (await Made.RefusalAsync(Path.GetDirectoryName(_folder.File("x"))!)).ShouldEndWith("it holds a.csv.gz; name one of its files.");
        await File.WriteAllTextAsync(_folder.File("a.nwb"), "a");
        await File.WriteAllTextAsync(_folder.File("b.nwb"), "b");
        (await Made.RefusalAsync(Path.GetDirectoryName(_folder.File("x"))!)).ShouldEndWith(
            $"name one of its files, or run a pipeline over all of them with \"sessions\": {{ \"path\": \"{Path.GetDirectoryName(_folder.File("x"))}/*.nwb\" }} and the source's \"path\": \"${{session}}\".");
    }

    [Theory]
    [InlineData("a.arrows")]
    [InlineData("a.csv")]
    [InlineData("a.npz")]
    public async Task The_same_spikes_through_every_format_give_the_same_bytes(string name)
    {
        RecordBatch spikes = Made.SpikeBatch(5000, 9, places: 15);
        await Made.WriteAsync(_folder.File("a.arrow"), spikes);
        await Made.WriteAsync(_folder.File(name), spikes, piece: 777);
        await using IRecordingReader reader = RecordingFormats.Open(_folder.File(name));
        List<RecordBatch> batches = await Made.ReadAsync(reader, 0, 100);
        await Made.WriteAsync(_folder.File("b.arrow"), BatchConcatenation.Concatenate(spikes.Schema, batches));
        (await File.ReadAllBytesAsync(_folder.File("b.arrow"))).ShouldBe(await File.ReadAllBytesAsync(_folder.File("a.arrow")));
    }
}
