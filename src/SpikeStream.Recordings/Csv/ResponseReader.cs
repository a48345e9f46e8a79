using Apache.Arrow;

namespace SpikeStream.Recordings;

/// <summary>Reads counts from text, a line per trial, in memory that does not grow with the number of trials.</summary>
internal sealed class ResponseReader(string path, int units, Schema schema, string format, long lines) : RecordingReader(RecordingKind.Counts, schema, format, lines)
{
    private const int MostCounts = 1 << 20;

    protected override IAsyncEnumerable<RecordBatch> ReadChunksAsync(long firstRow, int chunkRows, CancellationToken cancellationToken) =>
        FromSync(ReadChunks(firstRow, Math.Clamp(MostCounts / units, 1, chunkRows)), cancellationToken);

    private IEnumerable<RecordBatch> ReadChunks(long firstRow, int chunkRows)
    {
        using var responses = new ResponseLines(path);
        List<int> counts = [];
        long row = 0;
        for (; row < firstRow && responses.TryRead(counts); row++) counts.Clear();
        while (true)
        {
            long first = row;
            while (row - first < chunkRows && responses.TryRead(counts)) row++;
            if (row == first) yield break;
            long[] trials = [.. Enumerable.Range(0, (int)(row - first)).Select(trial => first + trial)];
            yield return CountsSchema.Batch<int>(Schema, trials, [.. trials.Select(trial => (double)trial)], counts.ToArray());
            counts.Clear();
        }
    }
}
