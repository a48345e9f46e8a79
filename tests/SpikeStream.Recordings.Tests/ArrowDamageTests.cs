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
        _notices.Count.ShouldBe(3);
        _notices[0].ShouldBe($"{path}: found no footer that can be read, took the whole batches that are there");
        _notices[1].ShouldStartWith($"{path}: kept 7 batches of 700 rows in all and left out what follows: ");
        _notices[2].ShouldBe($"{path}: how long the recording went on after the rows that were kept is not known");
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
        _notices.Count.ShouldBe(2);
        _notices[0].ShouldStartWith($"{path}: left out batch 4 (from 0) of 10: ");
        _notices[1].ShouldBe(FormattableString.Invariant($"{path}: took {expected[399].Item1}-{expected[500].Item1} s out of what was observed: the rows of that time are lost"));
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
        _notices.Count.ShouldBe(2);
        _notices[0].ShouldStartWith($"{path}: kept 9 batches of 900 rows in all and left out what follows: ");
    }

    [Fact]
    public async Task A_lost_end_is_not_observed()
    {
        string path = _folder.File("a.arrow");
        byte[] whole = await WriteAsync("a.arrow", Observed(new ObservationWindow(0, 40)));
        await File.WriteAllBytesAsync(path, whole[..(int)(Block(whole, 7).Offset + 50)]);
        double last = Made.Rows([_spikes])[699].Time;
        Schema schema = await RepairedSchemaAsync(path);
        SpikesSchema.Describe(schema).Window.ShouldBe(new ObservationWindow(0, last));
        Observation.Read(schema).ShouldBeNull();
        _notices[^1].ShouldBe(FormattableString.Invariant($"{path}: took {last}-40 s out of what was observed: the rows of that time are lost"));
    }

    [Fact]
    public async Task A_file_that_lacks_its_footer_alone_was_observed_as_it_says()
    {
        string path = _folder.File("a.arrow");
        byte[] whole = await WriteAsync("a.arrow", Observed(new ObservationWindow(0, 40)));
        (long offset, long length) = Block(whole, 9);
        await File.WriteAllBytesAsync(path, whole[..(int)(offset + length + 8)]);
        SpikesSchema.Describe(await RepairedSchemaAsync(path)).Window.ShouldBe(new ObservationWindow(0, 40));
        _notices.ShouldBe([$"{path}: found no footer that can be read, took the whole batches that are there"]);
    }

    [Fact]
    public async Task Lost_stretches_are_cut_from_the_observation_of_every_unit()
    {
        List<(double Time, uint Unit)> rows = Made.Rows([_spikes]);
        string path = _folder.File("a.arrow");
        RecordBatch spikes = Observed(new ObservationWindow(0, 40), new Observation(null, [[new(0, 6), new(6, 40)], null, .. Enumerable.Repeat<IReadOnlyList<ObservationWindow>?>(null, 998)]));
        byte[] damaged = await WriteAsync("a.arrow", spikes);
        foreach (int batch in (int[])[6, 4, 3, 0])
        {
            (long offset, long length) = Block(damaged, batch);
            damaged.AsSpan((int)offset, (int)length).Clear();
        }

        await File.WriteAllBytesAsync(path, damaged);
        Schema schema = await RepairedSchemaAsync(path);
        SpikesSchema.Describe(schema).Window.ShouldBe(new ObservationWindow(rows[100].Time, 40));
        Observation observed = Observation.Read(schema).ShouldNotBeNull();
        ObservationWindow[] all = [new(rows[100].Time, rows[299].Time), new(rows[500].Time, rows[599].Time), new(rows[700].Time, 40)];
        observed.All.ShouldBe(all);
        observed.Units![0]!.ShouldBe([.. all[..1], new(rows[500].Time, Math.Min(6, rows[599].Time)), .. rows[599].Time > 6 ? [new ObservationWindow(6, rows[599].Time)] : System.Array.Empty<ObservationWindow>(), all[2]]);
        observed.Units[1].ShouldBeNull();
        (await Made.ReadSpikesAsync(path, Repair)).Count.ShouldBe(600);
    }

    [Fact]
    public async Task Of_spikes_out_of_order_the_lost_time_is_not_known()
    {
        string path = _folder.File("a.arrow");
        Schema schema = SpikesSchema.Create(null, new ObservationWindow(0, 40));
        byte[] damaged = await WriteAsync("a.arrow", SpikesSchema.Batch(schema, [.. Enumerable.Range(0, 1000).Select(row => (1000 - row) / 100.0)], new uint[1000]));
        (long offset, long length) = Block(damaged, 4);
        damaged.AsSpan((int)offset, (int)length).Clear();
        await File.WriteAllBytesAsync(path, damaged);
        SpikesSchema.Describe(await RepairedSchemaAsync(path)).Window.ShouldBe(new ObservationWindow(0, 40));
        _notices.ShouldContain($"{path}: the spikes are out of order, so that the time of the lost ones is not known: what is stated as observed may hold it");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Lost_bins_of_counts_are_missing(bool isInteger)
    {
        string path = _folder.File("a.arrow");
        Schema schema = CountsSchema.Create(2, new BinWidth(1, 100), isInteger: isInteger, window: new ObservationWindow(0, 10));
        long[] bins = [.. Enumerable.Range(0, 1000).Select(bin => (long)bin)];
        double[] times = [.. bins.Select(bin => bin / 100.0)];
        int[] counts = [.. Enumerable.Range(0, 2000).Select(entry => entry % 3)];
        byte[] damaged = await WriteAsync("a.arrow", isInteger
            ? CountsSchema.Batch<int>(schema, bins, times, counts)
            : CountsSchema.Batch<double>(schema, bins, times, [.. counts.Select(count => (double)count)]));
        foreach (int batch in (int[])[9, 5, 4])
        {
            (long offset, long length) = Block(damaged, batch);
            damaged.AsSpan((int)offset, (int)length).Clear();
        }

        await File.WriteAllBytesAsync(path, damaged);
        foreach ((int firstRow, int batchRows) in ((int, int)[])[(0, 65_536), (0, 7), (450, 100), (899, 1)])
        {
            await using IRecordingReader reader = RecordingFormats.Open(path, Repair);
            reader.RowCount.ShouldBe(900);
            CountsSchema.Describe(reader.Schema).Window.ShouldBe(new ObservationWindow(0, 9));
            int row = firstRow;
            foreach (RecordBatch batch in await Made.ReadAsync(reader, firstRow, batchRows))
            {
                for (int i = 0; i < batch.Length; i++, row++)
                {
                    CountsSchema.Bins(batch)[i].ShouldBe(row);
                    CountsSchema.Times(batch)[i].ShouldBe(row / 100.0);
                    CountsSchema.IsObserved(batch, i, 1).ShouldBe(row is < 400 or >= 600);
                    if (row is >= 400 and < 600) continue;
                    (isInteger ? CountsSchema.IntegerCounts(batch)[2 * i] : CountsSchema.RealCounts(batch)[2 * i]).ShouldBe(counts[2 * row]);
                }
            }

            row.ShouldBe(900);
        }

        _notices.ShouldContain($"{path}: took 4-6 s, 9-10 s out of what was observed: the rows of that time are lost");
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

    private RecordBatch Observed(ObservationWindow window, Observation? observation = null) => new(
        RecordingMetadata.With(SpikesSchema.Create(null, window), observation?.ToMetadata() ?? []), _spikes.Arrays, _spikes.Length);

    private async Task<Schema> RepairedSchemaAsync(string path)
    {
        await using IRecordingReader reader = RecordingFormats.Open(path, Repair);
        return reader.Schema;
    }

    private async Task<byte[]> WriteAsync(string name, RecordBatch? table = null)
    {
        await Made.WriteAsync(_folder.File(name), table ?? _spikes, options: new WriteOptions { ChunkRows = 100 });
        return await File.ReadAllBytesAsync(_folder.File(name));
    }
}
