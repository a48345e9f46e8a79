using Apache.Arrow;

namespace SpikeStream.Recordings.Tests;

public sealed class PhyTests : ReaderSuite
{
    internal override async Task<(string Path, ReadOptions Options)> WriteAsync(TemporaryFolder folder, RecordBatch spikes)
    {
        long[] samples = [.. SpikesSchema.Times(spikes).ToArray().Select(time => (long)Math.Round(time * 1e6))];
        await NpyTests.WriteArrayAsync(folder.File("spike_times.npy"), "<i8", samples);
        await NpyTests.WriteArrayAsync(folder.File("spike_clusters.npy"), "<u4", SpikesSchema.Units(spikes).ToArray());
        folder.Write("cluster_group.tsv", "cluster_id\tgroup\n" + string.Concat(Enumerable.Range(0, 1000).Select(id => $"{id}\tgood\n")));
        return (folder.Write("params.py", "sample_rate = 1000000.\n"), ReadOptions.Default);
    }
}
