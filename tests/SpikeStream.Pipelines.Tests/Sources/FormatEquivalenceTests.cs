using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Apache.Arrow;
using SpikeStream.Pipelines.Catalog;
using SpikeStream.Pipelines.Definition;
using SpikeStream.Pipelines.Execution;
using SpikeStream.Pipelines.Tests.Execution;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Tests.Sources;

/// <summary>The same recording gives the same results, to the byte, through every format that can hold it.</summary>
public sealed class FormatEquivalenceTests : IDisposable
{
    private const int Spikes = 3000;
    private const double SampleRate = 30_000;
    private static readonly long[] Clusters = [4, 7, 12, 13, 40];
    private static readonly string[] Results = ["counts.arrow", "activity.arrow", "statistics.arrow", "spikes.csv"];

    private readonly TestRun _run = new();

    public void Dispose() => _run.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Spikes_of_bare_unit_numbers_do_not_depend_on_their_format(int seed)
    {
        (long[] samples, int[] units) = AnySpikes(seed);
        RecordBatch spikes = SpikesSchema.Batch(SpikesSchema.Create(), [.. samples.Select(sample => sample / SampleRate)], [.. units.Select(unit => (uint)unit)]);
        Dictionary<string, string> expected = await ResultsAsync(await WriteAsync("a.arrow", spikes), hasNames: false);
        foreach (string name in (string[])["a.arrows", "a.csv", "a.npz", "a.nwb"]) (await ResultsAsync(await WriteAsync(name, spikes), hasNames: false)).ShouldBe(expected, name);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public async Task Sorted_spikes_with_their_units_do_not_depend_on_their_format(int seed)
    {
        string sorting = WriteSorting(seed);
        Dictionary<string, string> expected = await ResultsAsync(sorting, hasNames: true);
        IRecordingReader reader = RecordingFormats.Open(sorting, new ReadOptions { Units = "id >= 0" });
        await using (reader.ConfigureAwait(true))
        {
            List<RecordBatch> batches = [];
            await foreach (RecordBatch batch in reader.ReadAsync(0, Spikes, default)) batches.Add(batch);
            RecordBatch spikes = batches.ShouldHaveSingleItem();
            foreach (string name in (string[])["a.arrow", "a.arrows", "a.npz", "a.nwb"]) (await ResultsAsync(await WriteAsync(name, spikes), hasNames: true)).ShouldBe(expected, name);
        }
    }

    // At whole samples, those at the same time in the order of units.
    private static (long[] Samples, int[] Units) AnySpikes(int seed)
    {
        Random random = new(seed);
        (long Sample, int Unit)[] spikes = [.. Enumerable.Range(0, Spikes).Select(_ => (random.NextInt64(300_000), random.Next(Clusters.Length))).Order()];
        return ([.. spikes.Select(spike => spike.Sample)], [.. spikes.Select(spike => spike.Unit)]);
    }

    private string WriteSorting(int seed)
    {
        (long[] samples, int[] units) = AnySpikes(seed);
        string folder = Directory.CreateDirectory(Path.Combine(_run.Folder, "sorting")).FullName;
        WriteArray(Path.Combine(folder, "spike_times.npy"), "<i8", samples);
        WriteArray(Path.Combine(folder, "spike_clusters.npy"), "<i8", units.Select(unit => Clusters[unit]).ToArray());
        File.WriteAllText(Path.Combine(folder, "params.py"), "sample_rate = 30000.0\n");
        File.WriteAllText(Path.Combine(folder, "cluster_group.tsv"), "cluster_id\tgroup\n4\tgood\n7\tmua\n12\tgood\n40\tnoise\n");
        File.WriteAllText(Path.Combine(folder, "cluster_Amplitude.tsv"), "cluster_id\tAmplitude\n4\t10.5\n7\t3\n40\t0.1\n");
        return folder;
    }

    private static void WriteArray(string path, string type, long[] values)
    {
        string header = $"{{'descr': '{type}', 'fortran_order': False, 'shape': ({values.Length},), }}".PadRight(117) + "\n";
        byte[] head = [0x93, .. "NUMPY"u8, 1, 0, (byte)header.Length, 0, .. Encoding.ASCII.GetBytes(header)];
        File.WriteAllBytes(path, [.. head, .. MemoryMarshal.AsBytes(values.AsSpan())]);
    }

    private async Task<string> WriteAsync(string name, RecordBatch rows)
    {
        string path = Path.Combine(_run.Folder, name);
        IRecordingWriter writer = RecordingFormats.Create(path, rows.Schema);
        await using (writer.ConfigureAwait(true))
        {
            await writer.WriteAsync(rows, default);
            await writer.CompleteAsync(default);
            writer.Commit();
        }

        return path;
    }

    private async Task<Dictionary<string, string>> ResultsAsync(string recording, bool hasNames)
    {
        string filter = Directory.Exists(recording) ? ", \"units\": \"id >= 0\"" : "";
        // Populations are chosen by names where there are any.
        string populations = hasNames ? """{ "a": "4-7", "b": "12-40" }""" : """{ "a": "0-1", "b": "2-4" }""";
        string json = TestRun.Json(
            string.Create(CultureInfo.InvariantCulture, $$"""{ "id": "spikes", "type": "file", "path": "{{recording}}", "batchRows": 777{{filter}} }"""),
            $$"""
            { "id": "counts", "type": "bin", "from": "spikes", "width": "1 ms", "unitCount": 5 },
            { "id": "activity", "type": "population-average", "from": "spikes", "width": "5 ms", "as": "activity", "populations": {{populations}} },
            { "id": "statistics", "type": "spike-statistics", "from": "spikes", "unitCount": 5 }
            """,
            """
            { "id": "a", "type": "arrow", "from": "counts", "path": "counts.arrow" },
            { "id": "b", "type": "arrow", "from": "activity", "path": "activity.arrow" },
            { "id": "c", "type": "arrow", "from": "statistics", "path": "statistics.arrow" },
            { "id": "d", "type": "csv", "from": "spikes", "path": "spikes.csv" }
            """);
        if (Directory.Exists(_run.RunPath)) Directory.Delete(_run.RunPath, recursive: true);
        PipelineDefinition pipeline = PipelineFile.Parse(Encoding.UTF8.GetBytes(json), "test.json", new LoadSettings { Registry = NodeRegistry.Product });
        (await _run.RunAsync(pipeline)).Outcome.ShouldBe(RunOutcome.Completed);
        return Results.ToDictionary(name => name, name => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(Path.Combine(_run.RunPath, name)))));
    }
}
