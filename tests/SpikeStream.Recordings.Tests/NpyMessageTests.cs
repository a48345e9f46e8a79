using System.IO.Compression;
using System.Text;

namespace SpikeStream.Recordings.Tests;

public sealed class NpyMessageTests
{
    private static readonly ReadOptions Binned = new() { BinWidth = new BinWidth(1, 1000) };

    [Theory]
    [InlineData("{'descr': '|O', 'fortran_order': False, 'shape': (1,), }", "found an array of Python objects")]
    [InlineData("{'descr': '<c16', 'fortran_order': False, 'shape': (1,), }", "found elements of type <c16, expected integers")]
    [InlineData("{'descr': '<f8', 'fortran_order': False, 'shape': (1, 1, 1), }", "found an array of 3 axes, expected 1 or 2")]
    [InlineData("{'descr': '<f8', 'fortran_order': False, 'shape': (9999999999, 9999999999), }", "which is larger than any file")]
    [InlineData("{'descr': '<f8', 'fortran_order': False, 'shape': (99999999999999999999,), }", "an axis of 99999999999999999999 entries, which is larger than any file")]
    [InlineData("{'descr': '<f8', 'fortran_order': False, 'shape': (5,), }", "expected 168 for its 5 rows: the file is truncated")]
    [InlineData("{'descr': '<f8', 'shape': (1,), }", "expected a dictionary with descr, fortran_order and shape")]
    [InlineData("{'descr': '<f8', 'fortran_order': False, 'shape': (1, 0), }", "found a matrix without columns")]
    public async Task Each_fault_of_a_header_is_told(string header, string expected)
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("a.npy");
        await File.WriteAllBytesAsync(path, [.. Header(1, header), .. new byte[8]]);
        (await RefusalAsync(path, Binned)).ShouldContain(expected);
    }

    [Fact]
    public async Task Headers_that_are_cut_or_of_another_version_are_told()
    {
        using var folder = new TemporaryFolder();
        byte[] whole = Header(1, "{'descr': '<f8', 'fortran_order': False, 'shape': (1,), }");
        (byte[], string)[] cases =
        [
            (whole[..8], "found no NumPy header"),
            (whole[..40], "found a header that is cut off"),
            ([.. whole[..6], 2, 0, 1, 0], "found a header that is cut off"),
            ([.. whole[..6], 2, 0, 0, 0, 0, 9], "found a header of 150994944 bytes"),
            ([.. whole[..6], 9, .. whole[7..]], "found NumPy format version 9"),
        ];
        foreach ((byte[] bytes, string expected) in cases)
        {
            await File.WriteAllBytesAsync(folder.File("a.npy"), bytes);
            (await RefusalAsync(folder.File("a.npy"), Binned)).ShouldContain(expected);
        }
    }

    [Fact]
    public async Task Every_plain_type_in_both_byte_orders_and_axis_orders_gives_its_numbers()
    {
        using var folder = new TemporaryFolder();
        (string, byte[])[] cases =
        [
            ("|i1", [1, 2, 3, 4, 5, 6]), ("|u1", [1, 2, 3, 4, 5, 6]), (">i2", [0, 1, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6]),
            ("<u2", [1, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6, 0]), ("<f2", [0, 0x3C, 0, 0x40, 0, 0x42, 0, 0x44, 0, 0x45, 0, 0x46]),
            (">f4", [.. Enumerable.Range(1, 6).SelectMany(value => BitConverter.GetBytes((float)value).Reverse())]),
            (">f8", [.. Enumerable.Range(1, 6).SelectMany(value => BitConverter.GetBytes((double)value).Reverse())]),
            ("<i8", [.. Enumerable.Range(1, 6).SelectMany(value => BitConverter.GetBytes((long)value))]),
        ];
        foreach ((string type, byte[] data) in cases)
        {
            foreach (bool isColumnMajor in (bool[])[false, true])
            {
                string header = $"{{'shape': (3, 2), 'fortran_order': {isColumnMajor}, 'descr': '{type}'}}";
                await File.WriteAllBytesAsync(folder.File("a.npy"), [.. Header(2, header), .. data]);
                await using IRecordingReader reader = RecordingFormats.Open(folder.File("a.npy"), Binned with { Kind = RecordingKind.Series });
                double[] expected = isColumnMajor ? [1, 4, 2, 5, 3, 6] : [1, 2, 3, 4, 5, 6];
                (await Made.ReadAsync(reader, 0, 2)).SelectMany(batch => SeriesSchema.Samples(batch).ToArray()).ShouldBe(expected, $"{type} {isColumnMajor}");
            }
        }
    }

    [Fact]
    public async Task Arrays_that_do_not_make_spikes_or_counts_are_told()
    {
        using var folder = new TemporaryFolder();
        await NpyTests.WriteArrayAsync<double>(folder.File("t.npy"), "<f8", [1, 2]);
        await NpyTests.WriteArrayAsync<int>(folder.File("three.npy"), "<i4", [1, 2, 3]);
        await NpyTests.WriteArrayAsync<int>(folder.File("negative.npy"), "<i4", [1, -2]);
        ReadOptions With(string unit) => new() { Columns = new Dictionary<string, string> { ["unit"] = unit } };
        (await RefusalAsync(folder.File("t.npy"), With("three.npy"))).ShouldContain("found 3 units, expected 2, one for each time");
        (await RefusalAsync(folder.File("t.npy"), With("t.npy"))).ShouldContain("found floating-point units, expected integers");
        (await RefusalAsync(folder.File("t.npy"), With("negative.npy"))).ShouldContain("row 1: found unit -2, expected an integer from 0");
        (await RefusalAsync(folder.File("t.npy"), new ReadOptions { Kind = RecordingKind.Spikes })).ShouldContain("found one array, expected two for spikes");
        (await RefusalAsync(folder.File("t.npy"), new ReadOptions { Kind = RecordingKind.Trials })).ShouldContain("trials are not read from it");
        (await RefusalAsync(folder.File("t.npy"), ReadOptions.Default)).ShouldContain("expected the setting binWidth");
        (await RefusalAsync(folder.File("negative.npy"), Binned)).ShouldContain("row 1, column 0: found -2, expected a count from 0 on");
        Should.Throw<InvalidInputException>(() => RecordingFormats.Create(folder.File("s.npy"), SpikesSchema.Create())).Message.ShouldContain("write .arrow, .csv, or .npz for spikes");
        Should.Throw<InvalidInputException>(() => RecordingFormats.Create(folder.File("s.npz"), ScoresSchema.Create())).Message.ShouldContain("found scores, expected spikes, counts or a series for .npz");
        Directory.GetFiles(folder.File(string.Empty), "*.partial").ShouldBeEmpty();
    }

    [Fact]
    public async Task Archives_that_lack_or_misfit_members_are_told()
    {
        using var folder = new TemporaryFolder();
        byte[] counts = [.. NpyHeader.Write("<i4", 2, 1), .. new byte[8]];
        (await RefusalAsync(Archive(folder, ("x", counts)), Binned)).ShouldContain("found members x, expected time and unit, counts, or values");
        (await RefusalAsync(Archive(folder, ("x", counts)), Binned with { Columns = new Dictionary<string, string> { ["counts"] = "y" } })).ShouldContain("found no member \"y\" for counts, expected one of x");
        (await RefusalAsync(Archive(folder, ("counts", counts), ("bin", [.. NpyHeader.Write("<i8", 1, null), .. new byte[8]])), Binned)).ShouldContain("found 1 rows of 1, expected 2 rows of 1 to go with");
        (await RefusalAsync(Archive(folder, ("counts", counts), ("bin", [.. NpyHeader.Write("<f8", 2, null), .. new byte[16]])), Binned)).ShouldContain("found floating-point indices of bins");
        (await RefusalAsync(Archive(folder, ("counts", counts), ("time", [.. NpyHeader.Write("<f8", 2, null), .. BitConverter.GetBytes(1.0), .. new byte[8]])), Binned)).ShouldContain("row 1: found time 0, expected a finite time in s not before the row before");
        byte[] whole = await File.ReadAllBytesAsync(Archive(folder, ("counts", counts)));
        await File.WriteAllBytesAsync(folder.File("a.npz"), whole[..(whole.Length / 2)]);
        (await RefusalAsync(folder.File("a.npz"), Binned)).ShouldContain("found an archive that cannot be read");
    }

    private static string Archive(TemporaryFolder folder, params (string Name, byte[] Content)[] members)
    {
        File.Delete(folder.File("a.npz"));
        using ZipArchive archive = ZipFile.Open(folder.File("a.npz"), ZipArchiveMode.Create);
        foreach ((string name, byte[] content) in members)
        {
            using Stream stream = archive.CreateEntry(name + ".npy").Open();
            stream.Write(content);
        }

        return folder.File("a.npz");
    }

    private static byte[] Header(int version, string text)
    {
        text = text.PadRight(117) + "\n";
        byte[] length = version == 1 ? BitConverter.GetBytes((ushort)text.Length) : BitConverter.GetBytes(text.Length);
        return [.. NpyHeader.Magic, (byte)version, 0, .. length, .. Encoding.ASCII.GetBytes(text)];
    }

    private static async Task<string> RefusalAsync(string path, ReadOptions options) => (await Should.ThrowAsync<InvalidInputException>(async () =>
    {
        await using IRecordingReader reader = RecordingFormats.Open(path, options);
        await Made.ReadAsync(reader);
    })).Message;
}
