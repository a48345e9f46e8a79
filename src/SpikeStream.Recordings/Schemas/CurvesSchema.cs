using Apache.Arrow;
using Apache.Arrow.Types;

namespace SpikeStream.Recordings;

/// <summary>
/// The kind <c>curves</c>: <c>curve</c> utf8 (what it is of, such as recorded or simulated), <c>target</c> utf8 (unit or population),
/// <c>x</c> float64, <c>value</c> float64, <c>error</c> float64; a row per point, the points of a curve in the order of x. Where x can be a
/// place in a list of names, such as stimuli, there is a column <c>label</c> utf8 as well, null where x is a number of its own.
/// </summary>
public static class CurvesSchema
{
    /// <summary>Name of the column that tells curves of one target apart.</summary>
    public const string Curve = "curve";

    /// <summary>Name of the column of targets.</summary>
    public const string Target = "target";

    /// <summary>Name of the column of abscissas.</summary>
    public const string X = "x";

    /// <summary>Name of the column of values.</summary>
    public const string Value = "value";

    /// <summary>Name of the column of errors.</summary>
    public const string Error = "error";

    /// <summary>Name of the column of names of abscissas, which not all curves have.</summary>
    public const string Label = "label";

    /// <summary>What the schema and metadata of curves say.</summary>
    /// <param name="Abscissa">What x is, such as <c>frequency</c>; null where it is not said or not the same for all curves.</param>
    /// <param name="AbscissaUnit">Unit of measure of x, or null.</param>
    /// <param name="Quantity">What the values are, such as <c>power</c>; null where it is not said or not the same for all curves.</param>
    /// <param name="QuantityUnit">Unit of measure of the values and errors, or null.</param>
    public sealed record Description(string? Abscissa, string? AbscissaUnit, string? Quantity, string? QuantityUnit);

    /// <summary>One point.</summary>
    /// <param name="Curve">What the curve is of.</param>
    /// <param name="Target">The unit or population.</param>
    /// <param name="X">The abscissa.</param>
    /// <param name="Value">The value.</param>
    /// <param name="Error">Its standard error or spread; NaN where there is none.</param>
    /// <param name="Label">What x stands for where it is a place in a list of names; null where it is a number.</param>
    public sealed record Row(string Curve, string Target, double X, double Value, double Error, string? Label = null);

    /// <summary>Makes the schema.</summary>
    /// <param name="description">What the curves are; all null where curves of several quantities stand together.</param>
    /// <param name="hasLabels">Whether x may stand for names.</param>
    /// <returns>The schema.</returns>
    public static Schema Create(Description description, bool hasLabels = false)
    {
        ArgumentNullException.ThrowIfNull(description);
        return SchemaParts.Make(
            RecordingKind.Curves,
            [
                SchemaParts.Column(Curve, StringType.Default),
                SchemaParts.Column(Target, StringType.Default),
                SchemaParts.Column(X, DoubleType.Default, description.AbscissaUnit),
                SchemaParts.Column(Value, DoubleType.Default, description.QuantityUnit),
                SchemaParts.Column(Error, DoubleType.Default, description.QuantityUnit),
                .. hasLabels ? [SchemaParts.Column(Label, StringType.Default, nullable: true)] : (ReadOnlySpan<Field>)[],
            ],
            [new(RecordingMetadata.Abscissa, description.Abscissa), new(RecordingMetadata.Quantity, description.Quantity)]);
    }

    /// <summary>Reads the schema and metadata.</summary>
    /// <param name="schema">A schema of curves.</param>
    /// <returns>What it says.</returns>
    /// <exception cref="InvalidInputException">The schema is not one of curves.</exception>
    public static Description Describe(Schema schema)
    {
        SchemaParts.Expect(
            schema,
            RecordingKind.Curves,
            (Curve, "utf8", StringType.Default),
            (Target, "utf8", StringType.Default),
            (X, "double", DoubleType.Default),
            (Value, "double", DoubleType.Default),
            (Error, "double", DoubleType.Default));
        return new(
            RecordingMetadata.Find(schema, RecordingMetadata.Abscissa), Unit(schema, X), RecordingMetadata.Find(schema, RecordingMetadata.Quantity), Unit(schema, Value));
    }

    /// <summary>The points of a batch.</summary>
    /// <param name="batch">A batch of curves.</param>
    /// <returns>One per row.</returns>
    public static IReadOnlyList<Row> Rows(RecordBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        Describe(batch.Schema);
        var curves = (StringArray)batch.Column(Columns.IndexOf(batch.Schema, Curve));
        var targets = (StringArray)batch.Column(Columns.IndexOf(batch.Schema, Target));
        StringArray? labels = HasLabels(batch.Schema) ? (StringArray)batch.Column(Columns.IndexOf(batch.Schema, Label)) : null;
        ReadOnlySpan<double> x = Columns.Values<double>(batch, X), values = Columns.Values<double>(batch, Value), errors = Columns.Values<double>(batch, Error);
        var rows = new Row[batch.Length];
        for (int i = 0; i < rows.Length; i++) rows[i] = new Row(curves.GetString(i) ?? string.Empty, targets.GetString(i) ?? string.Empty, x[i], values[i], errors[i], labels?.GetString(i));
        return rows;
    }

    /// <summary>Makes a batch.</summary>
    /// <param name="schema">A schema of curves.</param>
    /// <param name="rows">The points.</param>
    /// <returns>The batch.</returns>
    public static RecordBatch Batch(Schema schema, IReadOnlyList<Row> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        double[] x = [.. rows.Select(row => row.X)], values = [.. rows.Select(row => row.Value)], errors = [.. rows.Select(row => row.Error)];
        return new RecordBatch(
            schema,
            [
                Columns.Text(rows.Select(row => row.Curve)),
                Columns.Text(rows.Select(row => row.Target)),
                Columns.Array(DoubleType.Default, Columns.Copy<double>(x), rows.Count),
                Columns.Array(DoubleType.Default, Columns.Copy<double>(values), rows.Count),
                Columns.Array(DoubleType.Default, Columns.Copy<double>(errors), rows.Count),
                .. HasLabels(schema) ? [Columns.Text(rows.Select(row => row.Label))] : (ReadOnlySpan<IArrowArray>)[],
            ],
            rows.Count);
    }

    private static bool HasLabels(Schema schema) => schema.FieldsList.Any(field => field.Name == Label && field.DataType.TypeId == ArrowTypeId.String);

    private static string? Unit(Schema schema, string column)
    {
        Field field = schema.FieldsList[Columns.IndexOf(schema, column)];
        return field.Metadata is not null && field.Metadata.TryGetValue(RecordingMetadata.FieldUnit, out string? text) ? text : null;
    }
}
