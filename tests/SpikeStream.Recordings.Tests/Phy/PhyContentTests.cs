using SpikeStream.Tests;

namespace SpikeStream.Recordings.Tests;

public sealed class PhyContentTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<string> _notices = [];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Good_clusters_are_read_by_default_and_it_is_said()
    {
        string path = await PhyMade.WriteAsync(_folder);
        (await Made.ReadSpikesAsync(path, Told())).ShouldBe([(0.01, 0u), (0.02, 0u), (0.9, 0u)]);
        _notices.ShouldHaveSingleItem().ShouldContain("left out 2 of 3 clusters, which are not good");
    }

    [Fact]
    public async Task Filters_take_other_clusters_and_those_in_no_table_are_unsorted()
    {
        string path = await PhyMade.WriteAsync(_folder);
        (await Made.ReadSpikesAsync(path, new ReadOptions { Units = "group != \"good\"" })).ShouldBe([(0.02, 0u), (0.5, 1u)]);
        (await Made.ReadSpikesAsync(path, new ReadOptions { Units = "group == \"unsorted\"" })).ShouldBe([(0.5, 0u)]);
    }

    [Fact]
    public async Task Properties_of_clusters_come_from_all_tables_and_cluster_info_comes_last()
    {
        string path = await PhyMade.WriteAsync(_folder);
        _folder.Write("cluster_ContamPct.tsv", "cluster_id\tContamPct\n7\t1.5\n2\t80\n");
        _folder.Write("cluster_info.tsv", "cluster_id\tContamPct\tdepth\tgroup\n2\t0\t40\tgood\n7\t0\t20\tnoise\n9\t0\t60\tgood\n");
        await using IRecordingReader reader = RecordingFormats.Open(path, new ReadOptions { Units = "depth < 50" });
        UnitTable table = UnitTable.Read(reader.Schema)!;
        table.Columns.Select(column => column.Name).ShouldBe(["id", "group", "ContamPct", "depth"]);
        table.Find("id")!.Values.ShouldBe([2.0, 7.0]);
        table.Find("group")!.Values.ShouldBe(["mua", "good"]);
        table.Find("ContamPct")!.Values.ShouldBe([80.0, 1.5]);
        SpikesSchema.Describe(reader.Schema).UnitNames.ShouldBe(["2", "7"]);
        reader.RowCount.ShouldBe(4);
    }

    [Theory]
    [InlineData("cluster_group.tsv", "cluster_id\tKSLabel\n2\tgood\n")]
    [InlineData("cluster_groups.csv", "cluster_id\tgroup\r\n2\tgood\r\n")]
    [InlineData("cluster_groups.csv", "\uFEFFcluster_id,group\n2,good\n\n")]
    [InlineData("cluster_KSLabel.tsv", "cluster_id\tKSLabel\n2\tgood\n")]
    public async Task Groups_come_from_the_second_column_of_whatever_table_there_is(string name, string text)
    {
        string path = await PhyMade.WriteAsync(_folder, groups: null);
        _folder.Write(name, text);
        (await Made.ReadSpikesAsync(path)).ShouldBe([(0.02, 0u)]);
    }

    [Fact]
    public async Task Clusters_before_curation_are_taken_where_there_are_no_others_and_it_is_said()
    {
        string path = await PhyMade.WriteAsync(_folder, clusterFile: "spike_templates.npy");
        (await Made.ReadSpikesAsync(path, Told())).Count.ShouldBe(3);
        _notices.ShouldContain(line => line.Contains("found no spike_clusters.npy, and took the clusters from spike_templates.npy"));
    }

    [Theory]
    [InlineData("sample_rate = 1000\n\"\"\"\nsample_rate = 5\n\"\"\"\n")]
    [InlineData("note = '''of \"\"\"\nsample_rate = 5\n'''\nsample_rate = 1000  # not \"\"\" 5\n")]
    [InlineData("dat_path = r'a\"\"\"#.dat'\nsample_rate = 1000\n")]
    public async Task Text_over_several_lines_assigns_nothing(string parameters)
    {
        string path = await PhyMade.WriteAsync(_folder);
        _folder.Write("params.py", parameters);
        (await Made.ReadSpikesAsync(path)).ShouldBe([(0.01, 0u), (0.02, 0u), (0.9, 0u)]);
    }

    [Fact]
    public async Task Links_to_arrays_are_followed()
    {
        string path = await PhyMade.WriteAsync(_folder);
        File.Move(_folder.File("spike_times.npy"), _folder.File("elsewhere"));
        File.CreateSymbolicLink(_folder.File("spike_times.npy"), _folder.File("elsewhere"));
        (await Made.ReadSpikesAsync(path)).ShouldBe([(0.01, 0u), (0.02, 0u), (0.9, 0u)]);
    }

    [Fact]
    public async Task Repair_sorts_and_says_so()
    {
        string path = await PhyMade.WriteAsync(_folder, samples: [10, 20, 5, 500, -1]);
        (await Made.ReadSpikesAsync(path, Told() with { Repair = true, Stop = 0.01 })).ShouldBe([(0.005, 0u)]);
        _notices.ShouldContain(line => line.Contains("left out 1 spikes"));
        _notices.ShouldContain(line => line.Contains("sorted 2 spikes by time"));
    }

    // Numbers from values.py.
    [SkippableFact]
    public async Task The_shared_folder_has_the_spikes_that_numpy_finds()
    {
        string path = SharedData.Folder("phy-made-a8604");
        List<(double Time, uint Unit)> all = await Made.ReadSpikesAsync(path, new ReadOptions { Units = "id >= 0" });
        (int Count, long First, long Last, long Sum)[] expected = [(11020, 910, 32620585, 185907450066), (4690, 26230, 32617740, 84761012059), (5644, 844, 32616655, 97856126830)];
        for (uint unit = 0; unit < 3; unit++)
        {
            long[] samples = [.. all.Where(spike => spike.Unit == unit).Select(spike => (long)Math.Round(spike.Time * 30000))];
            (samples.Length, samples[0], samples[^1], samples.Sum()).ShouldBe(expected[unit]);
        }

        (await Made.ReadSpikesAsync(path)).Count.ShouldBe(11020);
        (await Made.ReadSpikesAsync(path, new ReadOptions { Start = 100, Stop = 110 })).Count.ShouldBe(83);
        (await Made.ReadSpikesAsync(path, new ReadOptions { Start = 100, Stop = 110, Units = "id >= 0" })).Count.ShouldBe(157);
    }

    private ReadOptions Told() => new() { Notice = _notices.Add };
}
