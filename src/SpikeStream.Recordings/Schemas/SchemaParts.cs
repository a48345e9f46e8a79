using Apache.Arrow;
using Apache.Arrow.Types;

namespace SpikeStream.Recordings;

/// <summary>What the schemas of all kinds share.</summary>
internal static class SchemaParts
{
    public static Field Column(string name, IArrowType type, string? unit = null, bool nullable = false) => new(
        name, type, nullable, unit is null ? null : [new KeyValuePair<string, string>(RecordingMetadata.FieldUnit, unit)]);

    public static Schema Make(RecordingKind kind, IEnumerable<Field> fields, IEnumerable<KeyValuePair<string, string?>> metadata) =>
        RecordingMetadata.With(new Schema(fields, null), [new(RecordingMetadata.Kind, RecordingMetadata.KindText(kind)), .. metadata]);

    public static IEnumerable<KeyValuePair<string, string?>> Window(ObservationWindow? window)
    {
        yield return new(RecordingMetadata.Start, RecordingMetadata.Number(window?.Start));
        yield return new(RecordingMetadata.Stop, RecordingMetadata.Number(window?.Stop));
        yield return new(RecordingMetadata.Duration, RecordingMetadata.Number(window?.Duration));
    }

    public static ObservationWindow? FindWindow(Schema schema)
    {
        double? start = RecordingMetadata.FindNumber(schema, RecordingMetadata.Start);
        double? stop = RecordingMetadata.FindNumber(schema, RecordingMetadata.Stop);
        double? duration = RecordingMetadata.FindNumber(schema, RecordingMetadata.Duration);
        if (stop is null && duration is not null) stop = (start ?? 0) + duration;
        if (stop is null) return null;
        if (stop < (start ?? 0))
            throw new InvalidInputException($"schema metadata {RecordingMetadata.Stop}: found {stop} s before the start at {start ?? 0} s.");
        return new ObservationWindow(start ?? 0, stop.Value);
    }

    /// <summary>Refuses a schema that lacks the kind's columns, or has them with another type.</summary>
    public static void Expect(Schema schema, RecordingKind kind, params ReadOnlySpan<(string Name, string Type, IArrowType Expected)> columns)
    {
        ArgumentNullException.ThrowIfNull(schema);
        RecordingKind? found = RecordingMetadata.KindOf(schema);
        if (found is not null && found != kind)
            throw new InvalidInputException($"schema: found kind {RecordingMetadata.KindText(found.Value)}, expected {RecordingMetadata.KindText(kind)}.");
        foreach ((string name, string type, IArrowType expected) in columns)
        {
            IArrowType actual = schema.FieldsList[Columns.IndexOf(schema, name)].DataType;
            if (actual.TypeId != expected.TypeId)
                throw new InvalidInputException($"schema of {RecordingMetadata.KindText(kind)}: found column \"{name}\" of type {Columns.Describe(actual)}, expected {type}.");
        }
    }

    /// <summary>The fixed-size list type of a column.</summary>
    public static FixedSizeListType ExpectList(Schema schema, RecordingKind kind, string name, params ReadOnlySpan<ArrowTypeId> values)
    {
        IArrowType type = schema.FieldsList[Columns.IndexOf(schema, name)].DataType;
        if (type is FixedSizeListType list && values.Contains(list.ValueDataType.TypeId)) return list;
        throw new InvalidInputException(
            $"schema of {RecordingMetadata.KindText(kind)}: found column \"{name}\" of type {Columns.Describe(type)}, expected a fixed-size list of {string.Join(" or ", values.ToArray())}.");
    }

    public static void CheckCount<T>(IReadOnlyList<T>? values, int expected, string what)
    {
        if (values is not null && values.Count != expected)
            throw new InvalidInputException($"schema: found {values.Count} {what}, expected {expected}, one per entry of the list.");
    }

    /// <summary>Whether rows follow each other in time over the whole table; those of several sessions or conditions, named in a column of text, begin anew with each.</summary>
    public static bool IsInOrderOfTime(RecordingKind kind, Schema schema) => kind switch
    {
        RecordingKind.Spikes => true,
        RecordingKind.Series => !HasGroups(schema),
        RecordingKind.Counts => !HasGroups(schema) && CountsSchema.Describe(schema).BinWidth is not null,
        _ => false,
    };

    public static IEnumerable<Field> Parameters(IReadOnlyList<string> names, IReadOnlyList<string?>? units)
    {
        for (int i = 0; i < names.Count; i++)
            yield return Column(names[i], DoubleType.Default, units?[i] is { Length: > 0 } unit ? unit : null);
    }

    /// <summary>Float64 columns from values [row, column].</summary>
    public static List<IArrowArray> Transpose(ReadOnlySpan<double> values, int rows, int columns)
    {
        if (values.Length != (long)rows * columns)
            throw new ArgumentException($"Found {values.Length} values, expected {rows} rows of {columns}.", nameof(values));
        var arrays = new List<IArrowArray>(columns);
        for (int column = 0; column < columns; column++)
        {
            var memory = new ColumnMemory<double>(rows);
            Span<double> target = memory.Span;
            for (int row = 0; row < rows; row++) target[row] = values[row * columns + column];
            arrays.Add(Columns.Array(DoubleType.Default, memory.ToBuffer(), rows));
        }

        return arrays;
    }

    private static bool HasGroups(Schema schema) => schema.FieldsList.Any(field => field.DataType is StringType);
}
