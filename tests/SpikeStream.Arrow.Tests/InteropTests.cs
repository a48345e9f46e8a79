using System.Diagnostics;
using System.Text.Json;
using Apache.Arrow;
using Apache.Arrow.Ipc;
using Apache.Arrow.Types;
using SpikeStream.Tests;

namespace SpikeStream.Arrow.Tests;

/// <summary>
/// The npm package apache-arrow, an implementation of its own, reads what we write and writes what we read. Its script holds
/// the same table as <see cref="Table"/>.
/// </summary>
public sealed class InteropTests
{
    [SkippableTheory]
    [InlineData("stream")]
    [InlineData("file")]
    public void What_the_other_implementation_writes_is_read_here(string format)
    {
        using var folder = new TemporaryFolder();
        string path = folder.PathOf("theirs.arrow");
        Node("write", path, format);
        using FileStream file = File.OpenRead(path);
        using ArrowStreamReader reader = format == "file" ? new ArrowFileReader(file) : new ArrowStreamReader(file);
        RecordBatch expected = Table();
        ArrowText.Describe(reader.Schema).ShouldBe(ArrowText.Describe(expected.Schema));
        using RecordBatch? batch = reader.ReadNextRecordBatch();
        ArrowText.Render(batch!).ShouldBe(ArrowText.Render(expected));
        reader.ReadNextRecordBatch().ShouldBeNull();
    }

    [SkippableTheory]
    [InlineData("stream")]
    [InlineData("file")]
    public void What_is_written_here_is_read_by_the_other_implementation(string format)
    {
        using var folder = new TemporaryFolder();
        string ours = folder.PathOf("ours.arrow");
        string theirs = folder.PathOf("theirs.arrow");
        RecordBatch table = Table();
        using (FileStream file = File.Create(ours))
        using (ArrowStreamWriter writer = format == "file" ? new ArrowFileWriter(file, table.Schema) : new ArrowStreamWriter(file, table.Schema))
        {
            // Slices at no multiple of 8, so that bitmaps and offsets have to be moved.
            writer.WriteRecordBatch(table.Slice(0, 3));
            writer.WriteRecordBatch(table.Slice(3, 7));
            writer.WriteRecordBatch(table.Slice(10, 2));
            writer.WriteEnd();
        }

        Node("write", theirs, format);
        using JsonDocument found = JsonDocument.Parse(Node("read", ours));
        using JsonDocument expected = JsonDocument.Parse(Node("read", theirs));
        found.RootElement.GetProperty("batches").ToString().ShouldBe("[3,7,2]");
        found.RootElement.GetProperty("metadata").ToString().ShouldBe(expected.RootElement.GetProperty("metadata").ToString());
        found.RootElement.GetProperty("columns").EnumerateArray().Select(column => column.ToString())
            .ShouldBe(expected.RootElement.GetProperty("columns").EnumerateArray().Select(column => column.ToString()));
    }

    [SkippableFact]
    public void Types_that_the_script_does_not_write_are_read_by_the_other_implementation()
    {
        using var folder = new TemporaryFolder();
        string path = folder.PathOf("more.arrows");
        var batch = new RecordBatch.Builder()
            .Append("uint8", false, a => a.UInt8(b => b.Append(1).Append(255)))
            .Append("int16", false, a => a.Int16(b => b.Append(-300).AppendNull()))
            .Append("uint16", false, a => a.UInt16(b => b.Append(1).Append(65535)))
            .Append("uint64", false, a => a.UInt64(b => b.Append(1).Append(ulong.MaxValue)))
            .Append("binary", false, a => a.Binary(b => b.Append(new byte[] { 1, 2 }.AsSpan()).AppendNull()))
            .Append("nothing", true, new NullArray(2))
            .Build();
        using (FileStream file = File.Create(path))
        using (var writer = new ArrowStreamWriter(file, batch.Schema))
        {
            writer.WriteRecordBatch(batch);
            writer.WriteEnd();
        }

        using JsonDocument found = JsonDocument.Parse(Node("read", path));
        found.RootElement.GetProperty("columns").EnumerateArray()
            .Select(column => $"{column.GetProperty("name").GetString()} {column.GetProperty("type").GetString()} {column.GetProperty("values")}")
            .ShouldBe(
            [
                "uint8 Uint8 [1,255]",
                "int16 Int16 [-300,null]",
                "uint16 Uint16 [1,65535]",
                "uint64 Uint64 [\"1\",\"18446744073709551615\"]",
                "binary Binary [[1,2],null]",
                "nothing Null [null,null]",
            ]);
    }

    private static RecordBatch Table()
    {
        int?[] rows = [.. Enumerable.Range(0, 12).Select(i => i % 4 == 3 ? (int?)null : i)];
        var metadata = new Dictionary<string, string> { ["spikestream.kind"] = "spikes" };
        List<(Field Field, IArrowArray Array)> columns = [];
        void Add(string name, IArrowArray array, Dictionary<string, string>? fieldMetadata = null) =>
            columns.Add((new Field(name, array.Data.DataType, true, fieldMetadata!), array));

        var int8 = new Int8Array.Builder();
        var int32 = new Int32Array.Builder();
        var int64 = new Int64Array.Builder();
        var uint32 = new UInt32Array.Builder();
        var float32 = new FloatArray.Builder();
        var float64 = new DoubleArray.Builder();
        var utf8 = new StringArray.Builder();
        var boolean = new BooleanArray.Builder();
        var triples = new FixedSizeListArray.Builder(Int32Type.Default, 3);
        var pairs = new FixedSizeListArray.Builder(DoubleType.Default, 2);
        var list = new ListArray.Builder(Int32Type.Default);
        var x = new Int32Array.Builder();
        var y = new StringArray.Builder();
        var label = new Int32Array.Builder();
        var instant = new TimestampArray.Builder(TimeUnit.Millisecond, "UTC");
        foreach (int? row in rows)
        {
            int8.Append((sbyte?)(row - 5));
            int32.Append(row * 1000);
            int64.Append(row * 10000000000L);
            uint32.Append((uint?)(row * 3));
            float32.Append(row / 4f);
            float64.Append(row + 0.1);
            utf8.Append(row is null ? null : $"text {row} é");
            boolean.NullableAppend(row is null ? null : row % 3 == 0);
            x.Append(row);
            y.Append(row is null ? null : $"s{row}");
            label.Append(row % 3);
            if (row is not int i)
            {
                triples.AppendNull();
                pairs.AppendNull();
                list.AppendNull();
                instant.AppendNull();
                continue;
            }

            triples.Append();
            ((Int32Array.Builder)triples.ValueBuilder).Append(i).Append(i + 1).Append(i + 2);
            pairs.Append();
            ((DoubleArray.Builder)pairs.ValueBuilder).Append(i / 2.0).Append(i / 8.0);
            list.Append();
            for (int k = 0; k < i % 3; k++) ((Int32Array.Builder)list.ValueBuilder).Append(i + k);
            instant.Append(DateTimeOffset.UnixEpoch.AddSeconds(i));
        }

        Add("int8", int8.Build());
        Add("int32", int32.Build(), new Dictionary<string, string> { ["unit"] = "ms" });
        Add("int64", int64.Build());
        Add("uint32", uint32.Build());
        Add("float32", float32.Build());
        Add("float64", float64.Build());
        Add("utf8", utf8.Build());
        Add("bool", boolean.Build());
        Add("triples", triples.Build());
        Add("pairs", pairs.Build());
        Add("list", list.Build());
        Int32Array validity = x.Build();
        var structType = new StructType([new Field("x", Int32Type.Default, true), new Field("y", StringType.Default, true)]);
        Add("struct", new StructArray(structType, rows.Length, [validity, y.Build()], validity.NullBitmapBuffer, validity.NullCount));
        StringArray labels = new StringArray.Builder().Append("unit 0").Append("unit 1").Append("unit 2").Build();
        Add("label", new DictionaryArray(new DictionaryType(Int32Type.Default, StringType.Default, false), label.Build(), labels));
        Add("instant", instant.Build());
        return new RecordBatch(new Schema(columns.Select(column => column.Field), metadata), columns.Select(column => column.Array), rows.Length);
    }

    private static string Node(params string[] arguments)
    {
        string folder = Path.Combine(SharedData.RepositoryRoot, "tests", "SpikeStream.Arrow.Tests", "interop");
        bool isInstalled = Directory.Exists(Path.Combine(folder, "node_modules", "apache-arrow"));
        if (!isInstalled && Environment.GetEnvironmentVariable("CI") == "true")
            throw new InvalidOperationException("CI needs the npm package apache-arrow: run tools/setup-tests.sh.");
        Skip.IfNot(isInstalled, "The npm package apache-arrow is missing: run tools/setup-tests.sh.");
        var start = new ProcessStartInfo("node", ["interop.mjs", .. arguments])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        process.ExitCode.ShouldBe(0, errors.GetAwaiter().GetResult());
        return output;
    }
}
