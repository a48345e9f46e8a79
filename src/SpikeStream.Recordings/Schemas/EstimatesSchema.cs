using Apache.Arrow;
using Apache.Arrow.Types;

namespace SpikeStream.Recordings;

/// <summary>
/// The kind <c>estimates</c>: <c>step</c> int64, <c>time</c> float64 (s of data consumed), <c>epoch</c> int32, <c>objective</c> float64,
/// <c>gradient_norm</c> float64, where there are several starts their number <c>start</c> int32 from 1, and one float64 column per free parameter.
/// </summary>
public static class EstimatesSchema
{
    /// <summary>Name of the column of optimiser steps.</summary>
    public const string Step = "step";

    /// <summary>Name of the column of seconds of data consumed.</summary>
    public const string Time = "time";

    /// <summary>Name of the column of epochs.</summary>
    public const string Epoch = "epoch";

    /// <summary>Name of the column of the objective.</summary>
    public const string Objective = "objective";

    /// <summary>Name of the column of the gradient's norm.</summary>
    public const string GradientNorm = "gradient_norm";

    /// <summary>Name of the column of numbers of starts, which estimates of several starts have.</summary>
    public const string Start = "start";

    /// <summary>Makes the schema.</summary>
    /// <param name="parameters">Names of the free parameters, in order.</param>
    /// <param name="parameterUnits">Unit of measure of each parameter, null or an empty text where it has none; or no list at all.</param>
    /// <param name="hasStarts">Whether there is a column of numbers of starts.</param>
    /// <returns>The schema.</returns>
    /// <exception cref="InvalidInputException">The number of units is not that of parameters.</exception>
    public static Schema Create(IReadOnlyList<string> parameters, IReadOnlyList<string?>? parameterUnits = null, bool hasStarts = false)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        SchemaParts.CheckCount(parameterUnits, parameters.Count, "parameter units");
        return SchemaParts.Make(
            RecordingKind.Estimates,
            [
                SchemaParts.Column(Step, Int64Type.Default),
                SchemaParts.Column(Time, DoubleType.Default, "s"),
                SchemaParts.Column(Epoch, Int32Type.Default),
                SchemaParts.Column(Objective, DoubleType.Default),
                SchemaParts.Column(GradientNorm, DoubleType.Default),
                .. hasStarts ? [SchemaParts.Column(Start, Int32Type.Default)] : System.Array.Empty<Field>(),
                .. SchemaParts.Parameters(parameters, parameterUnits),
            ],
            []);
    }

    /// <summary>Reads the schema.</summary>
    /// <param name="schema">A schema of estimates.</param>
    /// <returns>Names of the free parameters, in order.</returns>
    /// <exception cref="InvalidInputException">The schema is not one of estimates.</exception>
    public static IReadOnlyList<string> Describe(Schema schema)
    {
        SchemaParts.Expect(
            schema,
            RecordingKind.Estimates,
            (Step, "int64", Int64Type.Default),
            (Time, "double", DoubleType.Default),
            (Epoch, "int32", Int32Type.Default),
            (Objective, "double", DoubleType.Default),
            (GradientNorm, "double", DoubleType.Default));
        return [.. schema.FieldsList.Skip(FixedColumns(schema)).Select(field => field.Name)];
    }

    /// <summary>Whether a schema of estimates has a column of numbers of starts.</summary>
    /// <param name="schema">A schema of estimates.</param>
    /// <returns>True where its rows are of several starts.</returns>
    public static bool HasStarts(Schema schema)
    {
        ArgumentNullException.ThrowIfNull(schema);
        return schema.FieldsList.Count > 5 && schema.FieldsList[5] is { Name: Start, DataType: Int32Type };
    }

    /// <summary>The numbers of the starts of a batch.</summary>
    /// <param name="batch">A batch of estimates of several starts.</param>
    /// <returns>One number per row, from 1.</returns>
    public static ReadOnlySpan<int> Starts(RecordBatch batch) => Columns.Values<int>(batch, Start);

    /// <summary>The steps of a batch.</summary>
    /// <param name="batch">A batch of estimates.</param>
    /// <returns>One step per row.</returns>
    public static ReadOnlySpan<long> Steps(RecordBatch batch) => Columns.Values<long>(batch, Step);

    /// <summary>One parameter's estimates.</summary>
    /// <param name="batch">A batch of estimates.</param>
    /// <param name="name">Name of the parameter.</param>
    /// <returns>One value per row.</returns>
    public static ReadOnlySpan<double> Parameter(RecordBatch batch, string name) => Columns.Values<double>(batch, name);

    /// <summary>Makes a batch.</summary>
    /// <param name="schema">A schema of estimates.</param>
    /// <param name="steps">Optimiser steps, one per row.</param>
    /// <param name="times">Seconds of data consumed, one per row.</param>
    /// <param name="epochs">Epochs, one per row.</param>
    /// <param name="objectives">Objective, one per row.</param>
    /// <param name="gradientNorms">Norm of the gradient, one per row.</param>
    /// <param name="parameters">Values [row, parameter].</param>
    /// <param name="starts">Numbers of the starts, one per row, where the schema has a column for them.</param>
    /// <returns>The batch.</returns>
    public static RecordBatch Batch(
        Schema schema,
        ReadOnlySpan<long> steps,
        ReadOnlySpan<double> times,
        ReadOnlySpan<int> epochs,
        ReadOnlySpan<double> objectives,
        ReadOnlySpan<double> gradientNorms,
        ReadOnlySpan<double> parameters,
        ReadOnlySpan<int> starts = default)
    {
        ArgumentNullException.ThrowIfNull(schema);
        int rows = steps.Length;
        return new RecordBatch(
            schema,
            [
                Columns.Array(Int64Type.Default, Columns.Copy(steps), rows),
                Columns.Array(DoubleType.Default, Columns.Copy(times), rows),
                Columns.Array(Int32Type.Default, Columns.Copy(epochs), rows),
                Columns.Array(DoubleType.Default, Columns.Copy(objectives), rows),
                Columns.Array(DoubleType.Default, Columns.Copy(gradientNorms), rows),
                .. HasStarts(schema) ? [Columns.Array(Int32Type.Default, Columns.Copy(starts), rows)] : System.Array.Empty<IArrowArray>(),
                .. SchemaParts.Transpose(parameters, rows, schema.FieldsList.Count - FixedColumns(schema)),
            ],
            rows);
    }

    private static int FixedColumns(Schema schema) => HasStarts(schema) ? 6 : 5;
}
