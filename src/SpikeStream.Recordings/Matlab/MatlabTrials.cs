using System.Globalization;
using Apache.Arrow;
using Apache.Arrow.Types;

namespace SpikeStream.Recordings;

/// <summary>Reads trials: of an array of structs, one each; of a struct with a value per trial in each field; or of variables that the columns setting names.</summary>
internal static class MatlabTrials
{
    private const int MostTrials = 10_000_000;

    /// <summary>Reads trials.</summary>
    /// <param name="file">The file; closed when they have been read.</param>
    /// <param name="place">The structs; null for variables of the file.</param>
    /// <param name="options">How to read them.</param>
    public static IRecordingReader Open(MatlabFile file, MatlabPlace? place, ReadOptions options)
    {
        if (place is not null and not { Value: MatlabStructs { Count: > 0, Fields.Count: > 0 } })
            throw new InvalidInputException($"{file.Path}: {place.Path}: found {place.Value}, expected structs with the fields of trials.");
        List<(string Role, MatlabPlace Place)> chosen = Choose(file, place, options);
        if (chosen.Count == 0)
            throw new InvalidInputException($"{file.Path}: found {file.Variables}, expected trials: name their variables in the setting columns, such as {{ \"condition\": \"direction\" }} (--column condition=direction).");
        long rows = Rows(place, chosen[0].Place);
        if (rows > MostTrials) throw new InvalidInputException($"{file.Path}: {chosen[0].Place.Path}: found {rows} trials, expected at most {MostTrials}.");
        List<(Field Field, IArrowArray Values)> variables = [];
        (IArrowArray starts, IArrowArray stops, IArrowArray conditions) = (Numbers(new object?[rows]), Numbers(new object?[rows]), Columns.Text(new string?[rows]));
        foreach ((string role, MatlabPlace from) in chosen)
        {
            object?[] values = MatlabUnitTable.Values(file, from.Value, rows)
                ?? throw new InvalidInputException($"{file.Path}: {from.Path}: found {from.Value}, expected {rows} values, one per trial, as in {chosen[0].Place.Path}.");
            if (role == TrialsSchema.Start) starts = Numbers(Seconds(file, from, values, options));
            else if (role == TrialsSchema.Stop) stops = Numbers(Seconds(file, from, values, options));
            else if (role == TrialsSchema.Condition) conditions = Columns.Text(values.Select(Text));
            // Conditions that are numbers are kept as numbers too, as every reader does.
            if (role == TrialsSchema.Condition && values.All(value => value is double)) variables.Add((new Field("condition_value", DoubleType.Default, nullable: true), Numbers(values)));
            else if (role is not (TrialsSchema.Start or TrialsSchema.Stop or TrialsSchema.Condition)) variables.Add(Variable(role == TrialsSchema.Trial ? "trial_" : role, values));
        }

        Schema schema = MatlabTables.WithSession(file, TrialsSchema.Create(variables.Select(variable => variable.Field)));
        long[] numbers = [.. Enumerable.Range(0, (int)rows).Select(row => (long)row)];
        RecordBatch batch = new(schema, [Columns.Array(Int64Type.Default, Columns.Copy<long>(numbers), numbers.Length), starts, stops, conditions, .. variables.Select(variable => variable.Values)], numbers.Length);
        file.Dispose();
        return new MemoryRecordingReader(RecordingKind.Trials, MatlabFormat.FormatName, batch);
    }

    // Roles of the setting first, then the fields of the struct by their names.
    private static List<(string Role, MatlabPlace Place)> Choose(MatlabFile file, MatlabPlace? place, ReadOptions options)
    {
        List<(string Role, MatlabPlace Place)> chosen = [.. (options.Columns ?? new Dictionary<string, string>()).Select(column => (column.Key, MatlabTables.Role(file, place, column.Value, column.Key)))];
        if (place?.Value is not MatlabStructs structs) return chosen;
        long rows = Rows(place, null);
        List<string> left = [];
        for (int field = 0; field < structs.Fields.Count; field++)
        {
            string name = structs.Fields[field];
            MatlabPlace own = new($"{place.Path}.{name}", structs.Field(field), false);
            if (chosen.Exists(other => other.Place.Path == own.Path)) continue;
            string role = MatlabNames.IsStart(name) ? TrialsSchema.Start : MatlabNames.IsStop(name) ? TrialsSchema.Stop : name;
            if (MatlabUnitTable.Values(file, own.Value, rows) is null) left.Add(name);
            else if (!chosen.Exists(other => other.Role == role)) chosen.Add((role, own));
        }

        if (left.Count > 0) options.Notice?.Invoke($"{file.Path}: {place.Path}: left out {string.Join(", ", left)}, expected one number or text per trial");
        return chosen;
    }

    private static long Rows(MatlabPlace? place, MatlabPlace? first)
    {
        if (place?.Value is not MatlabStructs structs) return Elements(first!.Value);
        if (structs.Count > 1) return structs.Count;
        int start = MatlabNames.Find(structs, MatlabNames.IsStart);
        return Elements(start >= 0 ? structs.At(0, start) : first?.Value ?? structs.At(0, 0));
    }

    private static long Elements(MatlabValue value) => value is MatlabText text ? text.Rows.Count : value.Count;

    private static object?[] Seconds(MatlabFile file, MatlabPlace from, object?[] values, ReadOptions options)
    {
        if (values.Any(value => value is not (double or null))) throw new InvalidInputException($"{file.Path}: {from.Path}: found {from.Value}, expected times.");
        bool isInteger = from.Value is MatlabNumbers { IsInteger: true };
        var scale = TimeScale.From($"{file.Path}: {from.Path}", options, isInteger ? SpikeTimeUnit.Samples : SpikeTimeUnit.Seconds);
        return [.. values.Select(value => value is double time ? (object?)scale.ToSeconds(time) : null)];
    }

    private static (Field Field, IArrowArray Values) Variable(string name, object?[] values)
    {
        if (values.All(value => value is bool))
        {
            BooleanArray.Builder truths = new();
            foreach (object? value in values) truths.Append((bool)value!);
            return (SchemaParts.Column(name, BooleanType.Default), truths.Build());
        }

        return values.Any(value => value is not (double or null))
            ? (SchemaParts.Column(name, StringType.Default, nullable: true), Columns.Text(values.Select(Text)))
            : (SchemaParts.Column(name, DoubleType.Default, nullable: true), Numbers(values));
    }

    private static DoubleArray Numbers(object?[] values)
    {
        DoubleArray.Builder numbers = new();
        foreach (object? value in values)
        {
            if (value is double number) numbers.Append(number);
            else numbers.AppendNull();
        }

        return numbers.Build();
    }

    private static string? Text(object? value) => value is null ? null : Convert.ToString(value, CultureInfo.InvariantCulture);
}
