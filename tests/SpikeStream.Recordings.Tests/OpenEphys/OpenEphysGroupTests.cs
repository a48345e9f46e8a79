using Apache.Arrow;

namespace SpikeStream.Recordings.Tests;

/// <summary>The reader suite on a group of electrodes as before version 0.6, whose spikes lie electrode by electrode in each stretch of a second.</summary>
public sealed class OpenEphysGroupTests : ReaderSuite
{
    private const int Clusters = 250;

    internal override async Task<(string Path, ReadOptions Options)> WriteAsync(TemporaryFolder folder, RecordBatch spikes)
    {
        double[] times = SpikesSchema.Times(spikes).ToArray();
        uint[] units = SpikesSchema.Units(spikes).ToArray();
        int[] rows = [.. Enumerable.Range(0, times.Length).OrderBy(row => Math.Floor(times[row])).ThenBy(row => units[row] / Clusters)];
        string recording = folder.File("recording1");
        const string Own = "spikes/P-1.0/spike_group_1/";
        await OpenEphysMade.WriteAsync(recording, Own + "spike_times.npy", "<i8", [.. rows.Select(row => (long)Math.Round(times[row] * 1e6))]);
        await OpenEphysMade.WriteAsync(recording, Own + "spike_electrode_indices.npy", "<u2", [.. rows.Select(row => (ushort)((units[row] / Clusters) + 1))]);
        await OpenEphysMade.WriteAsync(recording, Own + "spike_clusters.npy", "<u2", [.. rows.Select(row => (ushort)(units[row] % Clusters))]);
        string electrodes = string.Join(", ", Enumerable.Range(0, 4).Select(i => $$"""{ "channel_name": "e{{i}}" }"""));
        return (folder.Write("recording1/structure.oebin", $$"""{ "spikes": [{ "folder_name": "P-1.0/spike_group_1/", "sample_rate": 1e6, "channels": [{{electrodes}}] }] }"""), ReadOptions.Default);
    }

    private protected override string Filter(string units, IReadOnlyList<uint> chosen) => $"id in [{string.Join(", ", chosen.Select(unit => $"\"{NameOf(unit)}\""))}]";

    private protected override string NameOf(uint unit) => $"P-1.0/e{unit / Clusters}#{unit % Clusters}";
}
