using System.Globalization;
using Apache.Arrow;
using Apache.Arrow.Types;

namespace SpikeStream.Recordings;

/// <summary>Reads a table of intervals as trials.</summary>
internal static class NwbTrials
{
    private const long MostRows = 10_000_000;
    private static readonly HashSet<string> Otherwise = ["start_time", "stop_time", "timeseries"];

    /// <summary>Reads a table.</summary>
    /// <param name="file">The file; closed when the table has been read.</param>
    /// <param name="path">Path of the table.</param>
    public static IRecordingReader Open(NwbFile file, string path)
    {
        using Hdf5Group? table = file.Root.FindGroup(path);
        using Hdf5Dataset? starts = table?.FindDataset("start_time"), stops = table?.FindDataset("stop_time");
        if (table is null || starts is null || stops is null)
            throw new InvalidInputException($"{file.Path}: found {(table is null ? "no group" : "no start_time and stop_time in")} \"{path}\", expected a table of intervals such as \"intervals/trials\".");
        long rows = starts.Rows;
        if (rows > MostRows) throw new InvalidInputException($"{starts.Place}: found {rows} rows, expected at most {MostRows}.");
        NwbColumns.CheckRows(starts, rows);
        NwbColumns.CheckRows(stops, rows);
        if (table.Has("timeseries")) file.Notice($"/{path}/timeseries: left out, found references to pieces of series");
        List<UnitColumn> columns = NwbColumns.Read(file, table, rows, Otherwise);
        string wanted = file.Options.ColumnFor("condition") ?? TrialsSchema.Condition;
        UnitColumn? condition = columns.FirstOrDefault(column => column.Name == wanted);
        if (condition is null && file.Options.ColumnFor("condition") is not null)
            throw new InvalidInputException($"/{path}: found no column \"{wanted}\" for the condition, expected one of {string.Join(", ", columns.Select(column => column.Name))}.");
        if (condition?.Name == TrialsSchema.Condition) columns.Remove(condition);
        (Field Field, IArrowArray Values)[] variables = [.. columns.Select(column => Variable(column, Name(column.Name)))];
        Schema schema = NwbRemembered.Restore(table, file.WithSession(TrialsSchema.Create(variables.Select(variable => variable.Field))));
        RecordBatch batch = new(
            schema,
            [
                Columns.Array(Int64Type.Default, Columns.Copy<long>(NwbColumns.Ids(file, table, rows)), (int)rows),
                Times(file, starts),
                Times(file, stops),
                Columns.Text(condition is null ? Enumerable.Repeat<string?>(null, (int)rows) : condition.Values.Select(Text)),
                .. variables.Select(variable => variable.Values),
            ],
            (int)rows);
        file.Dispose();
        return new MemoryRecordingReader(RecordingKind.Trials, "nwb", batch);
    }

    // The four columns of trials keep their names.
    private static string Name(string name) => name is TrialsSchema.Trial or TrialsSchema.Start or TrialsSchema.Stop or TrialsSchema.Condition ? name + "_" : name;

    private static DoubleArray Times(NwbFile file, Hdf5Dataset column)
    {
        double[] times = column.ReadAll<double>();
        file.WarnIfCoarse(column, times.Length == 0 ? 0 : times.Max());
        DoubleArray.Builder builder = new();
        foreach (double time in times)
        {
            if (double.IsFinite(time)) builder.Append(time);
            else builder.AppendNull();
        }

        return builder.Build();
    }

    private static (Field Field, IArrowArray Values) Variable(UnitColumn column, string name)
    {
        if (column.Values.Any(value => value is string) || column.Values.All(value => value is null))
            return (SchemaParts.Column(name, StringType.Default, nullable: true), Columns.Text(column.Values.Select(Text)));
        if (column.Values.All(value => value is bool))
        {
            BooleanArray.Builder truths = new();
            foreach (object? value in column.Values) truths.Append((bool)value!);
            return (SchemaParts.Column(name, BooleanType.Default), truths.Build());
        }

        DoubleArray.Builder numbers = new();
        foreach (object? value in column.Values)
        {
            if (value is double number) numbers.Append(number);
            else numbers.AppendNull();
        }

        return (SchemaParts.Column(name, DoubleType.Default, nullable: true), numbers.Build());
    }

    private static string? Text(object? value) => value is null ? null : Convert.ToString(value, CultureInfo.InvariantCulture);
}
