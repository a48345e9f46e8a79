using Apache.Arrow;
using Apache.Arrow.Ipc;
using Apache.Arrow.Types;
using ArrowTimeUnit = Apache.Arrow.Types.TimeUnit;

namespace SpikeStream.Recordings.Tests;

/// <summary>Arrow tables that other programs wrote.</summary>
public sealed class ForeignArrowTests
{
    private static readonly ReadOptions Named = new() { Columns = new Dictionary<string, string> { ["time"] = "when", ["unit"] = "who" } };

    [Fact]
    public async Task Columns_are_found_by_their_usual_names_or_by_the_setting()
    {
        using var folder = new TemporaryFolder();
        string usual = Write(folder, "usual.arrow", ("Spike_Times", Doubles(0.5, 1.5)), ("cluster", Integers(3, 4)));
        string named = Write(folder, "named.arrow", ("other", Doubles(9, 9)), ("when", Doubles(0.5, 1.5)), ("who", Integers(3, 4)));
        (await Made.ReadSpikesAsync(usual)).ShouldBe([(0.5, 3u), (1.5, 4u)]);
        (await Made.ReadSpikesAsync(named, Named)).ShouldBe([(0.5, 3u), (1.5, 4u)]);
        (await Made.RefusalAsync(named)).ShouldContain("found no column for time among \"other\", \"when\", \"who\"; name it in the setting columns");
        (await Made.RefusalAsync(usual, Named)).ShouldContain("found no column \"when\" among");
    }

    [Theory]
    [InlineData(ArrowTimeUnit.Second, 3L, 3.0)]
    [InlineData(ArrowTimeUnit.Millisecond, 1500L, 1.5)]
    [InlineData(ArrowTimeUnit.Microsecond, 1500L, 0.0015)]
    [InlineData(ArrowTimeUnit.Nanosecond, 1500L, 0.0000015)]
    public async Task Timestamps_and_durations_carry_their_unit_in_their_type(ArrowTimeUnit unit, long ticks, double seconds)
    {
        using var folder = new TemporaryFolder();
        IArrowType[] types = [new TimestampType(unit, (string?)null), DurationType.FromTimeUnit(unit)];
        foreach (IArrowType type in types)
        {
            string path = Write(folder, "a.arrow", ("when", Columns.Array(type, Columns.Copy<long>([0, ticks]), 2)), ("who", Integers(1, 2)));
            (await Made.ReadSpikesAsync(path, Named)).ShouldBe([(0.0, 1u), (seconds, 2u)]);
        }
    }

    [Fact]
    public async Task Integers_are_sample_indices_and_need_a_rate()
    {
        using var folder = new TemporaryFolder();
        string path = Write(folder, "a.arrows", ("when", Columns.Array(UInt32Type.Default, Columns.Copy<uint>([15_000, 45_000]), 2)), ("who", Integers(1, 2)));
        (await Made.RefusalAsync(path, Named)).ShouldContain("need sampleRate");
        (await Made.ReadSpikesAsync(path, Named with { SampleRate = 30_000 })).ShouldBe([(0.5, 1u), (1.5, 2u)]);
        (await Made.ReadSpikesAsync(path, Named with { TimeUnit = SpikeTimeUnit.Milliseconds })).ShouldBe([(15.0, 1u), (45.0, 2u)]);
        (await Made.RefusalAsync(path, Named with { SampleRate = -1 })).ShouldContain("sampleRate: found -1, expected a positive number");
    }

    [Fact]
    public async Task Words_number_the_units_whether_plain_or_of_a_dictionary()
    {
        using var folder = new TemporaryFolder();
        StringArray words = Columns.Text(["b", "a", "b"]);
        var dictionary = new DictionaryArray(new DictionaryType(Int8Type.Default, StringType.Default, false), new Int8Array.Builder().AppendRange([1, 0, 1]).Build(), Columns.Text(["a", "b"]));
        var large = new LargeStringArray(3, new ArrowBuffer(Columns.Copy<long>([0, 1, 2, 3]).Memory), new ArrowBuffer("bab"u8.ToArray()), ArrowBuffer.Empty);
        var wide = new DictionaryArray(new DictionaryType(UInt64Type.Default, StringType.Default, false), new UInt64Array.Builder().AppendRange([1, 0, 1]).Build(), Columns.Text(["a", "b"]));
        foreach (IArrowArray units in (IArrowArray[])[words, large, dictionary, wide])
        {
            string path = Write(folder, "a.arrow", ("when", Doubles(1, 2, 3)), ("who", units));
            await using IRecordingReader reader = RecordingFormats.Open(path, Named);
            SpikesSchema.Describe(reader.Schema).UnitNames.ShouldBe(["b", "a"]);
            Made.Rows(await Made.ReadAsync(reader)).ShouldBe([(1.0, 0u), (2.0, 1u), (3.0, 0u)]);
        }
    }

    [Fact]
    public async Task Times_of_half_precision_are_seconds()
    {
        using var folder = new TemporaryFolder();
        string path = Write(folder, "a.arrow", ("when", Columns.Array(HalfFloatType.Default, Columns.Copy<Half>([(Half)0.5, (Half)1.5]), 2)), ("who", Integers(1, 2)));
        (await Made.ReadSpikesAsync(path, Named)).ShouldBe([(0.5, 1u), (1.5, 2u)]);
    }

    [Fact]
    public async Task What_is_no_spike_is_refused_with_its_row()
    {
        using var folder = new TemporaryFolder();
        (await Made.RefusalAsync(Write(folder, "1.arrow", ("when", Doubles(1, 2)), ("who", Integers(1, -2))), Named)).ShouldContain("row 1: found unit -2, expected an integer from 0");
        (await Made.RefusalAsync(Write(folder, "2.arrow", ("when", Doubles(2, 1)), ("who", Integers(1, 2))), Named)).ShouldContain("row 1: found time 1 s after 2 s, expected times that do not decrease");
        (await Made.RefusalAsync(Write(folder, "3.arrow", ("when", Doubles(1, double.NaN)), ("who", Integers(1, 2))), Named)).ShouldContain("row 1: found time NaN, expected a finite time");
        (await Made.RefusalAsync(Write(folder, "4.arrow", ("when", Doubles(1, double.PositiveInfinity)), ("who", Integers(1, 2))), Named)).ShouldContain("row 1: found time Infinity, expected a finite time");
        (await Made.RefusalAsync(Write(folder, "5.arrow", ("when", Columns.Text(["a", "b"])), ("who", Integers(1, 2))), Named with { TimeUnit = SpikeTimeUnit.Seconds })).ShouldContain("for time, expected numbers");
        IArrowArray withNull = new DoubleArray.Builder().Append(1).AppendNull().Build();
        (await Made.RefusalAsync(Write(folder, "6.arrow", ("when", withNull), ("who", Integers(1, 2))), Named)).ShouldContain("row 1: found a null");
    }

    [Fact]
    public async Task A_file_too_large_to_map_is_read_through_a_stream()
    {
        using var folder = new TemporaryFolder();
        await Made.WriteAsync(folder.File("a.arrow"), Made.SpikeBatch(5000, 3), options: new WriteOptions { ChunkRows = 700 });
        await Made.WriteAsync(folder.File("a.arrows"), Made.SpikeBatch(5000, 3), options: new WriteOptions { ChunkRows = 700 });
        List<(double, uint)> expected = Made.Rows([Made.SpikeBatch(5000, 3)]);
        foreach ((string name, long start) in (ReadOnlySpan<(string, long)>)[("a.arrow", 8), ("a.arrows", 0)])
        {
            long bytes = new FileInfo(folder.File(name)).Length;
            ArrowIpcReader reader = ArrowIpcReader.Open(folder.File(name), "arrow", start, bytes, null, ReadOptions.Default, mappedBytes: bytes - 1);
            reader.RowCount.ShouldBeNull();
            Made.Rows(ReadAll(reader, 0)).ShouldBe(expected);
            Made.Rows(ReadAll(reader, 4321)).ShouldBe(expected.Skip(4321).ToList());
        }
    }

    private static List<RecordBatch> ReadAll(IRecordingReader reader, long firstRow) => Made.ReadAsync(reader, firstRow, 999).GetAwaiter().GetResult();

    private static IArrowArray Doubles(params double[] values) => Columns.Array(DoubleType.Default, Columns.Copy<double>(values), values.Length);

    private static IArrowArray Integers(params int[] values) => Columns.Array(Int32Type.Default, Columns.Copy<int>(values), values.Length);

    private static string Write(TemporaryFolder folder, string name, params (string Name, IArrowArray Array)[] columns)
    {
        var schema = new Schema([.. columns.Select(column => new Field(column.Name, column.Array.Data.DataType, true))], null);
        using FileStream file = File.Create(folder.File(name));
        using ArrowStreamWriter writer = name.EndsWith('s') ? new ArrowStreamWriter(file, schema) : new ArrowFileWriter(file, schema);
        writer.WriteStart();
        writer.WriteRecordBatch(new RecordBatch(schema, columns.Select(column => column.Array), columns[0].Array.Length));
        writer.WriteEnd();
        return folder.File(name);
    }
}
