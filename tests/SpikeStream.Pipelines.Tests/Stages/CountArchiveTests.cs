using SpikeStream.Pipelines.Stages.Fitting;

namespace SpikeStream.Pipelines.Tests.Stages;

public sealed class CountArchiveTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("spikestream-archive-").FullName;

    [Theory]
    [InlineData(1 << 20, false)]
    [InlineData(100, true)]
    [InlineData(0, true)]
    public void What_was_appended_is_read_back_from_memory_and_from_the_file(int memoryLimit, bool isInFile)
    {
        using CountArchive archive = New(memoryLimit);
        Fill(archive, 0, 50);
        archive.Seal();

        archive.IsInFile.ShouldBe(isInFile);
        Check(archive, 50);
    }

    [Theory]
    [InlineData(1 << 20)]
    [InlineData(100)]
    public void A_checkpoint_takes_the_archive_back_to_where_it_was(int memoryLimit)
    {
        using MemoryStream checkpoint = new();
        using (CountArchive archive = New(memoryLimit))
        {
            Fill(archive, 0, 30);
            using BinaryWriter writer = new(checkpoint, System.Text.Encoding.UTF8, leaveOpen: true);
            archive.Save(writer);
            Fill(archive, 30, 40);
        }

        checkpoint.Position = 0;
        using CountArchive again = New(memoryLimit);
        again.Restore(new BinaryReader(checkpoint));
        again.BinCount.ShouldBe(30);
        Fill(again, 30, 45);
        again.Seal();
        Check(again, 45);
    }

    [Fact]
    public void A_file_that_is_shorter_than_the_checkpoint_says_is_refused()
    {
        using MemoryStream checkpoint = new();
        using (CountArchive archive = New(0))
        {
            Fill(archive, 0, 30);
            using BinaryWriter writer = new(checkpoint, System.Text.Encoding.UTF8, leaveOpen: true);
            archive.Save(writer);
        }

        File.WriteAllBytes(Path.Combine(_folder, "counts.bin"), [1, 2, 3]);
        checkpoint.Position = 0;
        using CountArchive again = New(0);
        Should.Throw<InvalidDataException>(() => again.Restore(new BinaryReader(checkpoint))).Message.ShouldContain("found 3 bytes, expected the 720 bytes");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private CountArchive New(long memoryLimit) => new(2, hasInputs: true, memoryLimit, Path.Combine(_folder, "counts.bin"));

    private static void Fill(CountArchive archive, int first, int end)
    {
        for (int bin = first; bin < end; bin += 7)
        {
            int[] bins = [.. Enumerable.Range(bin, Math.Min(7, end - bin))];
            archive.Append([.. bins.SelectMany(k => new[] { k, 2 * k })], [.. bins.SelectMany(k => new[] { 0.5 * k, -k })]);
        }
    }

    private static void Check(CountArchive archive, int bins)
    {
        archive.BinCount.ShouldBe(bins);
        int[] counts = new int[2 * 10];
        double[] inputs = new double[counts.Length];
        for (int first = 0; first + 10 <= bins; first += 5)
        {
            archive.Read(first, counts, inputs);
            counts[18].ShouldBe(first + 9);
            counts[19].ShouldBe(2 * (first + 9));
            inputs[0].ShouldBe(0.5 * first);
            inputs[19].ShouldBe(-(first + 9));
        }
    }
}
