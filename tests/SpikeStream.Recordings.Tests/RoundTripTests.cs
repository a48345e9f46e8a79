using Apache.Arrow;
using FsCheck;
using FsCheck.Fluent;

namespace SpikeStream.Recordings.Tests;

/// <summary>What is written comes back bit for bit, whatever the format, the kind and the cuts into batches.</summary>
public sealed class RoundTripTests
{
    private static readonly Config Quick = Config.QuickThrowOnFailure.WithMaxTest(40);

    private static readonly Gen<int> Sizes = Gen.Choose(0, 300);

    [Theory]
    [InlineData("a.arrow")]
    [InlineData("a.arrows")]
    [InlineData("a.csv")]
    [InlineData("a.npz")]
    public void Spikes_come_back_bit_for_bit(string name) => Check(seed =>
    {
        var random = new Random(seed);
        int count = random.Next(300);
        double[] times = [.. Enumerable.Range(0, count).Select(_ => AnyTime(random)).Order()];
        uint[] units = [.. Enumerable.Range(0, count).Select(_ => (uint)random.NextInt64(1L << random.Next(1, 33)))];
        return SpikesSchema.Batch(SpikesSchema.Create(), times, units);
    }, name, ReadOptions.Default);

    [Theory]
    [InlineData("a.arrow")]
    [InlineData("a.arrows")]
    [InlineData("a.csv")]
    [InlineData("a.npz")]
    public void Counts_come_back_with_what_was_not_observed(string name) => Check(
        seed =>
        {
            var random = new Random(seed);
            int rows = random.Next(200), units = random.Next(1, 9);
            var width = new BinWidth(random.Next(1, 50), 1000);
            long first = random.Next(1000);
            long[] bins = [.. Enumerable.Range(0, rows).Select(row => first + row)];
            int[] counts = [.. Enumerable.Range(0, rows * units).Select(_ => random.Next(5))];
            return CountsSchema.Batch<int>(
                CountsSchema.Create(units, width, [.. Enumerable.Range(0, units).Select(unit => $"unit {unit}")]),
                bins, [.. bins.Select(width.LeftEdge)], counts, AnyBits(random, counts));
        },
        name,
        new ReadOptions { Kind = RecordingKind.Counts, BinWidth = name == "a.csv" ? new BinWidth(1, 1000) : null });

    [Theory]
    [InlineData("a.arrow")]
    [InlineData("a.npz")]
    public void Real_counts_come_back_bit_for_bit(string name) => Check(
        seed =>
        {
            var random = new Random(seed);
            int rows = random.Next(200), units = random.Next(1, 4);
            long[] bins = [.. Enumerable.Range(0, rows).Select(row => (long)row)];
            double[] counts = [.. Enumerable.Range(0, rows * units).Select(_ => AnyTime(random))];
            Schema schema = CountsSchema.Create(units, new BinWidth(1, 1000), null, [.. Enumerable.Repeat(10, units)], isInteger: false, new ObservationWindow(0, 4));
            return CountsSchema.Batch<double>(schema, bins, [.. bins.Select(bin => bin / 1000.0)], counts, AnyBits(random, counts));
        },
        name,
        ReadOptions.Default);

    [Theory]
    [InlineData("a.arrow")]
    [InlineData("a.arrows")]
    [InlineData("a.csv")]
    [InlineData("a.npz")]
    [InlineData("a.nwb")]
    public void A_series_comes_back_bit_for_bit(string name) => Check(
        seed =>
        {
            var random = new Random(seed);
            int rows = random.Next(200), channels = random.Next(1, 5);
            double[] times = [.. Enumerable.Range(0, rows).Select(_ => AnyTime(random)).Order()];
            double[] values = [.. Enumerable.Range(0, rows * channels).Select(_ => AnyTime(random) * (random.Next(3) - 1))];
            Schema schema = SeriesSchema.Create(channels, null, [.. Enumerable.Range(0, channels).Select(channel => $"c{channel}")], name == "a.csv" ? null : "mV");
            byte[] present = AnyBits(random, values);
            return SeriesSchema.Batch(schema, Columns.Copy<double>(times), Columns.Copy<double>(values), rows, new ArrowBuffer(present));
        },
        name,
        new ReadOptions { Kind = RecordingKind.Series });

    [Fact]
    public void A_matrix_of_counts_comes_back_from_one_array() => Check(
        seed =>
        {
            var random = new Random(seed);
            int rows = random.Next(200), units = random.Next(1, 4);
            long[] bins = [.. Enumerable.Range(0, rows).Select(row => (long)row)];
            double[] counts = [.. Enumerable.Range(0, rows * units).Select(_ => AnyTime(random))];
            byte[] observed = AnyBits(random, counts);
            return CountsSchema.Batch<double>(
                CountsSchema.Create(units, new BinWidth(1, 1000), isInteger: false), bins, [.. bins.Select(new BinWidth(1, 1000).LeftEdge)], counts, observed);
        },
        "a.npy",
        new ReadOptions { Kind = RecordingKind.Counts, BinWidth = new BinWidth(1, 1000) });

    private static double AnyTime(Random random) => random.Next(5) switch
    {
        0 => random.Next(1000),
        1 => Math.Round(random.NextDouble() * 100, random.Next(9)),
        2 => random.NextDouble() * 1e4,
        3 => BitConverter.Int64BitsToDouble(random.NextInt64(0, BitConverter.DoubleToInt64Bits(1e300))),
        _ => random.NextDouble(),
    };

    private static byte[] AnyBits<T>(Random random, T[] values)
    {
        if (random.Next(2) == 0) return [];
        byte[] bits = new byte[(values.Length + 7) / 8];
        for (int i = 0; i < values.Length; i++)
        {
            if (random.Next(4) > 0) bits[i >> 3] |= (byte)(1 << (i & 7));
            else values[i] = default!;
        }

        return bits;
    }

    private static void Check(Func<int, RecordBatch> make, string name, ReadOptions options) =>
        Prop.ForAll(Arb.From(Gen.Choose(0, int.MaxValue)), Arb.From(Sizes), (seed, piece) =>
        {
            using var folder = new TemporaryFolder();
            RecordBatch table = make(seed);
            Made.WriteAsync(folder.File(name), table, piece + 1, new WriteOptions { ChunkRows = piece / 2 + 1 }).GetAwaiter().GetResult();
            IRecordingReader reader = RecordingFormats.Open(folder.File(name), options);
            List<RecordBatch> read = Made.ReadAsync(reader, 0, piece + 1).GetAwaiter().GetResult();
            reader.Kind.ShouldBe(RecordingMetadata.KindOf(table.Schema)!.Value);
            if (!name.EndsWith(".csv", StringComparison.Ordinal) && !name.EndsWith(".npy", StringComparison.Ordinal))
            {
                reader.Schema.Metadata!.OrderBy(entry => entry.Key).ShouldBe(table.Schema.Metadata!.OrderBy(entry => entry.Key));
                reader.Schema.FieldsList.Select(field => field.Metadata?.Values.FirstOrDefault()).ShouldBe(table.Schema.FieldsList.Select(field => field.Metadata?.Values.FirstOrDefault()));
            }

            List<byte[]> found = Bytes(BatchConcatenation.Concatenate(table.Schema, read)), expected = Bytes(BatchConcatenation.Concatenate(table.Schema, [table]));
            found.Count.ShouldBe(expected.Count);
            for (int i = 0; i < found.Count; i++)
                found[i].AsSpan().CommonPrefixLength(expected[i]).ShouldBe(expected[i].Length, $"buffer {i}, of {found[i].Length} bytes, differs there");
        }).Check(Quick);

    private static List<byte[]> Bytes(RecordBatch table)
    {
        var buffers = new List<byte[]>();
        foreach (IArrowArray array in table.Arrays) Add(array.Data);
        return buffers;

        void Add(ArrayData data)
        {
            buffers.AddRange(data.Buffers.Select(buffer => buffer.Span.ToArray()));
            foreach (ArrayData child in data.Children ?? []) Add(child);
        }
    }
}
