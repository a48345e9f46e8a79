namespace SpikeStream.Recordings.Tests;

/// <summary>What is wrong with a Kilosort or phy folder is told in one line.</summary>
public sealed class PhyMessageTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Arrays_of_different_lengths_are_both_named()
    {
        string path = await PhyMade.WriteAsync(_folder, clusters: [7, 7]);
        string message = await Made.RefusalAsync(path);
        message.ShouldContain("spike_clusters.npy: found 2 spikes, expected 5 as in");
        message.ShouldContain("spike_times.npy");
    }

    [Theory]
    [InlineData("amplitudes.npy")]
    [InlineData("spike_templates.npy")]
    public async Task Arrays_that_are_not_read_have_as_many_spikes_too(string name)
    {
        string path = await PhyMade.WriteAsync(_folder);
        await NpyTests.WriteArrayAsync(_folder.File(name), "<i4", [1, 2]);
        string message = await Made.RefusalAsync(path);
        message.ShouldContain($"{name}: found 2 spikes, expected 5 as in");
        message.ShouldContain("spike_times.npy");
    }

    [Fact]
    public async Task Times_that_decrease_are_refused() =>
        (await Made.RefusalAsync(await PhyMade.WriteAsync(_folder, samples: [10, 20, 5, 500, 900]))).ShouldContain("spike_times.npy: row 2: found time 0.005 s after 0.02 s");

    [Theory]
    [InlineData("n_channels_dat = 4\n# sample_rate = 3\n", "params.py: found no sample_rate, expected a line such as")]
    [InlineData("\nsample_rate = rate()\n", "params.py:2:15: found sample_rate = rate(), expected a positive number in Hz")]
    [InlineData("sample_rate = -1\n", "found sample_rate = -1, expected a positive number")]
    public async Task Rates_that_are_no_literal_are_refused_and_never_run(string text, string expected)
    {
        string path = await PhyMade.WriteAsync(_folder);
        _folder.Write("params.py", text);
        (await Made.RefusalAsync(path)).ShouldContain(expected);
        (await Made.ReadSpikesAsync(path, new ReadOptions { SampleRate = 1000 })).Count.ShouldBe(3);
    }

    [Theory]
    [InlineData("cluster_id\n7\n", "cluster_group.tsv:1:1: found one column, expected cluster_id and a property")]
    [InlineData("cluster_id\tgroup\nx\tgood\n", "cluster_group.tsv:2:1: found \"x\", expected the integer id of a cluster")]
    [InlineData("cluster_id\tgroup\n7\tgood\n7\tmua\n", "cluster_group.tsv:3:1: found cluster 7 for the second time")]
    [InlineData("cluster_id\tgroup\n7\tmua\n2\tmua\n", "found no good cluster among 3 (2 mua, 1 unsorted), expected at least one")]
    public async Task Faults_of_tables_are_told_with_their_place(string groups, string expected) =>
        (await Made.RefusalAsync(await PhyMade.WriteAsync(_folder, groups: groups))).ShouldContain(expected);

    [Fact]
    public async Task Missing_clusters_are_told()
    {
        string path = await PhyMade.WriteAsync(_folder);
        File.Delete(_folder.File("spike_clusters.npy"));
        (await Made.RefusalAsync(path)).ShouldContain("found neither spike_clusters.npy nor spike_templates.npy");
    }

    [Fact]
    public async Task Times_that_are_no_integers_are_refused()
    {
        string path = await PhyMade.WriteAsync(_folder);
        await NpyTests.WriteArrayAsync(_folder.File("spike_times.npy"), "<f8", [0.1, 0.2, 0.3, 0.4, 0.5]);
        (await Made.RefusalAsync(path)).ShouldContain("found elements that are not integers, expected sample indices");
    }

    [Fact]
    public async Task Filters_that_no_cluster_fits_and_other_kinds_are_refused()
    {
        string path = await PhyMade.WriteAsync(_folder);
        (await Made.RefusalAsync(path, new ReadOptions { Units = "id > 100" })).ShouldContain("found no unit that fits among 3");
        (await Made.RefusalAsync(path, new ReadOptions { Kind = RecordingKind.Trials })).ShouldContain("it has spikes only");
    }

    [Theory]
    [InlineData("params.py")]
    [InlineData("spike_times.npy")]
    [InlineData("spike_clusters.npy")]
    [InlineData("amplitudes.npy")]
    [InlineData("cluster_group.tsv")]
    public async Task Mutated_files_are_read_or_refused(string name)
    {
        string path = await PhyMade.WriteAsync(_folder);
        await NpyTests.WriteArrayAsync(_folder.File("amplitudes.npy"), "<f8", [1.0, 1.0, 1.0, 1.0, 1.0]);
        Mutations.Survive(_folder.File(name), 11, [ReadOptions.Default, new() { Start = 0.02, Stop = 0.6 }, new() { Units = "id >= 0" }, new() { Repair = true }], path);
    }
}
