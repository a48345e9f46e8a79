using Apache.Arrow;
using Apache.Arrow.Types;

namespace SpikeStream.Recordings;

/// <summary>
/// The kind <c>trials</c>: <c>trial</c> int64, <c>start</c> and <c>stop</c> float64 (s), <c>condition</c> utf8, and one column per variable.
/// </summary>
public static class TrialsSchema
{
    /// <summary>Name of the column of trial numbers.</summary>
    public const string Trial = "trial";

    /// <summary>Name of the column of starts.</summary>
    public const string Start = "start";

    /// <summary>Name of the column of stops.</summary>
    public const string Stop = "stop";

    /// <summary>Name of the column of conditions.</summary>
    public const string Condition = "condition";

    /// <summary>The column <c>condition_value</c> of conditions that are numbers.</summary>
    public static Field Value { get; } = new("condition_value", DoubleType.Default, nullable: true);

    /// <summary>Makes the schema.</summary>
    /// <param name="variables">The columns beyond the four, such as a contrast; their types are kept.</param>
    /// <returns>The schema.</returns>
    public static Schema Create(params IEnumerable<Field> variables) =>
        SchemaParts.Make(
            RecordingKind.Trials,
            [
                SchemaParts.Column(Trial, Int64Type.Default),
                SchemaParts.Column(Start, DoubleType.Default, "s", nullable: true),
                SchemaParts.Column(Stop, DoubleType.Default, "s", nullable: true),
                SchemaParts.Column(Condition, StringType.Default, nullable: true),
                .. variables,
            ],
            []);

    /// <summary>Reads the schema.</summary>
    /// <param name="schema">A schema of trials.</param>
    /// <returns>The columns beyond the four.</returns>
    /// <exception cref="InvalidInputException">The schema is not one of trials.</exception>
    public static IReadOnlyList<Field> Describe(Schema schema)
    {
        SchemaParts.Expect(
            schema,
            RecordingKind.Trials,
            (Trial, "int64", Int64Type.Default),
            (Start, "double", DoubleType.Default),
            (Stop, "double", DoubleType.Default),
            (Condition, "utf8", StringType.Default));
        return [.. schema.FieldsList.Where(field => field.Name is not (Trial or Start or Stop or Condition))];
    }

    /// <summary>The trial numbers of a batch.</summary>
    /// <param name="batch">A batch of trials.</param>
    /// <returns>One number per row.</returns>
    public static ReadOnlySpan<long> Trials(RecordBatch batch) => Columns.Values<long>(batch, Trial);

    /// <summary>The starts of a batch.</summary>
    /// <param name="batch">A batch of trials.</param>
    /// <returns>Seconds, one per row.</returns>
    public static ReadOnlySpan<double> Starts(RecordBatch batch) => Columns.Values<double>(batch, Start);

    /// <summary>The stops of a batch.</summary>
    /// <param name="batch">A batch of trials.</param>
    /// <returns>Seconds, one per row.</returns>
    public static ReadOnlySpan<double> Stops(RecordBatch batch) => Columns.Values<double>(batch, Stop);

    /// <summary>The conditions of a batch.</summary>
    /// <param name="batch">A batch of trials.</param>
    /// <returns>An array of text, one per row.</returns>
    public static StringArray Conditions(RecordBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        return (StringArray)batch.Column(Columns.IndexOf(batch.Schema, Condition));
    }

    /// <summary>Makes a batch of trials whose times are not known.</summary>
    /// <param name="schema">A schema of trials.</param>
    /// <param name="trials">Numbers of the trials.</param>
    /// <param name="conditions">Condition of each trial.</param>
    /// <param name="variables">The columns beyond the four.</param>
    /// <returns>The batch; starts and stops are null.</returns>
    public static RecordBatch WithoutTimes(Schema schema, ReadOnlySpan<long> trials, IEnumerable<string?> conditions, params IReadOnlyList<IArrowArray> variables)
    {
        int rows = trials.Length;
        ArrowBuffer nothing = new(new byte[(rows + 7) / 8]);
        IArrowArray Unknown() => new DoubleArray(Columns.Copy<double>(new double[rows]), nothing, rows, rows, 0);
        return new RecordBatch(schema, [Columns.Array(Int64Type.Default, Columns.Copy(trials), rows), Unknown(), Unknown(), Columns.Text(conditions), .. variables], rows);
    }
}
