namespace SpikeStream.Recordings.Tests;

/// <summary>Kilosort and phy folders made for tests.</summary>
internal static class PhyMade
{
    public const string Parameters = "dat_path = r'a.dat'\nn_channels_dat = 4\nimport os\nsample_rate = 1e3  # Hz\nhp_filtered = False\n";

    /// <summary>Five spikes of the clusters 7 (good), 2 (mua) and 9 (in no table), at 1000 samples per second.</summary>
    public static async Task<string> WriteAsync(TemporaryFolder folder, long[]? samples = null, int[]? clusters = null, string? groups = "cluster_id\tgroup\n7\tgood\n2\tmua\n55\tgood\n", string clusterFile = "spike_clusters.npy")
    {
        folder.Write("params.py", Parameters);
        await NpyTests.WriteArrayAsync(folder.File("spike_times.npy"), "<i8", samples ?? [10, 20, 20, 500, 900]);
        await NpyTests.WriteArrayAsync(folder.File(clusterFile), "<i4", clusters ?? [7, 2, 7, 9, 7]);
        if (groups is not null) folder.Write("cluster_group.tsv", groups);
        return folder.File(string.Empty);
    }
}
