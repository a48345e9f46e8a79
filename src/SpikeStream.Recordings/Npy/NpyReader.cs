using System.Globalization;
using Apache.Arrow;

namespace SpikeStream.Recordings;

/// <summary>Reads spikes from an array of times and one of units, and counts or a series from one matrix.</summary>
internal sealed class NpyReader : RecordingReader
{
    private readonly NpyColumn _first;
    private readonly NpyColumn? _units;
    private readonly TimeScale? _scale;
    private readonly BinWidth _step;

    private NpyReader(RecordingKind kind, Schema schema, string format, NpyColumn first, NpyColumn? units, TimeScale? scale, BinWidth step)
        : base(kind, schema, format, first.Header.Rows)
    {
        _first = first;
        _units = units;
        _scale = scale;
        _step = step;
    }

    /// <summary>Opens spikes.</summary>
    public static NpyReader Spikes(string format, NpyColumn times, NpyColumn units, ReadOptions options)
    {
        if (times.Header.Rows != units.Header.Rows)
            throw new InvalidInputException($"{units.Name}: found {units.Header.Rows} units, expected {times.Header.Rows}, one for each time of {times.Name}.");
        if (times.Header.RowSize != 1 || units.Header.RowSize != 1)
            throw new InvalidInputException($"{times.Name}: found a matrix, expected one time and one unit per spike.");
        if (!units.Header.IsInteger) throw new InvalidInputException($"{units.Name}: found floating-point units, expected integers.");
        var scale = TimeScale.From(times.Name, options, times.Header.IsInteger ? SpikeTimeUnit.Samples : SpikeTimeUnit.Seconds);
        return new NpyReader(RecordingKind.Spikes, SpikesSchema.Create(options.UnitNames), format, times, units, scale, default);
    }

    /// <summary>Opens counts or a series.</summary>
    public static NpyReader Matrix(string format, NpyColumn matrix, ReadOptions options)
    {
        RecordingKind kind = options.Kind ?? (matrix.Header.IsInteger ? RecordingKind.Counts : RecordingKind.Series);
        if (kind is not (RecordingKind.Counts or RecordingKind.Series))
            throw new InvalidInputException($"{matrix.Name}: found one matrix, expected kind counts or series; {RecordingMetadata.KindText(kind)} are not read from it.");
        if (options.BinWidth is not { } step)
            throw new InvalidInputException($"{matrix.Name}: found a matrix that does not say the time between its rows, expected the setting binWidth, such as \"1 ms\".");
        int columns = matrix.Header.RowSize;
        if (columns < 1) throw new InvalidInputException($"{matrix.Name}: found a matrix without columns, expected one per unit or channel.");
        Schema schema = kind == RecordingKind.Counts
            ? CountsSchema.Create(columns, step, options.UnitNames, isInteger: matrix.Header.IsInteger)
            : SeriesSchema.Create(columns, step, options.UnitNames);
        return new NpyReader(kind, schema, format, matrix, null, null, step);
    }

    protected override IAsyncEnumerable<RecordBatch> ReadChunksAsync(long firstRow, int chunkRows, CancellationToken cancellationToken) =>
        FromSync(ReadChunks(firstRow, Math.Max(1, Math.Min(chunkRows, 4_000_000 / _first.Header.RowSize))), cancellationToken);

    private IEnumerable<RecordBatch> ReadChunks(long firstRow, int chunkRows)
    {
        if (firstRow >= _first.Header.Rows) yield break;
        using NpyColumn.Cursor first = _first.OpenAt(firstRow);
        using NpyColumn.Cursor? units = _units?.OpenAt(firstRow);
        double previous = 0;
        for (long row = firstRow; row < _first.Header.Rows;)
        {
            int rows = (int)Math.Min(chunkRows, _first.Header.Rows - row);
            yield return units is not null ? ReadSpikes(first, units, row, rows, ref previous) : ReadMatrix(first, row, rows);
            row += rows;
        }
    }

    private RecordBatch ReadSpikes(NpyColumn.Cursor timeCursor, NpyColumn.Cursor unitCursor, long row, int rows, ref double previous)
    {
        var times = new ColumnMemory<double>(rows);
        timeCursor.Read(times.Span);
        foreach (ref double time in times.Span) time = _scale!.ToSeconds(time);
        SpikeOrder.Check(_first.Name, row, times.Span, ref previous);
        double[] values = new double[rows];
        unitCursor.Read(values);
        var units = new ColumnMemory<uint>(rows);
        Span<uint> unit = units.Span;
        for (int i = 0; i < rows; i++)
        {
            if (!(values[i] is >= 0 and <= uint.MaxValue))
                throw new InvalidInputException($"{_units!.Name}: row {row + i}: found unit {values[i].ToString(CultureInfo.InvariantCulture)}, expected an integer from 0 to {uint.MaxValue}.");
            unit[i] = (uint)values[i];
        }

        return SpikesSchema.Batch(Schema, times.ToBuffer(), units.ToBuffer(), rows);
    }

    private RecordBatch ReadMatrix(NpyColumn.Cursor cursor, long row, int rows)
    {
        var values = new ColumnMemory<double>(checked(rows * _first.Header.RowSize));
        cursor.Read(values.Span);
        long[] bins = new long[rows];
        double[] times = new double[rows];
        for (int i = 0; i < rows; i++)
        {
            bins[i] = row + i;
            times[i] = _step.LeftEdge(row + i);
        }

        if (Kind == RecordingKind.Series) return SeriesSchema.Batch(Schema, times, values.Span);
        int[] integers = new int[values.Length];
        for (int i = 0; i < integers.Length; i++)
        {
            double value = values.Span[i];
            if (!(value >= 0 && value <= (_first.Header.IsInteger ? int.MaxValue : double.MaxValue)))
                throw new InvalidInputException($"{_first.Name}: row {row + i / _first.Header.RowSize}, column {i % _first.Header.RowSize}: found {value.ToString(CultureInfo.InvariantCulture)}, expected a count from 0 on.");
            if (_first.Header.IsInteger) integers[i] = (int)value;
        }

        return _first.Header.IsInteger ? CountsSchema.Batch<int>(Schema, bins, times, integers) : CountsSchema.Batch<double>(Schema, bins, times, values.Span);
    }
}
