using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Apache.Arrow;
using Apache.Arrow.Ipc;
using Apache.Arrow.Types;

namespace SpikeStream.Arrow.Tests;

/// <summary>What the format allows and what is refused, by name.</summary>
public sealed class StreamFormatTests
{
    private static readonly string[] Words = ["a", "b", "c"];

    [Fact]
    public void Arrays_read_from_memory_point_into_it()
    {
        byte[] bytes = Write(Batch(1), Batch(2));
        using var reader = new ArrowStreamReader(bytes.AsMemory());
        reader.ReadNextRecordBatch();
        var times = (DoubleArray)reader.ReadNextRecordBatch()!.Column("time");
        MemoryMarshal.TryGetArray(times.ValueBuffer.Memory, out ArraySegment<byte> segment).ShouldBeTrue();
        segment.Array.ShouldBeSameAs(bytes);
        times.Values[2].ShouldBe(2.5);
        BinaryPrimitives.WriteDoubleLittleEndian(bytes.AsSpan(segment.Offset), 7);
        times.Values[0].ShouldBe(7);
    }

    [Fact]
    public void Messages_and_buffers_begin_at_multiples_of_8()
    {
        byte[] bytes = Write(Batch(1), Batch(2));
        (bytes.Length % 8).ShouldBe(0);
        FlatBufferPatch.Messages(bytes).ShouldAllBe(message => message.Start % 8 == 0);
    }

    [Fact]
    public void Metadata_version_4_is_read()
    {
        byte[] bytes = Write(Batch(1));
        foreach (FlatBufferPatch message in FlatBufferPatch.Messages(bytes)) bytes[message.Place(message.Root, 0)] = 3;
        using var reader = new ArrowStreamReader(bytes.AsMemory());
        ArrowText.Render(reader.ReadNextRecordBatch()!).ShouldBe(ArrowText.Render(Batch(1)));
    }

    [SkippableFact]
    public void Metadata_version_3_is_refused_by_number()
    {
        DamagedData.SkipForOfficialPackage();
        byte[] bytes = Write(Batch(1));
        foreach (FlatBufferPatch message in FlatBufferPatch.Messages(bytes)) bytes[message.Place(message.Root, 0)] = 2;
        Refusal(bytes).ShouldContain("V3");
    }

    [Fact]
    public void Messages_of_unknown_kinds_are_skipped()
    {
        byte[] bytes = Write(Batch(1), Batch(2), Batch(3));
        FlatBufferPatch second = FlatBufferPatch.Messages(bytes)[2];
        const byte Tensor = 4;
        bytes[second.Place(second.Root, 1)] = Tensor;
        foreach (ArrowStreamReader reader in new ArrowStreamReader[] { new(bytes.AsMemory()), new(new UnseekableStream(bytes)) })
        {
            ((DoubleArray)reader.ReadNextRecordBatch()!.Column(0)).Values[0].ShouldBe(1);
            ((DoubleArray)reader.ReadNextRecordBatch()!.Column(0)).Values[0].ShouldBe(3);
            reader.ReadNextRecordBatch().ShouldBeNull();
        }
    }

    [SkippableFact]
    public void Big_endian_data_are_refused_by_name()
    {
        DamagedData.SkipForOfficialPackage();
        byte[] bytes = Write(Batch(1));
        FlatBufferPatch message = FlatBufferPatch.Messages(bytes)[0];
        int schema = message.Table(message.Root, 2);

        // The byte order is not written where it is little: its slot is made to show a number that is not 0.
        bytes[message.Entry(schema, 0)] = bytes[message.Entry(schema, 1)];
        Refusal(bytes).ShouldContain("big-endian");
    }

    [SkippableTheory]
    [InlineData(0, "LZ4")]
    [InlineData(1, "ZSTD")]
    public void Compressed_data_are_refused_by_name(byte codec, string name)
    {
        DamagedData.SkipForOfficialPackage();
        byte[] bytes = Write(Batch(1));
        FlatBufferPatch message = FlatBufferPatch.Messages(bytes)[1];
        int batch = message.Table(message.Root, 2);
        int length = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(message.Start - 4));
        int end = message.Start + length;

        // A reference, the table (vtable 8 bytes on; codec), its vtable (6 bytes long, table of 8, codec at 4), padding.
        byte[] compression = [4, 0, 0, 0, 0xF8, 0xFF, 0xFF, 0xFF, codec, 0, 0, 0, 6, 0, 8, 0, 4, 0, 0, 0, 0, 0, 0, 0];
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(message.Start - 4), length + compression.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(message.Entry(batch, 3)), (ushort)(end - batch));
        Refusal([.. bytes[..end], .. compression, .. bytes[end..]]).ShouldContain(name);
    }

    [SkippableTheory]
    [InlineData(7, "Decimal")]
    [InlineData(14, "Union")]
    [InlineData(24, "Utf8View")]
    [InlineData(99, "99")]
    public void A_type_that_is_not_supported_is_refused_with_its_field_and_its_name(byte code, string name)
    {
        DamagedData.SkipForOfficialPackage();
        byte[] bytes = Write(Batch(1));
        FlatBufferPatch message = FlatBufferPatch.Messages(bytes)[0];
        int field = message.VectorTable(message.Table(message.Root, 2), 1, 1);
        bytes[message.Place(field, 2)] = code;
        string refusal = Refusal(bytes);
        refusal.ShouldContain("Field word");
        refusal.ShouldContain($"type {name}");
    }

    [SkippableFact]
    public void An_empty_stream_is_refused_in_words()
    {
        DamagedData.SkipForOfficialPackage();
        Refusal([]).ShouldContain("no schema");
    }

    [SkippableFact]
    public void A_file_read_as_a_stream_is_refused_with_the_way_to_read_it()
    {
        DamagedData.SkipForOfficialPackage();
        using var stream = new MemoryStream();
        using var writer = new ArrowFileWriter(stream, Batch(1).Schema);
        writer.WriteRecordBatch(Batch(1));
        writer.WriteEnd();
        Refusal(stream.ToArray()).ShouldContain("ArrowFileReader");
        new ArrowFileReader(new MemoryStream(stream.ToArray())).ReadNextRecordBatch()!.Length.ShouldBe(3);
    }

    [SkippableFact]
    public void Reading_a_batch_from_memory_costs_the_same_whatever_its_rows()
    {
        DamagedData.SkipForOfficialPackage();
        ReadCost(rows: 10).ShouldBe(ReadCost(rows: 65536));
        ReadCost(rows: 10).ShouldBeLessThan(1024);
    }

    [Fact]
    public async Task Reading_is_cancelled()
    {
        byte[] bytes = Write(Batch(1));
        using var reader = new ArrowStreamReader(new UnseekableStream(bytes));
        using var cancellation = new CancellationTokenSource();
        (await reader.ReadNextRecordBatchAsync(cancellation.Token))!.Length.ShouldBe(3);
        await cancellation.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(async () => await reader.ReadNextRecordBatchAsync(cancellation.Token));
    }

    [SkippableFact]
    public void A_file_that_was_cut_off_is_refused_with_the_way_to_read_what_is_there()
    {
        DamagedData.SkipForOfficialPackage();
        using var stream = new MemoryStream();
        using var writer = new ArrowFileWriter(stream, Batch(1).Schema);
        writer.WriteRecordBatch(Batch(1));
        DamagedData.Read(() => new ArrowFileReader(new MemoryStream(stream.ToArray())))!.ShouldContain("as a stream from byte 8");
        new ArrowStreamReader(stream.ToArray().AsMemory(8)).ReadNextRecordBatch()!.Length.ShouldBe(3);
    }

    [SkippableFact]
    public void A_zero_filled_batch_of_a_file_is_reported_by_number_and_can_be_passed_over()
    {
        DamagedData.SkipForOfficialPackage();
        using var stream = new MemoryStream();
        using var writer = new ArrowFileWriter(stream, Batch(1).Schema, leaveOpen: true);
        writer.WriteStart();
        writer.WriteRecordBatch(Batch(1));
        int start = (int)stream.Position;
        writer.WriteRecordBatch(Batch(2));
        int end = (int)stream.Position;
        writer.WriteRecordBatch(Batch(3));
        writer.WriteEnd();
        byte[] bytes = stream.ToArray();
        bytes.AsSpan(start, end - start).Clear();
        using var reader = new ArrowFileReader(new MemoryStream(bytes));
        ((DoubleArray)reader.ReadNextRecordBatch()!.Column(0)).Values[0].ShouldBe(1);
        Should.Throw<InvalidDataException>(() => reader.ReadNextRecordBatch()).Message.ShouldContain("RecordBatch 1");
        ((DoubleArray)reader.ReadNextRecordBatch()!.Column(0)).Values[0].ShouldBe(3);
        reader.ReadNextRecordBatch().ShouldBeNull();
    }

    [SkippableFact]
    public void A_stream_replaces_a_dictionary_that_changes_and_a_file_refuses()
    {
        DamagedData.SkipForOfficialPackage();
        RecordBatch first = Labelled("a", "b");
        RecordBatch second = Labelled("c", "d");
        byte[] bytes = Write(first, Labelled("a", "b"), second);
        FlatBufferPatch.Messages(bytes).Count.ShouldBe(6);
        using var reader = new ArrowStreamReader(bytes.AsMemory());
        ArrowText.Render(reader.ReadNextRecordBatch()!).ShouldBe("label: [\"b\", \"a\"]");
        ArrowText.Render(reader.ReadNextRecordBatch()!).ShouldBe("label: [\"b\", \"a\"]");
        ArrowText.Render(reader.ReadNextRecordBatch()!).ShouldBe("label: [\"d\", \"c\"]");

        using var writer = new ArrowFileWriter(new MemoryStream(), first.Schema);
        writer.WriteRecordBatch(first);
        Should.Throw<InvalidOperationException>(() => writer.WriteRecordBatch(second)).Message.ShouldContain("Field label");
    }

    [SkippableFact]
    public void A_batch_that_does_not_fit_the_schema_is_not_written()
    {
        DamagedData.SkipForOfficialPackage();
        using var stream = new MemoryStream();
        using var writer = new ArrowStreamWriter(stream, Batch(1).Schema);
        Should.Throw<ArgumentException>(() => writer.WriteRecordBatch(Labelled("a", "b")));
        stream.Length.ShouldBe(0);
    }

    private static RecordBatch Batch(double first) => new RecordBatch.Builder()
        .Append("time", false, a => a.Double(b => b.Append(first).AppendNull().Append(first + 0.5)))
        .Append("word", true, a => a.String(b => b.AppendRange(Words)))
        .Build();

    // Bytes allocated per batch, once everything has been used once.
    private static long ReadCost(int rows)
    {
        var times = new DoubleArray(new ArrowBuffer(new byte[rows * 8]), ArrowBuffer.Empty, rows, 0, 0);
        RecordBatch batch = new RecordBatch.Builder().Append("time", false, times).Build();
        using var reader = new ArrowStreamReader(Write([.. Enumerable.Repeat(batch, 5)]).AsMemory());
        for (int i = 0; i < 3; i++) reader.ReadNextRecordBatch();
        long before = GC.GetAllocatedBytesForCurrentThread();
        RecordBatch? last = reader.ReadNextRecordBatch();
        long cost = GC.GetAllocatedBytesForCurrentThread() - before;
        last!.Length.ShouldBe(rows);
        return cost;
    }

    private static RecordBatch Labelled(params string[] labels)
    {
        StringArray values = new StringArray.Builder().AppendRange(labels).Build();
        Int8Array indices = new Int8Array.Builder().Append(1).Append(0).Build();
        var array = new DictionaryArray(new DictionaryType(Int8Type.Default, StringType.Default, false), indices, values);
        return new RecordBatch.Builder().Append("label", true, array).Build();
    }

    private static byte[] Write(params RecordBatch[] batches)
    {
        using var stream = new MemoryStream();
        using var writer = new ArrowStreamWriter(stream, batches[0].Schema);
        foreach (RecordBatch batch in batches) writer.WriteRecordBatch(batch);
        writer.WriteEnd();
        return stream.ToArray();
    }

    private static string Refusal(byte[] bytes)
    {
        string fromMemory = DamagedData.Read(() => new ArrowStreamReader(bytes.AsMemory())).ShouldNotBeNull();
        DamagedData.Read(() => new ArrowStreamReader(new UnseekableStream(bytes))).ShouldBe(fromMemory);
        return fromMemory;
    }
}
