using Apache.Arrow;
using Apache.Arrow.Ipc;
using FsCheck;
using FsCheck.Fluent;

namespace SpikeStream.Arrow.Tests;

/// <summary>Laws: what is written is read back, by every way of writing and reading.</summary>
public sealed class RoundTripTests
{
    [Fact]
    public void A_stream_gives_back_what_was_written() => ForAllTables(table =>
    {
        byte[] bytes = WriteStream(table, options: null);
        Compare(table, new ArrowStreamReader(bytes.AsMemory()));
        Compare(table, new ArrowStreamReader(new MemoryStream(bytes)));
        Compare(table, new ArrowStreamReader(new UnseekableStream(bytes, 7)));
    });

    [Fact]
    public void A_file_gives_back_what_was_written() => ForAllTables(table =>
    {
        byte[] bytes = WriteFile(table);
        Compare(table, new ArrowFileReader(new MemoryStream(bytes)));
        Compare(table, new ArrowStreamReader(bytes.AsMemory(8)));
    });

    [Fact]
    public void A_stream_without_the_marker_before_lengths_gives_back_what_was_written() => ForAllTables(table =>
    {
        byte[] bytes = WriteStream(table, new IpcOptions { WriteLegacyIpcFormat = true });
        bytes.AsSpan(0, 4).SequenceEqual(new byte[] { 0xFF, 0xFF, 0xFF, 0xFF }).ShouldBeFalse();
        Compare(table, new ArrowStreamReader(bytes.AsMemory()));
        Compare(table, new ArrowStreamReader(new MemoryStream(bytes)));
    });

    [SkippableFact]
    public void A_slice_is_written_as_the_same_bytes_as_its_copy()
    {
        DamagedData.SkipForOfficialPackage();
        ForAllTables(table =>
        {
            byte[] once = WriteStream(table, options: null);
            using var reader = new ArrowStreamReader(once.AsMemory());
            using var stream = new MemoryStream();
            using var writer = new ArrowStreamWriter(stream, reader.Schema);
            while (reader.ReadNextRecordBatch() is RecordBatch batch) writer.WriteRecordBatch(batch);
            writer.WriteEnd();
            stream.ToArray().ShouldBe(once);
        });
    }

    [Fact]
    public async Task Writing_asynchronously_gives_the_same_bytes()
    {
        var table = new RandomTable(20);
        using var stream = new MemoryStream();
        using var writer = new ArrowFileWriter(stream, table.Schema);
        await writer.WriteStartAsync();
        foreach (RecordBatch batch in table.Batches) await writer.WriteRecordBatchAsync(batch);
        await writer.WriteEndAsync();
        stream.ToArray().ShouldBe(WriteFile(table));
    }

    [Fact]
    public async Task A_file_gives_its_batches_in_any_order()
    {
        RandomTable table = Enumerable.Range(0, 100).Select(seed => new RandomTable(seed)).First(t => t.Batches.Count == 3 && t.Schema.FieldsList.Count > 2);
        using var reader = new ArrowFileReader(new MemoryStream(WriteFile(table)));
        (await reader.RecordBatchCountAsync()).ShouldBe(3);
        foreach (int index in new[] { 2, 0, 1, 0 })
        {
            using RecordBatch batch = await reader.ReadRecordBatchAsync(index);
            ArrowText.Render(batch).ShouldBe(ArrowText.Render(table.Batches[index]));
        }
    }

    internal static byte[] WriteStream(RandomTable table, IpcOptions? options)
    {
        using var stream = new MemoryStream();
        using var writer = new ArrowStreamWriter(stream, table.Schema, leaveOpen: true, options!);
        WriteAll(table, writer);
        return stream.ToArray();
    }

    internal static byte[] WriteFile(RandomTable table)
    {
        using var stream = new MemoryStream();
        using var writer = new ArrowFileWriter(stream, table.Schema, leaveOpen: true);
        WriteAll(table, writer);
        return stream.ToArray();
    }

    private static void WriteAll(RandomTable table, ArrowStreamWriter writer)
    {
        writer.WriteStart();
        foreach (RecordBatch batch in table.Batches) writer.WriteRecordBatch(batch);
        writer.WriteEnd();
    }

    private static void ForAllTables(Action<RandomTable> law) => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(150).WithReplay(1, 1),
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed => law(new RandomTable(seed))));

    private static void Compare(RandomTable table, ArrowStreamReader reader)
    {
        using (reader)
        {
            ArrowText.Describe(reader.Schema).ShouldBe(ArrowText.Describe(table.Schema));
            foreach (RecordBatch expected in table.Batches)
            {
                using RecordBatch? batch = reader.ReadNextRecordBatch();
                batch!.Length.ShouldBe(expected.Length);
                ArrowText.Render(batch).ShouldBe(ArrowText.Render(expected));
            }

            reader.ReadNextRecordBatch().ShouldBeNull();
        }
    }
}
