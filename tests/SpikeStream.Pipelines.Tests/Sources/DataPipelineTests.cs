using System.Globalization;
using System.Text;
using Apache.Arrow;
using SpikeStream.Pipelines.Catalog;
using SpikeStream.Pipelines.Definition;
using SpikeStream.Pipelines.Execution;
using SpikeStream.Pipelines.Tests.Execution;
using SpikeStream.Pipelines.Tests.Stages;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Tests.Sources;

/// <summary>Recordings through the real graph, from file or feed to files.</summary>
public sealed class DataPipelineTests : IDisposable
{
    private const int Spikes = 20_000;
    private static readonly string[] Files = ["counts.arrow", "activity.csv", "counts.npy", "slice.csv", "slice.npz", "windows.arrows", "all.nwb"];

    private readonly TestRun _run = new();
    private readonly string _recording;

    public DataPipelineTests()
    {
        _recording = Path.Combine(_run.Folder, "spikes.arrow");
        RecordBatch spikes = SpikeExamples.RandomSpikes(Spikes, 20, 17, SpikesSchema.Create(SpikeExamples.Names(20)));
        WriteAsync(_recording, spikes).GetAwaiter().GetResult();
    }

    public void Dispose() => _run.Dispose();

    [Fact]
    public async Task Files_are_the_same_to_the_byte_whatever_the_batches_of_the_source_and_the_parallelism()
    {
        SortedDictionary<string, string> expected = await ResultsAsync(Pipeline(FileSource(65_536)));
        expected.Keys.ShouldBe(Files, ignoreOrder: true);
        IRecordingReader archive = RecordingFormats.Open(Path.Combine(_run.RunPath, "slice.npz"));
        await using (archive.ConfigureAwait(true)) archive.Kind.ShouldBe(RecordingKind.Spikes);
        Directory.EnumerateFiles(_run.RunPath, "*.partial").ShouldBeEmpty();
        foreach ((int batchRows, int parallelism) in new[] { (7, 1), (1000, 2) })
            (await ResultsAsync(Pipeline(FileSource(batchRows), parallelism))).ShouldBe(expected);
    }

    [Fact]
    public async Task Files_are_the_same_to_the_byte_after_stops_at_checkpoints()
    {
        SortedDictionary<string, string> expected = await ResultsAsync(Pipeline(FileSource(65_536)));
        Directory.Delete(_run.RunPath, recursive: true);
        int kills = await _run.RunWithKillsAsync(Pipeline(FileSource(100), more: "\"checkpoints\": { \"every\": \"1 h\", \"everyBatches\": 5 },"), killEvery: 1);
        kills.ShouldBeGreaterThan(1);
        Results().ShouldBe(expected);
    }

    [Fact]
    public async Task A_window_of_some_units_is_read_and_resumed_to_the_same_rows()
    {
        string source = string.Create(CultureInfo.InvariantCulture, $$"""{ "id": "spikes", "type": "file", "path": "{{_recording}}", "batchRows": 10, "start": "1 s", "stop": "3 s", "units": "id in ['n3', 'n17']" }""");
        const string Sink = """{ "id": "out", "type": "csv", "from": "spikes", "path": "spikes.csv" }""";
        (await _run.RunAsync(Parse(TestRun.Json(source, "", Sink)))).Outcome.ShouldBe(RunOutcome.Completed);
        string expected = _run.Output("spikes.csv");
        List<string> rows = ["time,unit"];
        await using (IRecordingReader reader = RecordingFormats.Open(_recording))
        {
            await foreach (RecordBatch batch in reader.ReadAsync(0, Spikes, default))
            {
                for (int i = 0; i < batch.Length; i++)
                {
                    double time = SpikesSchema.Times(batch)[i];
                    uint unit = SpikesSchema.Units(batch)[i];
                    if (time is >= 1 and < 3 && unit is (3 or 17)) rows.Add(FormattableString.Invariant($"{time},{(unit == 3 ? 0 : 1)}"));
                }
            }
        }

        rows.Count.ShouldBeGreaterThan(50);
        expected.ShouldBe(string.Join('\n', rows) + "\n");
        Directory.Delete(_run.RunPath, recursive: true);
        (await _run.RunWithKillsAsync(Parse(TestRun.Json(source, "", Sink, "\"checkpoints\": { \"every\": \"1 h\", \"everyBatches\": 2 },")))).ShouldBeGreaterThan(1);
        _run.Output("spikes.csv").ShouldBe(expected);
    }

    [Fact]
    public async Task What_the_source_mends_is_a_warning_of_the_run()
    {
        string path = Path.Combine(_run.Folder, "bad.csv");
        await File.WriteAllTextAsync(path, "time,unit\n2,0\n1,1\n");
        string source = string.Create(CultureInfo.InvariantCulture, $$"""{ "id": "spikes", "type": "file", "path": "{{path}}", "repair": true }""");
        (await _run.RunAsync(Parse(TestRun.Json(source, "", """{ "id": "out", "type": "csv", "from": "spikes", "path": "spikes.csv" }""")))).Outcome.ShouldBe(RunOutcome.Completed);
        _run.Output("spikes.csv").ShouldBe("time,unit\n1,1\n2,0\n");
        File.ReadAllText(Path.Combine(_run.RunPath, "run.json")).ShouldContain("sorted 2 spikes by time, 1 of which came before the one before them");
    }

    [Fact]
    public async Task A_feed_gives_the_same_bytes_as_its_archive()
    {
        SortedDictionary<string, string> expected = await ResultsAsync(Pipeline(FileSource(65_536)));
        using CancellationTokenSource stop = new(TimeSpan.FromSeconds(50));
        IRecordingReader archive = RecordingFormats.Open(_recording);
        await using (archive.ConfigureAwait(true))
        {
            using TcpFeedPublisher publisher = new(archive, new FeedEndpoint("localhost", 0), batchRows: 333);
            Task publishing = publisher.RunAsync(stop.Token);
            string source = string.Create(CultureInfo.InvariantCulture, $$"""{ "id": "spikes", "type": "tcp", "connect": "localhost:{{publisher.Port}}", "kind": "spikes", "batchRows": 100 }""");
            SortedDictionary<string, string> received = await ResultsAsync(Pipeline(source));
            received.ShouldBe(expected);
            await stop.CancelAsync();
            await Should.NotThrowAsync(() => publishing.ContinueWith(_ => { }, TaskScheduler.Default));
        }
    }

    [Fact]
    public async Task A_unit_outside_stops_the_run_and_leaves_nothing_under_a_final_name()
    {
        string json = TestRun.Json(FileSource(1000), """{ "id": "counts", "type": "bin", "from": "spikes", "width": "1 ms", "unitCount": 20 }, { "id": "few", "type": "population-average", "from": "spikes", "width": "1 ms", "populations": { "a": "0-18" } }""",
            """{ "id": "out", "type": "arrow", "from": "few", "path": "counts.arrow" }, { "id": "all", "type": "arrow", "from": "counts", "path": "all.arrow" }""");
        InvalidInputException refusal = await Should.ThrowAsync<InvalidInputException>(() => _run.RunAsync(Parse(json)));
        refusal.Message.ShouldContain("n19");
        Directory.EnumerateFiles(_run.RunPath, "*.arrow").ShouldBeEmpty();
    }

    private static async Task WriteAsync(string path, RecordBatch rows)
    {
        IRecordingWriter writer = RecordingFormats.Create(path, rows.Schema);
        await using (writer.ConfigureAwait(true))
        {
            await writer.WriteAsync(rows, default);
            await writer.CompleteAsync(default);
            writer.Commit();
        }
    }

    private static PipelineDefinition Parse(string json) =>
        PipelineFile.Parse(Encoding.UTF8.GetBytes(json), "test.json", new LoadSettings { Registry = NodeRegistry.Product });

    private static PipelineDefinition Pipeline(string source, int parallelism = 2, string more = "") => Parse(TestRun.Json(
        source,
        """
        { "id": "counts", "type": "bin", "from": "spikes", "width": "1 ms" },
        { "id": "some", "type": "select", "from": "counts", "units": "n3, n0-n1" },
        { "id": "activity", "type": "population-average", "from": "spikes", "width": "5 ms", "as": "activity", "populations": { "a": "0-9", "b": "10-19" } },
        { "id": "stretch", "type": "slice", "from": "spikes", "start": "1 s", "stop": "3 s" },
        { "id": "windows", "type": "window", "from": "spikes", "duration": "250 ms" }
        """,
        """
        { "id": "a", "type": "arrow", "from": "counts", "path": "counts.arrow" },
        { "id": "b", "type": "csv", "from": "activity", "path": "activity.csv" },
        { "id": "c", "type": "npy", "from": "some", "path": "counts.npy" },
        { "id": "d", "type": "csv", "from": "stretch", "path": "slice.csv" },
        { "id": "f", "type": "npy", "from": "stretch", "path": "slice.npz" },
        { "id": "e", "type": "arrow", "from": "windows", "path": "windows.arrows" },
        { "id": "g", "type": "nwb", "from": { "spikes": "stretch", "counts": "counts" }, "path": "all.nwb" }
        """,
        string.Create(CultureInfo.InvariantCulture, $"\"parallelism\": {parallelism}, {more}")));

    private string FileSource(int batchRows) =>
        string.Create(CultureInfo.InvariantCulture, $$"""{ "id": "spikes", "type": "file", "path": "{{_recording}}", "batchRows": {{batchRows}} }""");

    private async Task<SortedDictionary<string, string>> ResultsAsync(PipelineDefinition pipeline)
    {
        if (Directory.Exists(_run.RunPath)) Directory.Delete(_run.RunPath, recursive: true);
        (await _run.RunAsync(pipeline)).Outcome.ShouldBe(RunOutcome.Completed);
        return Results();
    }

    private SortedDictionary<string, string> Results() => new(Files.ToDictionary(
        file => file, file => Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(Path.Combine(_run.RunPath, file))))));
}
