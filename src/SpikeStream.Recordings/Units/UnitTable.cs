using System.Text.Json;
using Apache.Arrow;

namespace SpikeStream.Recordings;

/// <summary>What a recording says of its units: a row per unit, in the order of the engine's unit numbers from 0.</summary>
/// <remarks>The original id of a unit is in the column <see cref="Id"/>. In schema metadata it is a JSON object of columns, key <see cref="RecordingMetadata.UnitTable"/>.</remarks>
public sealed class UnitTable
{
    /// <summary>Name of the column of original ids.</summary>
    public const string Id = "id";

    /// <summary>Makes a table.</summary>
    /// <param name="columns">The properties; all have one value per unit, and no two have the same name.</param>
    /// <exception cref="ArgumentException">Lengths differ, or a name is there twice.</exception>
    public UnitTable(IReadOnlyList<UnitColumn> columns)
    {
        ArgumentNullException.ThrowIfNull(columns);
        Columns = columns;
        Count = columns.Count == 0 ? 0 : columns[0].Values.Count;
        HashSet<string> names = new(StringComparer.Ordinal);
        foreach (UnitColumn column in columns)
        {
            if (column.Values.Count != Count) throw new ArgumentException($"Found {column.Values.Count} values in \"{column.Name}\", expected {Count}, one per unit.", nameof(columns));
            if (!names.Add(column.Name)) throw new ArgumentException($"Found two columns \"{column.Name}\".", nameof(columns));
        }
    }

    /// <summary>Number of units.</summary>
    public int Count { get; }

    /// <summary>The properties, in the order of the recording.</summary>
    public IReadOnlyList<UnitColumn> Columns { get; }

    /// <summary>A property by its name.</summary>
    /// <param name="name">The name, in its own case or another.</param>
    /// <returns>The column, or null where there is none.</returns>
    public UnitColumn? Find(string name) =>
        Columns.FirstOrDefault(column => column.Name == name) ?? Columns.FirstOrDefault(column => string.Equals(column.Name, name, StringComparison.OrdinalIgnoreCase));

    /// <summary>The table of some of the units.</summary>
    /// <param name="units">Rows to keep, in the order wanted.</param>
    /// <returns>The smaller table.</returns>
    public UnitTable Select(IReadOnlyList<int> units) => new([.. Columns.Select(column => new UnitColumn(column.Name, [.. units.Select(unit => column.Values[unit])]))]);

    /// <summary>The table in the metadata of a schema.</summary>
    /// <param name="schema">Any schema.</param>
    /// <returns>The table, or null where there is none.</returns>
    /// <exception cref="InvalidInputException">The metadata are not such a table.</exception>
    public static UnitTable? Read(Schema schema)
    {
        string? text = RecordingMetadata.Find(schema, RecordingMetadata.UnitTable);
        if (text is null) return null;
        try
        {
            using JsonDocument document = JsonDocument.Parse(text);
            return new UnitTable([.. document.RootElement.EnumerateObject().Select(column => new UnitColumn(column.Name, [.. column.Value.EnumerateArray().Select(Value)]))]);
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException or ArgumentException)
        {
            throw new InvalidInputException($"schema metadata {RecordingMetadata.UnitTable}: found no table of units ({fault.Message}), expected a JSON object of columns of equal length.", fault);
        }
    }

    /// <summary>The text for the metadata of a schema.</summary>
    /// <returns>A JSON object: one array per column.</returns>
    public string ToJson()
    {
        using MemoryStream memory = new();
        using (Utf8JsonWriter writer = new(memory))
        {
            writer.WriteStartObject();
            foreach (UnitColumn column in Columns)
            {
                writer.WriteStartArray(column.Name);
                foreach (object? value in column.Values) Write(writer, value);
                writer.WriteEndArray();
            }

            writer.WriteEndObject();
        }

        return System.Text.Encoding.UTF8.GetString(memory.GetBuffer(), 0, (int)memory.Length);
    }

    private static object? Value(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Null => null,
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Number => element.GetDouble(),
        JsonValueKind.String => element.GetString(),
        _ => throw new InvalidOperationException($"a value of kind {element.ValueKind}"),
    };

    private static void Write(Utf8JsonWriter writer, object? value)
    {
        switch (value)
        {
            case string text: writer.WriteStringValue(text); break;
            case bool truth: writer.WriteBooleanValue(truth); break;
            case double number when double.IsFinite(number): writer.WriteNumberValue(number); break;
            // JSON has no numbers that are not finite.
            case double or null: writer.WriteNullValue(); break;
            default: throw new InvalidOperationException($"Found a unit property of type {value.GetType().Name}, expected text, a double or a truth value.");
        }
    }
}
