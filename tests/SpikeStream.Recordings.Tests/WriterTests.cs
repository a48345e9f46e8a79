using Apache.Arrow;

namespace SpikeStream.Recordings.Tests;

public sealed class WriterTests
{
    private const int Rows = 1000;

    [Theory]
    [InlineData("a.arrow")]
    [InlineData("a.arrows")]
    [InlineData("a.csv")]
    [InlineData("a.npz")]
    [InlineData("a.nwb")]
    public async Task A_writer_that_was_killed_and_restored_writes_the_same_bytes(string name)
    {
        using var folder = new TemporaryFolder();
        RecordBatch table = Made.SpikeBatch(Rows, 1, 12);
        var options = new WriteOptions { ChunkRows = 128 };
        await Made.WriteAsync(folder.File("whole-" + name), table, options: options);
        byte[] expected = await File.ReadAllBytesAsync(folder.File("whole-" + name));
        foreach (int stop in (int[])[0, 1, 127, 128, 129, 640, 999, 1000])
        {
            string path = folder.File($"{stop}-{name}");
            using var note = new MemoryStream();
            await using (IRecordingWriter first = RecordingFormats.Create(path, table.Schema, options))
            {
                await first.WriteAsync(Columns.Slice(table, 0, stop), CancellationToken.None);
                first.Save(new BinaryWriter(note));
                // What was written after the checkpoint must be cut off.
                await first.WriteAsync(Columns.Slice(table, 0, 300), CancellationToken.None);
                first.Abandon();
            }

            note.Position = 0;
            await using IRecordingWriter second = RecordingFormats.Create(path, table.Schema, options);
            second.Restore(new BinaryReader(note));
            await second.WriteAsync(Columns.Slice(table, stop, Rows - stop), CancellationToken.None);
            File.Exists(path).ShouldBeFalse();
            await second.CompleteAsync(CancellationToken.None);
            // Whoever commits renames this file: it must be whole by now.
            (await File.ReadAllBytesAsync(path + ".partial")).ShouldBe(expected, $"stopped at {stop}");
            second.Commit();
            (await File.ReadAllBytesAsync(path)).ShouldBe(expected, $"stopped at {stop}");
            Directory.GetFiles(Path.GetDirectoryName(path)!, "*.partial").ShouldBeEmpty();
        }
    }

    [Theory]
    [InlineData("a.arrow")]
    [InlineData("a.csv")]
    [InlineData("a.npz")]
    [InlineData("a.nwb")]
    public async Task The_bytes_do_not_depend_on_the_batches_that_come_in(string name)
    {
        using var folder = new TemporaryFolder();
        RecordBatch table = Made.SpikeBatch(Rows, 2);
        var options = new WriteOptions { ChunkRows = 100 };
        await Made.WriteAsync(folder.File("whole-" + name), table, options: options);
        foreach (int piece in (int[])[1, 7, 99, 100, 500])
        {
            await Made.WriteAsync(folder.File(piece + name), table, piece, options);
            (await File.ReadAllBytesAsync(folder.File(piece + name))).ShouldBe(await File.ReadAllBytesAsync(folder.File("whole-" + name)), $"pieces of {piece}");
        }
    }

    [Fact]
    public async Task Counts_with_bins_that_were_not_observed_come_back_as_they_were()
    {
        using var folder = new TemporaryFolder();
        Schema schema = CountsSchema.Create(3, new BinWidth(1, 5000), ["E", "I", "S"], [400, 100, 50]);
        RecordBatch table = CountsSchema.Batch<int>(schema, [5, 6], [0.001, 0.0012], [1, 2, 3, 4, 5, 6], [0b101110]);
        await Made.WriteAsync(folder.File("a.arrow"), table);
        await using IRecordingReader reader = RecordingFormats.Open(folder.File("a.arrow"));
        CountsSchema.Description description = CountsSchema.Describe(reader.Schema);
        (description.BinWidth, description.Units, description.IsInteger).ShouldBe((new BinWidth(1, 5000), 3, true));
        description.UnitNames.ShouldBe(["E", "I", "S"]);
        description.PopulationSizes.ShouldBe([400, 100, 50]);
        RecordBatch second = (await Made.ReadAsync(reader, 0, 1))[1];
        CountsSchema.IntegerCounts(second).ToArray().ShouldBe([4, 5, 6]);
        CountsSchema.Bins(second).ToArray().ShouldBe([6L]);
        CountsSchema.IsObserved(second, 0, 1).ShouldBeFalse();
        CountsSchema.IsObserved(second, 0, 0).ShouldBeTrue();
        CountsSchema.IsComplete(second).ShouldBeFalse();
    }

    [Fact]
    public async Task A_matrix_of_counts_goes_through_npy_and_csv_and_back()
    {
        using var folder = new TemporaryFolder();
        Schema schema = CountsSchema.Create(2, new BinWidth(1, 1000), ["E", "I"]);
        RecordBatch table = CountsSchema.Batch<int>(schema, [0, 1, 2], [0, 0.001, 0.002], [1, 2, 3, 4, 5, 6]);
        foreach (string name in (string[])["a.npy", "a.csv"])
        {
            await Made.WriteAsync(folder.File(name), table);
            await using IRecordingReader reader = RecordingFormats.Open(folder.File(name), new ReadOptions { BinWidth = BinWidth.Parse("1 ms") });
            RecordBatch read = (await Made.ReadAsync(reader)).Single();
            CountsSchema.IntegerCounts(read).ToArray().ShouldBe([1, 2, 3, 4, 5, 6]);
            CountsSchema.Times(read).ToArray().ShouldBe([0, 0.001, 0.002]);
        }
    }

    [Fact]
    public void A_file_in_a_folder_that_is_missing_is_refused()
    {
        using var folder = new TemporaryFolder();
        Should.Throw<InvalidInputException>(() => RecordingFormats.Create(folder.File("none/a.csv"), SpikesSchema.Create())).Message.ShouldContain("found no folder");
        Should.Throw<InvalidInputException>(() => RecordingFormats.Create(folder.File("a.edf"), SpikesSchema.Create())).Message.ShouldContain("found the ending \".edf\"");
    }
}
