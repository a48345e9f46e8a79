using System.Runtime.InteropServices;
using System.Text;

namespace SpikeStream.Recordings.Tests;

/// <summary>Where clusters are, by the templates of their spikes.</summary>
public sealed class PhyTemplatesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<string> _notices = [];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_peak_channel_and_its_depth_are_those_of_the_commonest_template(bool isColumnMajor)
    {
        string path = await WriteAsync(isColumnMajor);
        UnitTable table = Table(path);
        table.Columns.Select(column => column.Name).ShouldBe(["id", "group", "peak_channel", "depth"]);
        table.Find("peak_channel")!.Values.ShouldBe([12.0, 13.0, 10.0]);
        table.Find("depth")!.Values.ShouldBe([300.0, 400.0, 100.0]);
        (await Made.ReadSpikesAsync(path, new ReadOptions { Units = "depth > 200 and peak_channel == 13" })).Count.ShouldBe(3);
        _notices.ShouldBeEmpty();
    }

    [Fact]
    public async Task Columns_of_phy_win()
    {
        string path = await WriteAsync();
        _folder.Write("cluster_info.tsv", "cluster_id\tDepth\n2\t1\n7\t2\n9\t3\n");
        Table(path).Columns.Select(column => column.Name).ShouldBe(["id", "group", "Depth", "peak_channel"]);
    }

    [Theory]
    [InlineData("templates.npy", "id, group")]
    [InlineData("spike_templates.npy", "id, group")]
    [InlineData("channel_positions.npy", "id, group, peak_channel")]
    [InlineData("channel_map.npy", "id, group, peak_channel, depth")]
    public async Task What_is_not_there_gives_no_column(string missing, string expected)
    {
        string path = await WriteAsync();
        File.Delete(_folder.File(missing));
        UnitTable table = Table(path);
        string.Join(", ", table.Columns.Select(column => column.Name)).ShouldBe(expected);
        if (missing == "channel_map.npy") table.Find("peak_channel")!.Values.ShouldBe([2.0, 3.0, 0.0]);
        _notices.ShouldBeEmpty();
    }

    [Fact]
    public async Task Templates_with_the_channels_around_their_peak_only_are_mapped()
    {
        string path = await WriteAsync();
        await ShapedAsync("templates_ind.npy", "<i8", "(3, 4)", false, [3L, 2, 1, 0, 3L, 2, 1, 0, 3L, 2, -1, 0]);
        Table(path).Find("peak_channel")!.Values.ShouldBe([null, 10.0, 13.0]);
    }

    [Fact]
    public async Task Clusters_before_curation_are_their_templates()
    {
        string path = await WriteAsync();
        File.Delete(_folder.File("spike_clusters.npy"));
        Table(path).Find("peak_channel")!.Values.ShouldBe([13.0, 10.0, 12.0]);
    }

    [Fact]
    public async Task Damaged_templates_are_told_and_spikes_are_read_all_the_same()
    {
        string path = await WriteAsync();
        byte[] bytes = await File.ReadAllBytesAsync(_folder.File("templates.npy"));
        await File.WriteAllBytesAsync(_folder.File("templates.npy"), bytes[..^1]);
        Table(path).Columns.Select(column => column.Name).ShouldBe(["id", "group"]);
        _notices.ShouldHaveSingleItem().ShouldEndWith("the file is truncated; units have no peak_channel and depth");
        await NpyTests.WriteArrayAsync(_folder.File("templates.npy"), "<f4", [1f, 2f]);
        Table(path).Columns.Count.ShouldBe(2);
        _notices[^1].ShouldContain("templates.npy: found an array of 1 axes with 1 values per template, expected floating-point templates x samples x channels");
    }

    [Fact]
    public async Task Ids_beyond_any_array_are_counted_and_found()
    {
        string path = await PhyMade.WriteAsync(_folder, clusters: [3_000_000, 2_000_000, 3_000_000, 40_000, 3_000_000], groups: "cluster_id\tgroup\n3000000\tgood\n40000\tgood\n");
        (await Made.ReadSpikesAsync(path)).ShouldBe([(0.01, 1u), (0.02, 1u), (0.5, 0u), (0.9, 1u)]);
        await NpyTests.WriteArrayAsync(_folder.File("spike_clusters.npy"), "<u8", new ulong[] { 1, 2, ulong.MaxValue, 4, 5 });
        (await Made.RefusalAsync(path)).ShouldContain("spike_clusters.npy: found 18446744073709600000, expected the cluster of each spike");
    }

    [Fact]
    public async Task A_sorting_in_a_folder_below_is_found_and_one_of_several_is_named()
    {
        using TemporaryFolder outer = new();
        await CopyAsync(outer, "kilosort4/sorter_output");
        string path = outer.File(string.Empty).TrimEnd('/');
        (await Made.ReadSpikesAsync(path, Told())).Count.ShouldBe(3);
        _notices.ShouldContain($"{path}: read the sorting in kilosort4/sorter_output");
        await CopyAsync(outer, "curated");
        (await Made.RefusalAsync(path)).ShouldBe($"{path}: found 2 Kilosort or phy folders (curated, kilosort4/sorter_output), expected one: give the path of one of them, or name it as the table.");
        (await Made.ReadSpikesAsync(path, new ReadOptions { Table = "curated" })).Count.ShouldBe(3);
        (await Made.RefusalAsync(path, new ReadOptions { Table = "sorted" })).ShouldContain("found table \"sorted\" asked for, expected one of curated, kilosort4/sorter_output");
        (await Made.RefusalAsync(Path.Combine(path, "curated"), new ReadOptions { Table = "sorted" })).ShouldContain("expected none: a Kilosort or phy folder has one table");
    }

    [Theory]
    [InlineData("templates.npy")]
    [InlineData("spike_templates.npy")]
    [InlineData("channel_positions.npy")]
    public async Task Mutated_files_are_read_or_refused(string name) =>
        Mutations.Survive(_folder.File(name), 12, [ReadOptions.Default, new() { Units = "id >= 0" }], await WriteAsync());

    private static async Task CopyAsync(TemporaryFolder outer, string name)
    {
        using TemporaryFolder made = new();
        await PhyMade.WriteAsync(made);
        Directory.CreateDirectory(outer.File(name));
        foreach (string file in Directory.EnumerateFiles(made.File(string.Empty))) File.Copy(file, Path.Combine(outer.File(name), Path.GetFileName(file)));
    }

    // Template 0 is largest on channel 3, template 1 on channel 0, template 2 on channel 2.
    private async Task<string> WriteAsync(bool isColumnMajor = false)
    {
        string path = await PhyMade.WriteAsync(_folder);
        await NpyTests.WriteArrayAsync(_folder.File("spike_templates.npy"), "<i4", [0, 2, 0, 1, 2]);
        float[] templates =
        [
            0, 1, 0, -3, 0, 0, 0, 3,
            0, 2, 2, 2, 4, 3, 2, 2,
            1, 5, 6, 0, 0, 5, -6, 0,
        ];
        if (isColumnMajor) templates = [.. from channel in Enumerable.Range(0, 4) from sample in Enumerable.Range(0, 2) from template in Enumerable.Range(0, 3) select templates[(template * 8) + (sample * 4) + channel]];
        await ShapedAsync("templates.npy", "<f4", "(3, 2, 4)", isColumnMajor, templates);
        await NpyTests.WriteArrayAsync(_folder.File("channel_map.npy"), "<i4", [10, 11, 12, 13]);
        await ShapedAsync("channel_positions.npy", "<f8", "(4, 2)", false, [0.0, 100, 0, 200, 16, 300, 16, 400]);
        return path;
    }

    private Task ShapedAsync<T>(string name, string type, string shape, bool isColumnMajor, T[] values)
        where T : unmanaged
    {
        string text = $"{{'descr': '{type}', 'fortran_order': {isColumnMajor}, 'shape': {shape}, }}".PadRight(117) + "\n";
        return File.WriteAllBytesAsync(_folder.File(name), [0x93, .. "NUMPY"u8, 1, 0, (byte)text.Length, 0, .. Encoding.ASCII.GetBytes(text), .. MemoryMarshal.AsBytes<T>(values)]);
    }

    private UnitTable Table(string path)
    {
        IRecordingReader reader = RecordingFormats.Open(path, Told() with { Units = "id >= 0" });
        _notices.RemoveAll(line => line.Contains("took the clusters from", StringComparison.Ordinal));
        return UnitTable.Read(reader.Schema)!;
    }

    private ReadOptions Told() => new() { Notice = _notices.Add };
}
