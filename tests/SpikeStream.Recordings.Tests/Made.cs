using Apache.Arrow;

namespace SpikeStream.Recordings.Tests;

/// <summary>Recordings made for tests, and their rows as plain lists.</summary>
internal static class Made
{
    public static (double[] Times, uint[] Units) Spikes(int count, int seed, int places = 6)
    {
        var random = new Random(seed);
        double[] times = [.. Enumerable.Range(0, count).Select(_ => Math.Round(random.NextDouble() * count / 100, places)).Order()];
        uint[] units = [.. Enumerable.Range(0, count).Select(_ => (uint)random.Next(1000))];
        // Formats that keep a train per unit cannot tell the order of spikes at the same time.
        for (int from = 0, to; from < count; from = to)
        {
            for (to = from + 1; to < count && times[to] == times[from];) to++;
            System.Array.Sort(units, from, to - from);
        }

        return (times, units);
    }

    public static RecordBatch SpikeBatch(int count, int seed, int places = 6)
    {
        (double[] times, uint[] units) = Spikes(count, seed, places);
        return SpikesSchema.Batch(SpikesSchema.Create(), times, units);
    }

    public static async Task WriteAsync(string path, RecordBatch table, int piece = int.MaxValue, WriteOptions? options = null)
    {
        await using IRecordingWriter writer = RecordingFormats.Create(path, table.Schema, options);
        for (int at = 0; at < table.Length; at += piece)
        {
            await writer.WriteAsync(Columns.Slice(table, at, Math.Min(piece, table.Length - at)), CancellationToken.None);
            if (piece > table.Length) break;
        }

        await writer.CompleteAsync(CancellationToken.None);
        writer.Commit();
    }

    public static async Task<List<RecordBatch>> ReadAsync(IRecordingReader reader, long firstRow = 0, int batchRows = 65_536)
    {
        var batches = new List<RecordBatch>();
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        await foreach (RecordBatch batch in reader.ReadAsync(firstRow, batchRows, deadline.Token)) batches.Add(batch);
        return batches;
    }

    public static async Task<List<(double Time, uint Unit)>> ReadSpikesAsync(string path, ReadOptions? options = null, long firstRow = 0, int batchRows = 65_536)
    {
        await using IRecordingReader reader = RecordingFormats.Open(path, options);
        return Rows(await ReadAsync(reader, firstRow, batchRows));
    }

    public static List<(double Time, uint Unit)> Rows(IEnumerable<RecordBatch> batches)
    {
        var rows = new List<(double, uint)>();
        foreach (RecordBatch batch in batches)
        {
            for (int i = 0; i < batch.Length; i++) rows.Add((SpikesSchema.Times(batch)[i], SpikesSchema.Units(batch)[i]));
        }

        return rows;
    }

    public static async Task<string> RefusalAsync(string path, ReadOptions? options = null) =>
        (await Should.ThrowAsync<InvalidInputException>(() => ReadSpikesAsync(path, options))).Message;
}
