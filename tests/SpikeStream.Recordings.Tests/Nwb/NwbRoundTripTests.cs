using System.Text.Json;
using Apache.Arrow;
using Apache.Arrow.Types;
using FsCheck;
using FsCheck.Fluent;
using SpikeStream.Tests;

namespace SpikeStream.Recordings.Tests;

/// <summary>What is written as NWB is read back bit for bit, with all that is said of units, observation and session.</summary>
public sealed class NwbRoundTripTests
{
    private static readonly Config Quick = Config.QuickThrowOnFailure.WithMaxTest(25);

    [Fact]
    public void Spikes_units_observation_and_session_come_back() => Prop.ForAll(Arb.From(Gen.Choose(0, int.MaxValue)), seed =>
    {
        using var folder = new TemporaryFolder();
        RecordBatch spikes = AnySpikes(new Random(seed));
        Made.WriteAsync(folder.File("a.nwb"), spikes, 97, new WriteOptions { ChunkRows = 50 }).GetAwaiter().GetResult();
        IRecordingReader reader = RecordingFormats.Open(folder.File("a.nwb"));
        Entries(reader.Schema).ShouldBe(Entries(spikes.Schema));
        Made.Rows(Made.ReadAsync(reader).GetAwaiter().GetResult()).ShouldBe(Made.Rows([spikes]));
    }).Check(Quick);

    [Fact]
    public async Task Trials_come_back_with_their_columns()
    {
        using var folder = new TemporaryFolder();
        Schema schema = RecordingMetadata.With(
            TrialsSchema.Create(new Field("contrast", DoubleType.Default, true), new Field("is_correct", BooleanType.Default, false), new Field("side", StringType.Default, true)),
            new KeyValuePair<string, string?>(RecordingMetadata.Sources, "[]"));
        RecordBatch trials = new(
            schema,
            [
                new Int64Array.Builder().Append(3).Append(-1).Append(long.MaxValue).Build(),
                new DoubleArray.Builder().Append(0.1).AppendNull().Append(1e300).Build(),
                new DoubleArray.Builder().Append(0.25).Append(2).AppendNull().Build(),
                Columns.Text(["left", null, "größe, \"x\""]),
                new DoubleArray.Builder().Append(-0.0).AppendNull().Append(Math.PI).Build(),
                new BooleanArray.Builder().Append(true).Append(false).Append(true).Build(),
                Columns.Text([null, "a\nb", "c"]),
            ],
            3);
        await Made.WriteAsync(folder.File("a.nwb"), trials, 2);
        await using IRecordingReader reader = RecordingFormats.Open(folder.File("a.nwb"), new ReadOptions { Kind = RecordingKind.Trials });
        RecordBatch read = (await Made.ReadAsync(reader)).ShouldHaveSingleItem();
        Entries(reader.Schema).ShouldBe(Entries(schema));
        reader.Schema.FieldsList.Select(field => (field.Name, field.DataType.TypeId)).ShouldBe(schema.FieldsList.Select(field => (field.Name, field.DataType.TypeId)));
        foreach (Field field in schema.FieldsList) Text(read.Column(field.Name)).ShouldBe(Text(trials.Column(field.Name)), field.Name);
    }

    [Fact]
    public async Task A_recording_that_says_nothing_comes_back_as_it_was()
    {
        using var folder = new TemporaryFolder();
        RecordBatch spikes = SpikesSchema.Batch(SpikesSchema.Create(), [0.5, 0.5, 2], [7u, 9, 7]);
        List<string> notices = [];
        await Made.WriteAsync(folder.File("a.nwb"), spikes, options: new WriteOptions { Notice = notices.Add });
        notices.ShouldBe([$"{folder.File("a.nwb")}: NWB needs the time at which the session began, which the recording does not say: wrote 1970-01-01T00:00:00+00:00; state it with sessionStart (--session-start)"]);
        await using IRecordingReader reader = RecordingFormats.Open(folder.File("a.nwb"));
        Entries(reader.Schema).ShouldBe(Entries(spikes.Schema));
        Made.Rows(await Made.ReadAsync(reader)).ShouldBe(Made.Rows([spikes]));
        (await Made.ReadSpikesAsync(folder.File("a.nwb"), new ReadOptions { Units = "9" })).ShouldBe([(0.5, 0u)]);
    }

    [Fact]
    public async Task Trains_longer_than_what_is_held_at_once_come_back()
    {
        using var folder = new TemporaryFolder();
        const int Count = SpikeSpool.BlockSpikes + (SpikeSpool.BlockSpikes / 2) + 11;
        double[] times = [.. Enumerable.Range(0, Count).Select(i => i / 8192.0)];
        // One unit with nearly all of the spikes between units with few.
        uint[] units = [.. Enumerable.Range(0, Count).Select(i => i % 100_003 == 0 ? (uint)(i / 100_003 % 5) : 2u)];
        RecordBatch spikes = SpikesSchema.Batch(SpikesSchema.Create(), times, units);
        await Made.WriteAsync(folder.File("a.nwb"), spikes, 300_000);
        List<(double, uint)> read = await Made.ReadSpikesAsync(folder.File("a.nwb"));
        read.SequenceEqual(Made.Rows([spikes])).ShouldBeTrue();
    }

    [SkippableTheory]
    [InlineData("nwb-a8604/A8604-211122.nwb")]
    [InlineData("nwb-made-session4/session4.nwb")]
    public async Task All_tables_of_genuine_files_come_back(string name)
    {
        string original = SharedData.Folder(name.Split('/'));
        using var folder = new TemporaryFolder();
        IReadOnlyList<RecordingTable> tables = RecordingFormats.Tables(original);
        await using IRecordingTables file = RecordingFormats.CreateTables(folder.File("copy.nwb"));
        foreach (RecordingTable table in tables)
        {
            await using IRecordingReader reader = RecordingFormats.Open(original, new ReadOptions { Table = table.Name, Kind = table.Kind });
            IRecordingWriter writer = file.Add(table.Name, reader.Schema);
            foreach (RecordBatch batch in await Made.ReadAsync(reader)) await writer.WriteAsync(batch, CancellationToken.None);
            await writer.CompleteAsync(CancellationToken.None);
        }

        await file.CompleteAsync(CancellationToken.None);
        file.Commit();
        RecordingFormats.Tables(folder.File("copy.nwb")).ShouldBe(tables);
        foreach (RecordingTable table in tables)
        {
            ReadOptions options = new() { Table = table.Name, Kind = table.Kind };
            await using IRecordingReader first = RecordingFormats.Open(original, options), second = RecordingFormats.Open(folder.File("copy.nwb"), options);
            WithoutVersion(second.Schema).ShouldBe(WithoutVersion(first.Schema));
            List<RecordBatch> expected = await Made.ReadAsync(first), found = await Made.ReadAsync(second);
            foreach (Field field in first.Schema.FieldsList.Where(field => field.DataType is DoubleType or Int64Type or StringType or BooleanType))
                found.SelectMany(batch => Text(batch.Column(field.Name == "tags" ? "tags_" : field.Name))).SequenceEqual(expected.SelectMany(batch => Text(batch.Column(field.Name)))).ShouldBeTrue($"{table.Name} {field.Name}");
            if (table.Kind == RecordingKind.Spikes) Made.Rows(found).SequenceEqual(Made.Rows(expected)).ShouldBeTrue();
            if (table.Kind == RecordingKind.Series) found.SelectMany(batch => SeriesSchema.Samples(batch).ToArray()).SequenceEqual(expected.SelectMany(batch => SeriesSchema.Samples(batch).ToArray())).ShouldBeTrue();
        }

        NwbMade.Check(folder.File("copy.nwb"));
    }

    private static List<string> WithoutVersion(Schema schema) => [.. Entries(schema).Select(entry => System.Text.RegularExpressions.Regex.Replace(entry, "\"nwb_version\":\"[0-9.]*\"", ""))];

    private static List<string> Entries(Schema schema) => [.. schema.Metadata!.OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => $"{entry.Key}={entry.Value}")];

    private static List<string> Text(IArrowArray array) => [.. Enumerable.Range(0, array.Length).Select(row => array.IsNull(row) ? "null" : array switch
    {
        DoubleArray values => BitConverter.DoubleToInt64Bits(values.Values[row]).ToString("x", System.Globalization.CultureInfo.InvariantCulture),
        Int64Array values => values.Values[row].ToString(System.Globalization.CultureInfo.InvariantCulture),
        BooleanArray values => values.GetValue(row).ToString()!,
        _ => ((StringArray)array).GetString(row)!,
    })];

    private static RecordBatch AnySpikes(Random random)
    {
        int units = random.Next(1, 12), count = random.Next(400);
        double[] times = [.. Enumerable.Range(0, count).Select(_ => random.Next(3) == 0 ? Math.Round(random.NextDouble() * 50, 2) : random.NextDouble() * 50).Order()];
        (double Time, uint Unit)[] rows = [.. times.Select(time => (time, (uint)random.Next(units))).Order()];
        long[] ids = [.. Enumerable.Range(0, units).Select(_ => random.NextInt64(-5, 1000)).Distinct()];
        bool hasIds = ids.Length == units;
        List<KeyValuePair<string, string?>> entries = [];
        if (hasIds && random.Next(2) == 0)
        {
            entries.Add(new(RecordingMetadata.UnitTable, new UnitTable(
            [
                new(UnitTable.Id, [.. ids.Select(id => (object)(double)id)]),
                new("quality", [.. ids.Select(_ => random.Next(3) == 0 ? null : (object)(random.Next(2) == 0 ? "good" : "müa"))]),
                new("depth", [.. ids.Select(_ => random.Next(3) == 0 ? null : (object)(random.NextDouble() * 1000))]),
                new("channel", [.. ids.Select(_ => (object)(double)random.Next(64))]),
                new("is_fast", [.. ids.Select(_ => (object)(random.Next(2) == 0))]),
                new("unknown", [.. ids.Select(_ => (object?)null)]),
            ]).ToJson()));
        }

        string[]? names = random.Next(3) switch
        {
            0 => null,
            1 => hasIds ? [.. ids.Select(id => FormattableString.Invariant($"{id}"))] : null,
            _ => [.. Enumerable.Range(0, units).Select(unit => $"unit {unit}")],
        };
        ObservationWindow? window = random.Next(2) == 0 ? new(0, 60) : null;
        if (random.Next(2) == 0)
        {
            Observation observed = new(random.Next(2) == 0 ? [new(0, 30), new(30, 60)] : null, [.. Enumerable.Range(0, units).Select(_ => random.Next(2) == 0 ? (IReadOnlyList<ObservationWindow>?)null : [new(0, 25.5), new(26, 55)])]);
            entries.AddRange(observed.ToMetadata());
            rows = [.. rows.Where(row => observed.Of((int)row.Unit) is not { } stretches || stretches.Any(stretch => row.Time >= stretch.Start && row.Time <= stretch.Stop))];
        }

        if (random.Next(2) == 0)
            entries.Add(new(RecordingMetadata.Session, JsonSerializer.Serialize(new { experimenter = "B; C", lab = "A", rig = "7", session_start_time = "2026-01-02T03:04:05+01:00" })));
        Schema schema = RecordingMetadata.With(SpikesSchema.Create(names, window), entries);
        return SpikesSchema.Batch(schema, [.. rows.Select(row => row.Time)], [.. rows.Select(row => row.Unit)]);
    }
}
