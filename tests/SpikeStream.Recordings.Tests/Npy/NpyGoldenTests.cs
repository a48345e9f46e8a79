using System.Buffers.Binary;
using System.IO.Compression;
using Apache.Arrow;
using SpikeStream.Tests;

namespace SpikeStream.Recordings.Tests;

/// <summary>Files that numpy wrote (make_npy.py), and archives whose numbers are lies.</summary>
public sealed class NpyGoldenTests : IDisposable
{
    private static readonly string[] Names = ["CA1-a", "DG", "\u00E9\U0001D7D9"];
    private static readonly ReadOptions Binned = new() { BinWidth = new BinWidth(1, 100) };

    private readonly TemporaryFolder _folder = new();

    private static List<(double Time, uint Unit)> Spikes => [.. Enumerable.Range(0, 24).Select(i => (i / 8.0, (uint)i % 3))];

    public static TheoryData<string> Samples { get; } = [.. Directory.GetFiles(Golden(string.Empty)).Select(path => Path.GetFileName(path)).Order()];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("names_little.npz")]
    [InlineData("names_big.npz")]
    [InlineData("labels.npz")]
    public async Task Names_of_units_are_read_in_both_byte_orders_and_as_labels_of_spikes(string name)
    {
        await using IRecordingReader reader = RecordingFormats.Open(Golden(name));
        SpikesSchema.Describe(reader.Schema).UnitNames.ShouldBe(Names);
        Made.Rows(await Made.ReadAsync(reader, 0, 7)).ShouldBe(Spikes);
        Made.Rows(await Made.ReadAsync(reader, 10, 100)).ShouldBe(Spikes[10..]);
        (await Made.ReadSpikesAsync(Golden(name), new ReadOptions { Start = 1, Stop = 2 })).ShouldBe(Spikes[8..16]);
    }

    [Fact]
    public async Task Stated_names_number_the_labels_of_spikes()
    {
        (await Made.ReadSpikesAsync(Golden("labels.npz"), new ReadOptions { UnitNames = [Names[2], Names[1], Names[0]] })).ShouldBe([.. Spikes.Select(spike => (spike.Time, 2 - spike.Unit))]);
        (await Made.RefusalAsync(Golden("labels.npz"), new ReadOptions { UnitNames = [Names[0], Names[1]] })).ShouldEndWith($"labels.npz[unit]: row 2: found unit \"{Names[2]}\", expected a name that is among unitNames.");
        (await Made.RefusalAsync(Golden("labels.npz"), new ReadOptions { UnitNames = ["a", "a"] })).ShouldEndWith("labels.npz[unit]: unitNames: found \"a\" twice, expected names that differ.");
    }

    [Theory]
    [InlineData("names_bytes.npz")]
    [InlineData("columns.npz")]
    [InlineData("columns_deflated.npz")]
    [InlineData("version1.npy")]
    [InlineData("version2.npy")]
    [InlineData("version3.npy")]
    public async Task Matrices_are_read_whatever_their_order_their_packing_and_the_version_of_their_header(string name)
    {
        foreach ((int firstRow, int batchRows) in ((int, int)[])[(0, 100), (0, 7), (13, 4)])
        {
            await using IRecordingReader reader = RecordingFormats.Open(Golden(name), Binned);
            int row = firstRow;
            foreach (RecordBatch batch in await Made.ReadAsync(reader, firstRow, batchRows))
            {
                for (int i = 0; i < batch.Length; i++, row++)
                    CountsSchema.IntegerCounts(batch).Slice(3 * i, 3).ToArray().ShouldBe([.. Enumerable.Range(0, 3).Select(unit => ((7 * row) + (3 * unit)) % 5)]);
            }

            row.ShouldBe(20);
            CountsSchema.Describe(reader.Schema).UnitNames.ShouldBe(name.StartsWith("names", StringComparison.Ordinal) ? ["CA1-a", "DG", "X"] : null);
        }
    }

    [Fact]
    public async Task Arrays_without_an_axis_and_columns_are_spikes()
    {
        (await Made.ReadSpikesAsync(Golden("scalar.npz"))).ShouldBe([(0.5, 2u)]);
        (await Made.ReadSpikesAsync(Golden("column.npz"))).ShouldBe(Spikes);
    }

    [Fact]
    public async Task What_cannot_be_read_is_told()
    {
        (await Made.RefusalAsync(Golden("objects.npz"))).ShouldEndWith("objects.npz[time]: found an array of Python objects, which would have to be unpickled and is never read: save it as numbers, or names as numpy.array(names, dtype=\"U\").");
        (await Made.RefusalAsync(Golden("structured.npy"))).ShouldEndWith("structured.npy: found a structured array, expected plain elements: save one of its fields, for example numpy.save(\"OUT.npy\", array[\"FIELD\"]).");
        ReadOptions swapped = new() { Kind = RecordingKind.Spikes, Columns = new Dictionary<string, string> { ["time"] = "unit" } };
        (await Made.RefusalAsync(Golden("labels.npz"), swapped)).ShouldEndWith("labels.npz[unit]: found text, expected numbers: is it the right array?");
        (await Made.RefusalAsync(Golden("names_bytes.npz"), new ReadOptions { Kind = RecordingKind.Spikes })).ShouldEndWith("found members counts, unit_names, expected one for time; name it in the setting columns: { \"time\": \"MEMBER\" } (--column time=MEMBER).");
        List<string> notices = [];
        (await Made.ReadSpikesAsync(Golden("object_names.npz"), new ReadOptions { Notice = notices.Add })).ShouldBe(Spikes);
        notices.ShouldHaveSingleItem().ShouldStartWith("left out the names of units: ");
        (await Made.RefusalAsync(Golden("names_little.npz"), new ReadOptions { Columns = new Dictionary<string, string> { ["unit_names"] = "units" } })).ShouldEndWith("names_little.npz[units]: found numbers, expected one name per unit: save it as numpy.array(names).");
    }

    [Fact]
    public async Task A_member_larger_than_4_GiB_is_read_by_its_zip64_sizes_from_any_place()
    {
        long rows = (1L << 29) + 1000, bytes = (8 * rows) + 128;
        string path = _folder.File("large.npz");
        await using (FileStream file = File.Create(path))
        {
            long timeStart = Begin(file, "time.npy", bytes);
            file.Write(NpyHeader.Write("<f8", rows, null));
            file.Position = timeStart + bytes - sizeof(double);
            file.Write(BitConverter.GetBytes(7.5));
            long unitStart = Begin(file, "unit.npy", rows + 128);
            file.Write(NpyHeader.Write("|u1", rows, null));
            file.Position = unitStart + 128 + rows - 1;
            file.WriteByte(9);
            End(file, [("time.npy", bytes, 0), ("unit.npy", rows + 128, unitStart - 30 - 8 - 20)]);
        }

        await using IRecordingReader reader = RecordingFormats.Open(path, new ReadOptions { Start = 5 });
        Made.Rows(await Made.ReadAsync(reader)).ShouldBe([(7.5, 9u)]);
    }

    [Fact]
    public async Task Numbers_of_an_archive_that_are_lies_are_told()
    {
        byte[] whole = await File.ReadAllBytesAsync(Golden("columns_deflated.npz"));
        int entry = whole.AsSpan().LastIndexOf("PK\u0001\u0002"u8), end = whole.AsSpan().LastIndexOf("PK\u0005\u0006"u8);
        (int At, long Value, int Width, string Message)[] lies =
        [
            (entry + 24, 367, 4, "[counts]: found 367 bytes, expected 368 for its 20 rows: the file is truncated."),
            (entry + 24, 369, 4, "[counts]: found 369 bytes, expected 368 for its 20 rows: the archive is damaged."),
            (entry + 24, 4_000_000, 4, "found an archive that cannot be read: member counts.npy claims 4000000 bytes, more than its "),
            (entry + 20, 4_000_000, 4, "does not lie before the directory."),
            (entry + 42, 10_000, 4, "does not lie before the directory."),
            (entry + 42, 1, 4, "found an archive that cannot be read: member counts.npy is not where the directory says."),
            (entry + 10, 12, 2, "found an archive that cannot be read: member counts.npy is packed by method 12, expected 0 (stored) or 8 (deflated)."),
            (entry + 8, 1, 2, "found an archive that cannot be read: member counts.npy needs a password."),
            (entry, 7, 4, "found an archive that cannot be read: entry 0 of its directory is damaged."),
            (entry + 28, 60_000, 2, "found an archive that cannot be read: entry 0 of its directory is cut off."),
            (entry + 24, uint.MaxValue, 4, "found an archive that cannot be read: entry 0 of its directory lacks its zip64 sizes."),
            (end + 16, uint.MaxValue, 4, "found an archive that cannot be read: its zip64 directory is missing."),
            (end + 12, 100_000, 4, "does not lie before its end at "),
            (end, 0, 4, "found an archive that cannot be read: it has no directory at its end, as after a download or a write that was cut off."),
        ];
        foreach ((int at, long value, int width, string message) in lies)
        {
            byte[] damaged = [.. whole];
            byte[] number = new byte[8];
            BinaryPrimitives.WriteInt64LittleEndian(number, value);
            number.AsSpan(0, width).CopyTo(damaged.AsSpan(at));
            await File.WriteAllBytesAsync(_folder.File("a.npz"), damaged);
            Should.Throw<InvalidInputException>(() => RecordingFormats.Open(_folder.File("a.npz"), Binned)).Message.ShouldContain(message);
        }
    }

    [Fact]
    public async Task A_member_that_inflates_to_more_than_its_size_is_refused()
    {
        byte[] header = NpyHeader.Write("|u1", 200, 1);
        string path = _folder.File("a.npz");
        using (ZipArchive archive = ZipFile.Open(path, ZipArchiveMode.Create))
        {
            using Stream stream = archive.CreateEntry("counts.npy").Open();
            stream.Write(header);
            stream.Write(new byte[201]);
        }

        byte[] bytes = await File.ReadAllBytesAsync(path);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(bytes.AsSpan().LastIndexOf("PK\u0001\u0002"u8) + 24), header.Length + 200);
        await File.WriteAllBytesAsync(path, bytes);
        (await Should.ThrowAsync<InvalidInputException>(async () =>
        {
            await using IRecordingReader reader = RecordingFormats.Open(path, Binned);
            await Made.ReadAsync(reader);
        })).Message.ShouldBe($"{path}: found an archive that cannot be read: a member inflates to more than its {header.Length + 200} bytes.");
    }

    [Fact]
    public async Task Bytes_behind_an_array_are_told()
    {
        string path = _folder.File("a.npy");
        await File.WriteAllBytesAsync(path, [.. await File.ReadAllBytesAsync(Golden("version1.npy")), 1, 2, 3]);
        List<string> notices = [];
        await using IRecordingReader reader = RecordingFormats.Open(path, Binned with { Notice = notices.Add });
        reader.RowCount.ShouldBe(20);
        notices.ShouldBe([$"{path}: found 3 bytes behind the 20 rows that its header states, which are left out: was its writer stopped?"]);
    }

    [Theory]
    [MemberData(nameof(Samples))]
    public void Mutated_samples_are_read_or_refused(string name)
    {
        string copy = _folder.File(name);
        File.Copy(Golden(name), copy);
        Mutations.Survive(copy, 51, [Binned, Binned with { Kind = RecordingKind.Series }, new() { Start = 0.5, Stop = 2 }, new() { Repair = true }]);
    }

    private static string Golden(string name) => Path.Combine(SharedData.RepositoryRoot, "tests", "SpikeStream.Recordings.Tests", "Npy", "golden", name);

    private static long Begin(FileStream file, string name, long bytes)
    {
        byte[] head = new byte[30 + name.Length + 20];
        BinaryPrimitives.WriteUInt32LittleEndian(head, 0x04034B50);
        BinaryPrimitives.WriteInt64LittleEndian(head.AsSpan(18), -1);
        BinaryPrimitives.WriteUInt16LittleEndian(head.AsSpan(26), (ushort)name.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(head.AsSpan(28), 20);
        System.Text.Encoding.ASCII.GetBytes(name, head.AsSpan(30));
        Extra(head.AsSpan(30 + name.Length), [bytes, bytes]);
        file.Write(head);
        long start = file.Position;
        file.SetLength(start + bytes);
        return start;
    }

    private static void End(FileStream file, (string Name, long Bytes, long Header)[] members)
    {
        file.Position = file.Length;
        long start = file.Position;
        foreach ((string name, long bytes, long header) in members)
        {
            byte[] entry = new byte[46 + name.Length + 28];
            BinaryPrimitives.WriteUInt32LittleEndian(entry, 0x02014B50);
            BinaryPrimitives.WriteInt64LittleEndian(entry.AsSpan(20), -1);
            BinaryPrimitives.WriteUInt16LittleEndian(entry.AsSpan(28), (ushort)name.Length);
            BinaryPrimitives.WriteUInt16LittleEndian(entry.AsSpan(30), 28);
            BinaryPrimitives.WriteInt32LittleEndian(entry.AsSpan(42), -1);
            System.Text.Encoding.ASCII.GetBytes(name, entry.AsSpan(46));
            Extra(entry.AsSpan(46 + name.Length), [bytes, bytes, header]);
            file.Write(entry);
        }

        long length = file.Position - start, large = file.Position;
        byte[] tail = new byte[56 + 20 + 22];
        BinaryPrimitives.WriteUInt32LittleEndian(tail, 0x06064B50);
        BinaryPrimitives.WriteInt64LittleEndian(tail.AsSpan(40), length);
        BinaryPrimitives.WriteInt64LittleEndian(tail.AsSpan(48), start);
        BinaryPrimitives.WriteUInt32LittleEndian(tail.AsSpan(56), 0x07064B50);
        BinaryPrimitives.WriteInt64LittleEndian(tail.AsSpan(64), large);
        BinaryPrimitives.WriteUInt32LittleEndian(tail.AsSpan(76), 0x06054B50);
        tail.AsSpan(84, 12).Fill(0xFF);
        file.Write(tail);
    }

    private static void Extra(Span<byte> field, ReadOnlySpan<long> values)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(field, 1);
        BinaryPrimitives.WriteUInt16LittleEndian(field[2..], (ushort)(8 * values.Length));
        for (int i = 0; i < values.Length; i++) BinaryPrimitives.WriteInt64LittleEndian(field[(4 + (8 * i))..], values[i]);
    }
}
