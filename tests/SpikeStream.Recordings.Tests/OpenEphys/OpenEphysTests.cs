using Apache.Arrow;

namespace SpikeStream.Recordings.Tests;

/// <summary>The reader suite on a folder per electrode, each with a part of the units as its clusters.</summary>
public sealed class OpenEphysTests : ReaderSuite
{
    private const int Clusters = 250;

    internal override async Task<(string Path, ReadOptions Options)> WriteAsync(TemporaryFolder folder, RecordBatch spikes)
    {
        double[] times = SpikesSchema.Times(spikes).ToArray();
        uint[] units = SpikesSchema.Units(spikes).ToArray();
        string recording = folder.File("recording1");
        for (uint electrode = 0; electrode < 4; electrode++)
        {
            int[] rows = [.. Enumerable.Range(0, times.Length).Where(row => units[row] / Clusters == electrode)];
            string own = $"spikes/P-1.s/e{electrode}/";
            await OpenEphysMade.WriteAsync(recording, own + "sample_numbers.npy", "<i8", [.. rows.Select(row => (long)Math.Round(times[row] * 1e6))]);
            await OpenEphysMade.WriteAsync(recording, own + "timestamps.npy", "<f8", [.. rows.Select(row => times[row])]);
            await OpenEphysMade.WriteAsync(recording, own + "clusters.npy", "<u2", [.. rows.Select(row => (ushort)(units[row] % Clusters))]);
        }

        string electrodes = string.Join(", ", Enumerable.Range(0, 4).Select(i => $$"""{ "name": "e{{i}}", "stream_name": "s", "folder": "P-1.s/e{{i}}/", "sample_rate": 1000000 }"""));
        return (folder.Write("recording1/structure.oebin", $$"""{ "GUI version": "0.6.7", "spikes": [{{electrodes}}] }"""), ReadOptions.Default);
    }

    private protected override string Filter(string units, IReadOnlyList<uint> chosen) => $"id in [{string.Join(", ", chosen.Select(unit => $"\"{NameOf(unit)}\""))}]";

    private protected override string NameOf(uint unit) => $"s/e{unit / Clusters}#{unit % Clusters}";
}
