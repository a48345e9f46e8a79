using System.Globalization;
using Apache.Arrow;
using Apache.Arrow.Types;

namespace SpikeStream.Recordings;

/// <summary>Reads trials, estimates, scores and curves from text: small tables, known by their headers and held in memory.</summary>
internal static class CsvRows
{
    private const long MostBytes = 1 << 28;

    private static readonly (string Name, IArrowType Type)[] TrialColumns =
    [
        (TrialsSchema.Trial, Int64Type.Default), (TrialsSchema.Start, DoubleType.Default), (TrialsSchema.Stop, DoubleType.Default), (TrialsSchema.Condition, StringType.Default),
    ];

    private static readonly (string Name, IArrowType Type)[] EstimateColumns =
    [
        (EstimatesSchema.Step, Int64Type.Default), (EstimatesSchema.Time, DoubleType.Default), (EstimatesSchema.Epoch, Int32Type.Default),
        (EstimatesSchema.Objective, DoubleType.Default), (EstimatesSchema.GradientNorm, DoubleType.Default),
    ];

    private static readonly (string Name, IArrowType Type)[] ScoreColumns =
    [
        (ScoresSchema.Metric, StringType.Default), (ScoresSchema.Target, StringType.Default), (ScoresSchema.Value, DoubleType.Default), (ScoresSchema.Error, DoubleType.Default),
    ];

    private static readonly (string Name, IArrowType Type)[] CurveColumns =
    [
        (CurvesSchema.Curve, StringType.Default), (CurvesSchema.Target, StringType.Default), (CurvesSchema.X, DoubleType.Default), (CurvesSchema.Value, DoubleType.Default), (CurvesSchema.Error, DoubleType.Default),
    ];

    /// <summary>Reads a table whose head is known; null where its header is of none of these kinds.</summary>
    public static IRecordingReader? TryOpen(string path, CsvHead head, ReadOptions options)
    {
        foreach ((RecordingKind kind, (string Name, IArrowType Type)[] columns) in new[]
        {
            (RecordingKind.Trials, TrialColumns), (RecordingKind.Estimates, EstimateColumns), (RecordingKind.Scores, ScoreColumns), (RecordingKind.Curves, CurveColumns),
        })
        {
            if (options.Kind is { } stated && stated != kind) continue;
            int[] places = [.. columns.Select(column => Place(path, head, options, column.Name))];
            // Trials that are stated as such may lack what is not known of them.
            bool isEnough = options.Kind == RecordingKind.Trials ? head.Names.Count > 0 && places.Any(place => place >= 0) : !places.Contains(-1);
            if (isEnough) return Read(path, head, kind, columns, places, options);
        }

        return null;
    }

    private static int Place(string path, CsvHead head, ReadOptions options, string column)
    {
        if (options.Kind != RecordingKind.Trials) return head.IndexOf(column);
        int stated = head.IndexFor(path, options, column);
        if (stated >= 0) return stated;
        return column switch
        {
            TrialsSchema.Start => head.IndexOf(column, "start_time", "start_s"),
            TrialsSchema.Stop => head.IndexOf(column, "stop_time", "stop_s", "end", "end_time"),
            _ => head.IndexOf(column),
        };
    }

    private static MemoryRecordingReader Read(string path, CsvHead head, RecordingKind kind, (string Name, IArrowType Type)[] columns, int[] places, ReadOptions options)
    {
        long bytes = new FileInfo(path).Length;
        if (bytes > MostBytes)
            throw new InvalidInputException($"{path}: found {bytes} bytes of {RecordingMetadata.KindText(kind)} as text, expected at most {MostBytes}: such a table is held in memory; write it as .arrow.");
        // A variable that is the condition too remains a variable.
        int[] others = [.. Enumerable.Range(0, head.ColumnCount).Where(column => !places.Contains(column) || kind == RecordingKind.Trials && column == places[3] && head.IndexOf(TrialsSchema.Condition) != column)];
        int[] order = [.. places, .. others];
        string[] names = [.. columns.Select(column => column.Name), .. others.Select(column => head.Names[column])];
        if (names.FirstOrDefault(name => names.Count(other => other == name) > 1) is { } twice)
            throw new InvalidInputException($"{path}:{head.Lines}: found two columns \"{twice}\", expected names that differ.");
        List<Cell[]> rows = ReadCells(path, head, order);
        IArrowType[] types =
        [
            .. columns.Select(column => column.Type),
            .. Enumerable.Range(columns.Length, others.Length).Select(column => kind == RecordingKind.Trials ? Infer(rows, column) : DoubleType.Default),
        ];
        IArrowArray[] arrays = [.. types.Select((type, column) => Build(path, names[column], type, rows, column, IsNullable(kind, column)))];
        if (kind == RecordingKind.Trials && places[1] < 0 && options.TrialLength is { } length) LayEndToEnd(arrays, length, options.TrialStart);
        Schema schema = kind switch
        {
            RecordingKind.Trials => TrialsSchema.Create(Enumerable.Range(columns.Length, others.Length).Select(column => SchemaParts.Column(names[column], types[column], nullable: true))),
            RecordingKind.Estimates => EstimatesSchema.Create(names[columns.Length..]),
            RecordingKind.Curves => CurvesSchema.Create(new(null, null, null, null)),
            _ => ScoresSchema.Create(),
        };
        return new MemoryRecordingReader(kind, "csv", new RecordBatch(schema, arrays.Take(schema.FieldsList.Count), rows.Count));
    }

    // Trials that have no times: the event of trial k is in the k-th stretch of a trial's length.
    private static void LayEndToEnd(IArrowArray[] arrays, double length, double start)
    {
        ReadOnlySpan<long> trials = ((Int64Array)arrays[0]).Values;
        double[] events = new double[trials.Length], stops = new double[trials.Length];
        // In decimal arithmetic, as the times of spikes.
        for (int row = 0; row < trials.Length; row++) (events[row], stops[row]) = ((double)(trials[row] * (decimal)length - (decimal)start), (double)((trials[row] + 1) * (decimal)length));
        (arrays[1], arrays[2]) = (new DoubleArray.Builder().AppendRange(events).Build(), new DoubleArray.Builder().AppendRange(stops).Build());
    }

    private readonly record struct Cell(string Text, long Line, int Column);

    private static bool IsNullable(RecordingKind kind, int column) => kind == RecordingKind.Trials && column > 0;

    private static List<Cell[]> ReadCells(string path, CsvHead head, int[] order)
    {
        var fields = new CsvFields(path, head.Delimiter);
        using var lines = new CsvRecords(path, fields);
        lines.Skip(head.Lines);
        var rows = new List<Cell[]>();
        while (lines.TryRead(out ReadOnlySpan<byte> line))
        {
            if (fields.Count != head.ColumnCount)
                throw new InvalidInputException($"{path}:{lines.Number}:1: found {fields.Count} fields, expected {head.ColumnCount} as in the first line.");
            var cells = new Cell[order.Length];
            for (int i = 0; i < cells.Length; i++)
            {
                // Trials without numbers are counted.
                cells[i] = order[i] >= 0
                    ? new Cell(fields.Text(line, order[i]), lines.Number, fields.Column(order[i]))
                    : new Cell(i == 0 ? rows.Count.ToString(CultureInfo.InvariantCulture) : string.Empty, lines.Number, 1);
            }

            rows.Add(cells);
        }

        return rows;
    }

    // A column of integers, else of numbers, else of text.
    private static IArrowType Infer(List<Cell[]> rows, int column)
    {
        bool isInteger = true;
        foreach (Cell[] row in rows)
        {
            if (row[column].Text.Length == 0) continue;
            isInteger &= long.TryParse(row[column].Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _);
            if (!isInteger && !IsNumber(row[column].Text, out _)) return StringType.Default;
        }

        return isInteger && rows.Exists(row => row[column].Text.Length > 0) ? Int64Type.Default : DoubleType.Default;
    }

    private static IArrowArray Build(string path, string name, IArrowType type, List<Cell[]> rows, int column, bool isNullable)
    {
        if (type is StringType) return Columns.Text(rows.Select(row => isNullable && row[column].Text.Length == 0 ? null : row[column].Text));
        byte[] validity = new byte[(rows.Count + 7) / 8];
        int nulls = 0;
        var reals = new ColumnMemory<double>(rows.Count);
        var integers = new ColumnMemory<long>(rows.Count);
        var shorts = new ColumnMemory<int>(rows.Count);
        for (int i = 0; i < rows.Count; i++)
        {
            Cell cell = rows[i][column];
            double real = 0;
            long integer = 0;
            bool isNull = isNullable && cell.Text.Length == 0;
            bool isRead = isNull || (type is DoubleType
                ? IsNumber(cell.Text, out real)
                : long.TryParse(cell.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out integer) && (type is not Int32Type || integer == (int)Math.Clamp(integer, int.MinValue, int.MaxValue)));
            if (!isRead)
            {
                string found = cell.Text.Length > 40 ? string.Concat(cell.Text.AsSpan(0, 40), "...") : cell.Text;
                throw new InvalidInputException($"{path}:{cell.Line}:{cell.Column}: found \"{found}\", expected {(type is DoubleType ? "a number" : "an integer")} for {name}.");
            }

            reals.Span[i] = real;
            integers.Span[i] = integer;
            if (type is Int32Type) shorts.Span[i] = (int)integer;
            if (isNull) nulls++;
            else validity[i >> 3] |= (byte)(1 << (i & 7));
        }

        ArrowBuffer values = type switch { DoubleType => reals.ToBuffer(), Int64Type => integers.ToBuffer(), _ => shorts.ToBuffer() };
        return ArrowArrayFactory.BuildArray(new ArrayData(type, rows.Count, nulls, 0, [nulls == 0 ? ArrowBuffer.Empty : new ArrowBuffer(validity), values]));
    }

    private static bool IsNumber(string text, out double value) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value);
}
