using System.Buffers.Binary;
using Apache.Arrow;

namespace SpikeStream.Recordings.Tests;

/// <summary>Arrow files that a stopped writer or a bad disk left behind.</summary>
public sealed class ArrowDamageTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<string> _notices = [];
    private readonly RecordBatch _spikes = Made.SpikeBatch(1000, 1);

    private ReadOptions Repair => new() { Repair = true, Notice = _notices.Add };

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_file_without_its_footer_gives_its_whole_batches()
    {
        byte[] whole = await WriteAsync("a.arrow");
        string path = _folder.File("a.arrow");
        (long offset, long _) = Block(whole, 7);
        await File.WriteAllBytesAsync(path, whole[..(int)(offset + 50)]);
        (await Made.RefusalAsync(path)).ShouldEndWith("without its footer, expected ARROW1 at its end: it is truncated, or its writer was stopped; take the whole batches that are there with repair (spikestream verify --repair IN OUT).");
        (await Made.ReadSpikesAsync(path, Repair)).ShouldBe(Made.Rows([_spikes])[..700]);
        _notices.Count.ShouldBe(2);
        _notices[0].ShouldBe($"{path}: found no footer that can be read, took the whole batches that are there");
        _notices[1].ShouldStartWith($"{path}: kept 7 batches of 700 rows in all and left out what follows: ");
    }

    [Fact]
    public async Task A_message_of_zeros_is_told_by_the_number_of_its_batch_and_passed_over()
    {
        byte[] damaged = await WriteAsync("a.arrow");
        string path = _folder.File("a.arrow");
        (long offset, long length) = Block(damaged, 4);
        damaged.AsSpan((int)offset, (int)length).Clear();
        await File.WriteAllBytesAsync(path, damaged);
        string refusal = await Made.RefusalAsync(path);
        refusal.ShouldContain("found 4 record batches, expected 10 as the footer says; batch 4 (from 0) cannot be read: ");
        refusal.ShouldEndWith("go on without it with repair.");
        List<(double, uint)> expected = Made.Rows([_spikes]);
        (await Made.ReadSpikesAsync(path, Repair)).ShouldBe([.. expected[..400], .. expected[500..]]);
        _notices.ShouldHaveSingleItem().ShouldStartWith($"{path}: left out batch 4 (from 0) of 10: ");
        (await Made.ReadSpikesAsync(path, Repair, 390, 50)).ShouldBe([.. expected[390..400], .. expected[500..]]);
    }

    [Fact]
    public async Task A_stream_that_was_cut_off_gives_its_whole_batches()
    {
        byte[] whole = await WriteAsync("a.arrows");
        string path = _folder.File("a.arrows");
        await File.WriteAllBytesAsync(path, whole[..(whole.Length - 20)]);
        (await Made.RefusalAsync(path)).ShouldContain("truncated after 9 record batches");
        (await Made.ReadSpikesAsync(path, Repair)).Count.ShouldBe(900);
        _notices.ShouldHaveSingleItem().ShouldStartWith($"{path}: kept 9 batches of 900 rows in all and left out what follows: ");
    }

    [Theory]
    [InlineData(new byte[] { 0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0 })]
    [InlineData(new byte[] { 0xFF, 0xFF, 0xFF, 0xFF })]
    public async Task An_empty_stream_has_no_schema(byte[] content)
    {
        string path = _folder.File("a.arrows");
        await File.WriteAllBytesAsync(path, content);
        (await Made.RefusalAsync(path)).ShouldBe($"{path}: no schema in it: found an empty Arrow stream, expected a schema and record batches.");
        (await Made.RefusalAsync(path, Repair)).ShouldContain("no schema in it");
    }

    [Fact]
    public async Task Streams_from_before_version_0_15_are_read()
    {
        byte[] whole = await WriteAsync("a.arrows");
        using MemoryStream old = new();
        // Without the marker before each length; the metadata's padding then no longer reaches a multiple of 8, as in the old days.
        for (int at = 0; at < whole.Length;)
        {
            int length = BinaryPrimitives.ReadInt32LittleEndian(whole.AsSpan(at + 4));
            old.Write(whole, at + 4, 4 + length);
            at += 8 + length;
            if (length == 0) break;
            int body = (int)BodyLength(whole.AsSpan(at - length, length));
            old.Write(whole, at, body);
            at += body;
        }

        await File.WriteAllBytesAsync(_folder.File("old.arrows"), old.ToArray());
        (await Made.ReadSpikesAsync(_folder.File("old.arrows"))).ShouldBe(Made.Rows([_spikes]));
    }

    // The body's length by the position of a record batch in its FlatBuffer: root table, slot 3.
    private static long BodyLength(ReadOnlySpan<byte> metadata)
    {
        int table = BinaryPrimitives.ReadInt32LittleEndian(metadata);
        int vtable = table - BinaryPrimitives.ReadInt32LittleEndian(metadata[table..]);
        int slots = BinaryPrimitives.ReadUInt16LittleEndian(metadata[vtable..]) / 2;
        int field = slots > 5 ? BinaryPrimitives.ReadUInt16LittleEndian(metadata[(vtable + 10)..]) : 0;
        return field == 0 ? 0 : BinaryPrimitives.ReadInt64LittleEndian(metadata[(table + field)..]);
    }

    // Offset and length of a record batch, found by going through the messages.
    private static (long Offset, long Length) Block(byte[] file, int batch)
    {
        int at = 8;
        for (int message = 0; ; message++)
        {
            int metadata = BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(at + 4));
            int length = 8 + metadata + (int)BodyLength(file.AsSpan(at + 8, metadata));
            if (message == batch + 1) return (at, length);
            at += length;
        }
    }

    private async Task<byte[]> WriteAsync(string name)
    {
        await Made.WriteAsync(_folder.File(name), _spikes, options: new WriteOptions { ChunkRows = 100 });
        return await File.ReadAllBytesAsync(_folder.File(name));
    }
}
