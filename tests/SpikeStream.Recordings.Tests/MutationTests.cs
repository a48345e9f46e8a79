using Apache.Arrow;
using Apache.Arrow.Ipc;
using Apache.Arrow.Types;

namespace SpikeStream.Recordings.Tests;

/// <summary>Mutated files of the formats without a folder of their own are read or refused.</summary>
public sealed class MutationTests : IDisposable
{
    private static readonly ReadOptions[] Ways =
    [
        ReadOptions.Default, new() { Start = 0.2, Stop = 0.9 }, new() { Units = "id < 500" }, new() { Repair = true },
    ];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("spikes.arrow")]
    [InlineData("spikes.arrows")]
    [InlineData("spikes.csv")]
    [InlineData("spikes.npz")]
    public async Task Spikes(string name)
    {
        await Made.WriteAsync(_folder.File(name), Made.SpikeBatch(150, 1), options: new WriteOptions { ChunkRows = 60 });
        Mutations.Survive(_folder.File(name), 1, Ways);
    }

    [Theory]
    [InlineData("counts.arrow")]
    [InlineData("counts.csv")]
    [InlineData("counts.npy")]
    [InlineData("counts.npz")]
    public async Task Counts(string name)
    {
        Schema schema = CountsSchema.Create(3, new BinWidth(1, 1000), ["a", "b", "c"]);
        long[] bins = [.. Enumerable.Range(0, 60).Select(bin => (long)bin)];
        RecordBatch table = CountsSchema.Batch<int>(schema, bins, [.. bins.Select(bin => bin / 1000.0)], [.. Enumerable.Range(0, 180).Select(count => count % 5)]);
        await Made.WriteAsync(_folder.File(name), table, options: new WriteOptions { ChunkRows = 25 });
        ReadOptions counts = new() { Kind = RecordingKind.Counts, BinWidth = new BinWidth(1, 1000) };
        Mutations.Survive(_folder.File(name), 2, [counts, counts with { Start = 0.02, Stop = 0.04 }, counts with { Units = "0, 2" }]);
    }

    [Theory]
    [InlineData("a.arrow")]
    [InlineData("a.arrows")]
    public void Foreign_tables_with_words_for_units(string name)
    {
        var dictionary = new DictionaryArray(new DictionaryType(Int8Type.Default, StringType.Default, false), new Int8Array.Builder().AppendRange([1, 0, 1]).Build(), Columns.Text(["a", "b"]));
        IArrowArray[] columns = [Columns.Array(new TimestampType(Apache.Arrow.Types.TimeUnit.Microsecond, (string?)null), Columns.Copy<long>([1, 2, 3]), 3), dictionary];
        var schema = new Schema([new Field("when", columns[0].Data.DataType, true), new Field("who", columns[1].Data.DataType, true)], null);
        using (FileStream file = File.Create(_folder.File(name)))
        using (ArrowStreamWriter writer = name.EndsWith('s') ? new ArrowStreamWriter(file, schema) : new ArrowFileWriter(file, schema))
        {
            writer.WriteRecordBatch(new RecordBatch(schema, columns, 3));
            writer.WriteEnd();
        }

        ReadOptions named = new() { Columns = new Dictionary<string, string> { ["time"] = "when", ["unit"] = "who" } };
        Mutations.Survive(_folder.File(name), 3, [named, named with { Repair = true, Start = 1e-6 }]);
    }

    [Fact]
    public void A_sorted_table_of_text()
    {
        string path = _folder.Write("a.csv", "time,unit\n0.5,B4\n2.5,\"B5\"\n1.5,B4\n");
        Mutations.Survive(path, 4, [new ReadOptions { Order = SpikeRowOrder.Sort }, new ReadOptions { Repair = true }]);
    }

    [Fact]
    public void Mutations_are_the_same_every_time_and_change_the_file()
    {
        byte[] whole = [.. Enumerable.Range(0, 200).Select(i => (byte)i)];
        byte[][] first = [.. Enumerable.Range(0, 50).Select(seed => Mutations.Mutate(whole, new Random(seed)))];
        byte[][] second = [.. Enumerable.Range(0, 50).Select(seed => Mutations.Mutate(whole, new Random(seed)))];
        first.ShouldBe(second);
        first.Count(bytes => !bytes.AsSpan().SequenceEqual(whole)).ShouldBeGreaterThan(45);
    }
}
