using System.Text.Json;
using Apache.Arrow;

namespace SpikeStream.Recordings.Tests;

/// <summary>Files that are written are read by h5py, keep to the schema of NWB, and are the same bytes every time.</summary>
public sealed class NwbWritingTests : IDisposable
{
    private const string Facts = "{\"experimenter\":\"B; C\",\"lab\":\"A\",\"rig\":\"7\",\"session_start_time\":\"2026-01-02T03:04:05+01:00\",\"subject.species\":\"Mus musculus\",\"subject.age\":\"P90D\"}";

    private readonly TemporaryFolder _folder = new();

    private string Path => _folder.File("a.nwb");

    public void Dispose() => _folder.Dispose();

    [SkippableFact]
    public async Task Every_table_of_a_file_is_what_h5py_reads()
    {
        await WriteAllAsync(Path, 2);
        JsonElement found = NwbMade.Check(Path);
        found.GetProperty("session_start_time").GetString().ShouldBe("2026-01-02T03:04:05+01:00");
        found.GetProperty("subject").ToString().ShouldBe("{\"age\": \"P90D\", \"species\": \"Mus musculus\"}");
        found.GetProperty("experimenter").ToString().ShouldBe("[\"B\", \"C\"]");
        found.GetProperty("notes").GetString().ShouldBe("rig: 7");
        Table(found, "units", "id").ShouldBe("[7, -3, 12]");
        Table(found, "units", "spike_times").ShouldBe("[[0.5, 2.0], [], [0.5, 1.25]]");
        Table(found, "units", "obs_intervals").ShouldBe("[[[0.0, 1.0], [2.0, 4.0]], [[0.0, 1.0], [2.0, 5.0]], [[0.0, 1.0], [2.0, 5.0]]]");
        Table(found, "units", "quality").ShouldBe("[\"good\", \"m\\u00fca\", \"\"]");
        Table(found, "units", "depth").ShouldBe("[10.5, null, 30.0]");
        Table(found, "units", "channel").ShouldBe("[3.0, 4.0, 5.0]");
        Table(found, "units", "is_fast").ShouldBe("[true, false, true]");
        Table(found, "units", "a_b").ShouldBe("[1.0, 2.0, 3.0]");
        Table(found, "units", "electrode_group").ShouldBe("[\"/general/extracellular_ephys/g\", \"/general/extracellular_ephys/g\", \"/general/extracellular_ephys/h\"]");
        Table(found, "units", "unit_name").ShouldBe("[\"E\", \"I\", \"S\"]");
        Table(found, "intervals/trials", "id").ShouldBe("[1, 2]");
        Table(found, "intervals/trials", "stop_time").ShouldBe("[1.0, null]");
        Table(found, "intervals/trials", "condition").ShouldBe("[\"left\", \"right\"]");
        Table(found, "processing/spikestream/scores", "metric").ShouldBe("[\"r2\"]");
        Table(found, "processing/spikestream/scores", "error").ShouldBe("[null]");
        JsonElement counts = found.GetProperty("series").GetProperty("processing/ecephys/counts");
        counts.GetProperty("data").ToString().ShouldBe("[1.0, 2.0, null, 4.0, 5.0, 6.0]");
        counts.GetProperty("times").ToString().ShouldBe("[0.004, 1000.0]");
        JsonElement series = found.GetProperty("series").GetProperty("processing/behavior/series");
        series.GetProperty("times").ToString().ShouldBe("[0.0, 0.5, 3.0]");
        series.GetProperty("unit").GetString().ShouldBe("cm");
        series.GetProperty("shape").ToString().ShouldBe("[3]");
    }

    [SkippableFact]
    public async Task The_bytes_do_not_depend_on_when_or_in_which_batches_a_file_is_written()
    {
        await WriteAllAsync(Path, 1);
        await WriteAllAsync(_folder.File("b.nwb"), 3);
        (await File.ReadAllBytesAsync(_folder.File("b.nwb"))).ShouldBe(await File.ReadAllBytesAsync(Path));
        JsonElement first = NwbMade.Check(Path);
        RecordBatch other = SpikesSchema.Batch(SpikesSchema.Create(), [0.5], [1u]);
        await Made.WriteAsync(_folder.File("c.nwb"), other);
        NwbMade.Check(_folder.File("c.nwb")).GetProperty("identifier").GetString().ShouldNotBe(first.GetProperty("identifier").GetString());
    }

    [SkippableFact]
    public async Task Recordings_without_spikes_or_units_are_files_too()
    {
        await Made.WriteAsync(Path, Made.SpikeBatch(0, 1));
        Table(NwbMade.Check(Path), "units", "id").ShouldBe("[]");
        (await Made.ReadSpikesAsync(Path)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_file_that_is_given_up_leaves_nothing()
    {
        RecordBatch spikes = Made.SpikeBatch(500, 3);
        IRecordingTables file = RecordingFormats.CreateTables(Path, new WriteOptions { PartialFile = PartialFile.Delete, ChunkRows = 100 });
        IRecordingWriter first = file.Add(null, spikes.Schema), second = file.Add("processing/ecephys/more", spikes.Schema);
        await first.WriteAsync(spikes, CancellationToken.None);
        await first.CompleteAsync(CancellationToken.None);
        await second.WriteAsync(spikes, CancellationToken.None);
        Directory.GetFiles(_folder.File(string.Empty)).Length.ShouldBe(2);
        file.Abandon();
        await file.DisposeAsync();
        Directory.GetFiles(_folder.File(string.Empty)).ShouldBeEmpty();

        IRecordingWriter cancelled = RecordingFormats.Create(Path, spikes.Schema, new WriteOptions { PartialFile = PartialFile.Delete });
        await cancelled.WriteAsync(spikes, CancellationToken.None);
        await Should.ThrowAsync<OperationCanceledException>(async () => await cancelled.CompleteAsync(new CancellationToken(canceled: true)));
        cancelled.Abandon();
        await cancelled.DisposeAsync();
        Directory.GetFiles(_folder.File(string.Empty)).ShouldBeEmpty();
    }

    [Fact]
    public void What_has_no_place_is_refused_in_one_line()
    {
        Refusal(new Schema([new Field("a", Apache.Arrow.Types.DoubleType.Default, false)], null)).ShouldBe($"{Path}: found a table of no kind, expected spikes, trials, a series, counts or results for NWB: write .arrow or .csv.");
        Refusal(PosteriorSchema.Create([.. Enumerable.Range(0, 5000).Select(i => $"p{i}")])).ShouldBe($"{Path}: found 5003 columns, expected at most 4000 for NWB: write .arrow or .csv.");
        Refusal(TrialsSchema.Create(new Field("l", new Apache.Arrow.Types.ListType(new Field("item", Apache.Arrow.Types.DoubleType.Default, true)), true))).ShouldBe($"{Path}: found column \"l\" of type list of double, which is not written to NWB: write .arrow.");
        Should.Throw<InvalidInputException>(() => RecordingFormats.CreateTables(_folder.File("a.csv"))).Message.ShouldBe($"{_folder.File("a.csv")}: found several tables, expected one: a file of format csv holds no more.");
        Should.Throw<InvalidInputException>(() => Made.WriteAsync(Path, SpikesSchema.Batch(SpikesSchema.Create(), [1], [2_000_000u])).GetAwaiter().GetResult()).Message
            .ShouldBe($"{Path}: found unit number 2000000, expected numbers below 1048576, for NWB has a row per unit: number the units from 0, with their own numbers as names.");
    }

    [Theory]
    [InlineData("2026-01-31T09:30:00+01:00", true)]
    [InlineData("2026-01-31T09:30Z", true)]
    [InlineData("2026-01-31T09:30:00", false)]
    [InlineData("yesterday", false)]
    public void The_start_of_a_session_needs_a_zone(string text, bool isGood)
    {
        if (isGood) SessionStart.Parse("--session-start", text).Year.ShouldBe(2026);
        else Should.Throw<InvalidInputException>(() => SessionStart.Parse("--session-start", text)).Message.ShouldBe($"--session-start: found \"{text}\", expected a date and time with its zone, such as 2026-01-31T09:30:00+01:00.");
    }

    private string Refusal(Schema schema) => Should.Throw<InvalidInputException>(() => RecordingFormats.Create(Path, schema)).Message;

    private static string Table(JsonElement found, string table, string column) => found.GetProperty("tables").GetProperty(table).GetProperty(column).ToString();

    /// <summary>Writes a small file with a table of each sort.</summary>
    internal static async Task WriteAllAsync(string path, int piece)
    {
        IRecordingTables file = RecordingFormats.CreateTables(path);
        foreach (RecordBatch table in Tables())
        {
            IRecordingWriter writer = file.Add(null, table.Schema);
            for (int at = 0; at < table.Length; at += piece) await writer.WriteAsync(Columns.Slice(table, at, Math.Min(piece, table.Length - at)), CancellationToken.None);
            await writer.CompleteAsync(CancellationToken.None);
        }

        await file.CompleteAsync(CancellationToken.None);
        file.Commit();
        await file.DisposeAsync();
    }

    private static IEnumerable<RecordBatch> Tables()
    {
        UnitTable units = new(
        [
            new(UnitTable.Id, [7.0, -3.0, 12.0]), new("quality", ["good", "müa", null]), new("depth", [10.5, null, 30.0]), new("channel", [3.0, 4.0, 5.0]),
            new("is_fast", [true, false, true]), new("a/b", [1.0, 2.0, 3.0]), new("electrode_group", ["g", "g", "h"]),
        ]);
        Schema spikes = RecordingMetadata.With(
            SpikesSchema.Create(["E", "I", "S"], new ObservationWindow(0, 5)),
            [
                .. new Observation([new(0, 1), new(2, 5)], [[new(0, 4)], null, null]).ToMetadata(), new(RecordingMetadata.UnitTable, units.ToJson()), new(RecordingMetadata.Session, Facts),
            ]);
        yield return SpikesSchema.Batch(spikes, [0.5, 0.5, 1.25, 2], [0u, 2, 2, 0]);
        yield return new(
            TrialsSchema.Create(),
            [
                new Int64Array.Builder().Append(1).Append(2).Build(), new DoubleArray.Builder().Append(0).Append(1.5).Build(),
                new DoubleArray.Builder().Append(1).AppendNull().Build(), Columns.Text(["left", "right"]),
            ],
            2);
        yield return CountsSchema.Batch<int>(CountsSchema.Create(2, new BinWidth(1, 1000), ["E", "I"]), [4, 5, 6], [0.004, 0.005, 0.006], [1, 2, 0, 4, 5, 6], [0b111011]);
        yield return SeriesSchema.Batch(SeriesSchema.Create(1, null, valueUnit: "cm"), [0, 0.5, 3], [1, -2, 0.1]);
        yield return ScoresSchema.Batch(ScoresSchema.Create(), [new("r2", "E", 0.5, double.NaN)]);
    }
}
