using Apache.Arrow;
using Apache.Arrow.Types;

namespace SpikeStream.Recordings;

/// <summary>The kind <c>scores</c>: <c>metric</c> utf8, <c>target</c> utf8 (unit, population or pair), <c>value</c> float64, <c>error</c> float64.</summary>
public static class ScoresSchema
{
    /// <summary>Name of the column of metrics.</summary>
    public const string Metric = "metric";

    /// <summary>Name of the column of targets.</summary>
    public const string Target = "target";

    /// <summary>Name of the column of values.</summary>
    public const string Value = "value";

    /// <summary>Name of the column of standard errors.</summary>
    public const string Error = "error";

    /// <summary>One score.</summary>
    /// <param name="Metric">Name of the metric.</param>
    /// <param name="Target">What was scored.</param>
    /// <param name="Value">The score.</param>
    /// <param name="Error">Its standard error; NaN where there is none.</param>
    public sealed record Row(string Metric, string Target, double Value, double Error);

    /// <summary>Makes the schema.</summary>
    /// <returns>The schema.</returns>
    public static Schema Create() => SchemaParts.Make(
        RecordingKind.Scores,
        [
            SchemaParts.Column(Metric, StringType.Default),
            SchemaParts.Column(Target, StringType.Default),
            SchemaParts.Column(Value, DoubleType.Default),
            SchemaParts.Column(Error, DoubleType.Default),
        ],
        []);

    /// <summary>Checks that a schema is one of scores.</summary>
    /// <param name="schema">The schema.</param>
    /// <exception cref="InvalidInputException">It is not.</exception>
    public static void Describe(Schema schema) => SchemaParts.Expect(
        schema,
        RecordingKind.Scores,
        (Metric, "utf8", StringType.Default),
        (Target, "utf8", StringType.Default),
        (Value, "double", DoubleType.Default),
        (Error, "double", DoubleType.Default));

    /// <summary>The scores of a batch.</summary>
    /// <param name="batch">A batch of scores.</param>
    /// <returns>One per row.</returns>
    public static IReadOnlyList<Row> Rows(RecordBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        Describe(batch.Schema);
        var metrics = (StringArray)batch.Column(Columns.IndexOf(batch.Schema, Metric));
        var targets = (StringArray)batch.Column(Columns.IndexOf(batch.Schema, Target));
        ReadOnlySpan<double> values = Columns.Values<double>(batch, Value), errors = Columns.Values<double>(batch, Error);
        var rows = new Row[batch.Length];
        for (int i = 0; i < rows.Length; i++) rows[i] = new Row(metrics.GetString(i) ?? string.Empty, targets.GetString(i) ?? string.Empty, values[i], errors[i]);
        return rows;
    }

    /// <summary>Makes a batch.</summary>
    /// <param name="schema">A schema of scores.</param>
    /// <param name="rows">The scores.</param>
    /// <returns>The batch.</returns>
    public static RecordBatch Batch(Schema schema, IReadOnlyList<Row> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        double[] values = [.. rows.Select(row => row.Value)], errors = [.. rows.Select(row => row.Error)];
        return new RecordBatch(
            schema,
            [
                Columns.Text(rows.Select(row => row.Metric)),
                Columns.Text(rows.Select(row => row.Target)),
                Columns.Array(DoubleType.Default, Columns.Copy<double>(values), rows.Count),
                Columns.Array(DoubleType.Default, Columns.Copy<double>(errors), rows.Count),
            ],
            rows.Count);
    }
}
