using Apache.Arrow;
using Apache.Arrow.Ipc;
using SpikeStream.Tests;

namespace SpikeStream.Arrow.Tests;

/// <summary>Tables written by the reference implementation, as file and as stream, against the Arrow project's integration JSON.</summary>
public sealed class GoldenFileTests
{
    public static TheoryData<string> Tables =>
    [
        "custom_metadata", "dictionary", "duplicate_fieldnames", "nested", "null", "primitive", "primitive_no_batches", "primitive_zerolength",
    ];

    [SkippableTheory]
    [MemberData(nameof(Tables))]
    public void A_file_holds_what_its_json_says(string table)
    {
        using FileStream file = File.OpenRead(PathOf(table, "arrow_file"));
        using var reader = new ArrowFileReader(file);
        Compare(table, reader);
    }

    [SkippableTheory]
    [MemberData(nameof(Tables))]
    public void A_stream_holds_what_its_json_says(string table)
    {
        using FileStream file = File.OpenRead(PathOf(table, "stream"));
        using var reader = new ArrowStreamReader(file);
        Compare(table, reader);
    }

    [SkippableTheory]
    [MemberData(nameof(Tables))]
    public void A_stream_in_memory_holds_what_its_json_says(string table)
    {
        using var reader = new ArrowStreamReader(File.ReadAllBytes(PathOf(table, "stream")).AsMemory());
        Compare(table, reader);
    }

    [SkippableTheory]
    [MemberData(nameof(Tables))]
    public void A_file_in_memory_is_read_as_a_stream_from_byte_8_on(string table)
    {
        using var reader = new ArrowStreamReader(File.ReadAllBytes(PathOf(table, "arrow_file")).AsMemory(8));
        Compare(table, reader);
    }

    [SkippableTheory]
    [MemberData(nameof(Tables))]
    public async Task A_table_written_again_and_read_asynchronously_is_the_same(string table)
    {
        using var reader = new ArrowStreamReader(File.ReadAllBytes(PathOf(table, "stream")).AsMemory());
        using var file = new MemoryStream();
        using var writer = new ArrowFileWriter(file, reader.Schema, leaveOpen: true);
        while (reader.ReadNextRecordBatch() is RecordBatch batch) await writer.WriteRecordBatchAsync(batch);
        await writer.WriteEndAsync();

        file.Position = 0;
        using var again = new ArrowFileReader(file);
        var expected = new IntegrationJson(PathOf(table, "json.gz"));
        (await again.RecordBatchCountAsync()).ShouldBe(expected.Batches.Count());
        ArrowText.Describe(again.Schema).ShouldBe(expected.Schema);
        foreach (string text in expected.Batches)
        {
            using RecordBatch? batch = await again.ReadNextRecordBatchAsync();
            ArrowText.Render(batch!).ShouldBe(text);
        }
    }

    private static string PathOf(string table, string extension) =>
        SharedData.Folder("arrow-golden", "files", $"generated_{table}.{extension}");

    private static void Compare(string table, ArrowStreamReader reader)
    {
        var expected = new IntegrationJson(PathOf(table, "json.gz"));
        ArrowText.Describe(reader.Schema).ShouldBe(expected.Schema);
        foreach (string text in expected.Batches)
        {
            using RecordBatch? batch = reader.ReadNextRecordBatch();
            batch.ShouldNotBeNull();
            ArrowText.Render(batch).ShouldBe(text);
        }

        reader.ReadNextRecordBatch().ShouldBeNull();
    }
}
