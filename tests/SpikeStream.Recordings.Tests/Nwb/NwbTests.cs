using Apache.Arrow;

namespace SpikeStream.Recordings.Tests;

/// <summary>The reader suite on files that h5py writes.</summary>
public sealed class NwbTests : ReaderSuite
{
    internal override async Task<(string Path, ReadOptions Options)> WriteAsync(TemporaryFolder folder, RecordBatch spikes)
    {
        string times = folder.File("times.npy"), units = folder.File("units.npy");
        await NpyTests.WriteArrayAsync(times, "<f8", SpikesSchema.Times(spikes).ToArray());
        await NpyTests.WriteArrayAsync(units, "<u4", SpikesSchema.Units(spikes).ToArray());
        NwbMade.Run("plain", times, units, folder.File("a.nwb"), "1000");
        return (folder.File("a.nwb"), ReadOptions.Default);
    }
}
