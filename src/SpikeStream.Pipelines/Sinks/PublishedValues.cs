using System.Globalization;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Sinks;

/// <summary>A table of published values: text with the columns metric, target, value and error (NaN where none is given).</summary>
internal sealed class PublishedValues
{
    private const int MostRows = 100_000;

    private PublishedValues(IReadOnlyList<ScoresSchema.Row> rows) => Rows = rows;

    /// <summary>The values in the order of the file.</summary>
    public IReadOnlyList<ScoresSchema.Row> Rows { get; }

    /// <summary>Reads the file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="InvalidInputException">It is no such table, or gives a value twice.</exception>
    public static async ValueTask<PublishedValues> ReadAsync(string path, CancellationToken cancellationToken)
    {
        List<ScoresSchema.Row> rows = [];
        IRecordingReader reader = RecordingFormats.Open(path, new ReadOptions { Kind = RecordingKind.Scores });
        await using (reader.ConfigureAwait(false))
        {
            await foreach (Apache.Arrow.RecordBatch batch in reader.ReadAsync(0, MostRows, cancellationToken).ConfigureAwait(false)) rows.AddRange(ScoresSchema.Rows(batch));
        }

        if (rows.Count == 0) throw new InvalidInputException($"{path}: found no rows, expected published values");
        foreach (IGrouping<(string Metric, string Target), ScoresSchema.Row> group in rows.GroupBy(row => (row.Metric, row.Target)))
        {
            if (group.Count() > 1)
                throw new InvalidInputException($"{path}: found {group.Count()} values of {group.Key.Metric} for \"{group.Key.Target}\", expected one");
        }

        return new PublishedValues(rows);
    }

    /// <summary>Joins our scores with the published ones: in the order of the publication, then what is only ours. Of several of ours the last counts.</summary>
    /// <param name="ours">Our scores in their order.</param>
    public IReadOnlyList<ComparedScore> Join(IReadOnlyList<ScoresSchema.Row> ours)
    {
        Dictionary<(string Metric, string Target), ScoresSchema.Row> newest = [];
        foreach (ScoresSchema.Row row in ours) newest[(row.Metric, row.Target)] = row;
        List<ComparedScore> joined = [];
        foreach (ScoresSchema.Row row in Rows)
        {
            ScoresSchema.Row? own = newest.GetValueOrDefault((row.Metric, row.Target));
            joined.Add(new(row.Metric, row.Target, own?.Value ?? double.NaN, own?.Error ?? double.NaN, row.Value, row.Error));
            newest.Remove((row.Metric, row.Target));
        }

        foreach (ScoresSchema.Row row in ours)
        {
            if (newest.Remove((row.Metric, row.Target), out ScoresSchema.Row? last)) joined.Add(new(row.Metric, row.Target, last.Value, last.Error, double.NaN, double.NaN));
        }

        return joined;
    }

    /// <summary>Writes joined rows as text with a header.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="writer">Takes the text.</param>
    public static void Write(IEnumerable<ComparedScore> rows, TextWriter writer)
    {
        writer.Write("metric,target,value,error,published,published_error,difference\n");
        foreach (ComparedScore row in rows)
        {
            double[] numbers = [row.Value, row.Error, row.Published, row.PublishedError, row.Difference];
            writer.Write($"{Quote(row.Metric)},{Quote(row.Target)},{string.Join(',', numbers.Select(number => number.ToString("R", CultureInfo.InvariantCulture)))}\n");
        }
    }

    private static string Quote(string text) =>
        text.AsSpan().IndexOfAny(",\"\r\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
