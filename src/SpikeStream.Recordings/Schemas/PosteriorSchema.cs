using Apache.Arrow;
using Apache.Arrow.Types;

namespace SpikeStream.Recordings;

/// <summary>The kind <c>posterior</c>: <c>chain</c> int32, <c>draw</c> int32, <c>log_posterior</c> float64, one float64 column per parameter.</summary>
public static class PosteriorSchema
{
    /// <summary>Name of the column of chains.</summary>
    public const string Chain = "chain";

    /// <summary>Name of the column of draws.</summary>
    public const string Draw = "draw";

    /// <summary>Name of the column of log posterior densities.</summary>
    public const string LogPosterior = "log_posterior";

    /// <summary>Makes the schema.</summary>
    /// <param name="parameters">Names of the parameters, in order.</param>
    /// <param name="parameterUnits">Unit of measure of each parameter, null or an empty text where it has none; or no list at all.</param>
    /// <returns>The schema.</returns>
    /// <exception cref="InvalidInputException">The number of units is not that of parameters.</exception>
    public static Schema Create(IReadOnlyList<string> parameters, IReadOnlyList<string?>? parameterUnits = null)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        SchemaParts.CheckCount(parameterUnits, parameters.Count, "parameter units");
        return SchemaParts.Make(
            RecordingKind.Posterior,
            [
                SchemaParts.Column(Chain, Int32Type.Default),
                SchemaParts.Column(Draw, Int32Type.Default),
                SchemaParts.Column(LogPosterior, DoubleType.Default),
                .. SchemaParts.Parameters(parameters, parameterUnits),
            ],
            []);
    }

    /// <summary>Reads the schema.</summary>
    /// <param name="schema">A schema of a posterior.</param>
    /// <returns>Names of the parameters, in order.</returns>
    /// <exception cref="InvalidInputException">The schema is not one of a posterior.</exception>
    public static IReadOnlyList<string> Describe(Schema schema)
    {
        SchemaParts.Expect(
            schema,
            RecordingKind.Posterior,
            (Chain, "int32", Int32Type.Default),
            (Draw, "int32", Int32Type.Default),
            (LogPosterior, "double", DoubleType.Default));
        return [.. schema.FieldsList.Skip(3).Select(field => field.Name)];
    }

    /// <summary>One parameter's draws.</summary>
    /// <param name="batch">A batch of a posterior.</param>
    /// <param name="name">Name of the parameter.</param>
    /// <returns>One value per row.</returns>
    public static ReadOnlySpan<double> Parameter(RecordBatch batch, string name) => Columns.Values<double>(batch, name);

    /// <summary>Makes a batch.</summary>
    /// <param name="schema">A schema of a posterior.</param>
    /// <param name="chains">Chains, one per row.</param>
    /// <param name="draws">Draws, one per row.</param>
    /// <param name="logPosteriors">Log posterior densities, one per row.</param>
    /// <param name="parameters">Values [row, parameter].</param>
    /// <returns>The batch.</returns>
    public static RecordBatch Batch(
        Schema schema, ReadOnlySpan<int> chains, ReadOnlySpan<int> draws, ReadOnlySpan<double> logPosteriors, ReadOnlySpan<double> parameters)
    {
        ArgumentNullException.ThrowIfNull(schema);
        int rows = chains.Length;
        return new RecordBatch(
            schema,
            [
                Columns.Array(Int32Type.Default, Columns.Copy(chains), rows),
                Columns.Array(Int32Type.Default, Columns.Copy(draws), rows),
                Columns.Array(DoubleType.Default, Columns.Copy(logPosteriors), rows),
                .. SchemaParts.Transpose(parameters, rows, schema.FieldsList.Count - 3),
            ],
            rows);
    }
}
