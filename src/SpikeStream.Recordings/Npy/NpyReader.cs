using System.Globalization;
using Apache.Arrow;

namespace SpikeStream.Recordings;

/// <summary>Reads spikes from an array of times and one of units, and counts or a series from one matrix with what may lie beside it.</summary>
internal sealed class NpyReader : RecordingReader
{
    private readonly NpyColumn _first;
    private readonly NpyColumn? _units;
    private readonly NpyLabels? _labels;
    private readonly NpyCompanions _companions;
    private readonly TimeScale? _scale;
    private readonly BinWidth _step;
    private readonly bool _isRepaired;

    private NpyReader(
        RecordingKind kind, Schema schema, string format, NpyColumn first, NpyColumn? units, NpyCompanions companions, TimeScale? scale, BinWidth step, NpyLabels? labels = null, bool isRepaired = false)
        : base(kind, schema, format, first.Header.Rows)
    {
        _first = first;
        _units = units;
        _labels = labels;
        _companions = companions;
        _scale = scale;
        _step = step;
        _isRepaired = isRepaired;
    }

    /// <summary>Opens spikes.</summary>
    public static NpyReader Spikes(string format, NpyColumn times, NpyColumn units, ReadOptions options, IReadOnlyDictionary<string, string>? metadata)
    {
        if (times.Header.Rows != units.Header.Rows)
            throw new InvalidInputException($"{units.Name}: found {units.Header.Rows} units, expected {times.Header.Rows}, one for each time of {times.Name}.");
        if (times.Header.RowSize != 1 || units.Header.RowSize != 1)
            throw new InvalidInputException($"{times.Name}: found a matrix, expected one time and one unit per spike.");
        times.ExpectNumbers();
        if (!units.Header.IsInteger && !units.Header.IsText) throw new InvalidInputException($"{units.Name}: found floating-point units, expected integers or text.");
        var scale = TimeScale.From(times.Name, options, times.Header.IsInteger ? SpikeTimeUnit.Samples : SpikeTimeUnit.Seconds);
        NpyLabels? labels = units.Header.IsText ? NpyLabels.Find(units, options.UnitNames) : null;
        Schema schema = Completed(SpikesSchema.Create(labels?.Names ?? options.UnitNames), RecordingKind.Spikes, metadata);
        SpikesSchema.Describe(schema);
        return new NpyReader(RecordingKind.Spikes, schema, format, times, units, NpyCompanions.None, scale, default, labels, options.Repair);
    }

    /// <summary>Opens counts or a series.</summary>
    public static NpyReader Matrix(
        string format, NpyColumn matrix, ReadOptions options, NpyCompanions companions, IReadOnlyDictionary<string, string>? metadata)
    {
        RecordingKind kind = options.Kind ?? (matrix.Header.IsInteger ? RecordingKind.Counts : RecordingKind.Series);
        if (kind is not (RecordingKind.Counts or RecordingKind.Series))
            throw new InvalidInputException($"{matrix.Name}: found one matrix, expected kind counts or series; {RecordingMetadata.KindText(kind)} are not read from it.");
        int columns = matrix.Header.RowSize;
        if (columns < 1) throw new InvalidInputException($"{matrix.Name}: found a matrix without columns, expected one per unit or channel.");
        matrix.ExpectNumbers();
        companions.Check(matrix);
        string? valueUnit = metadata?.GetValueOrDefault(NpzWriter.ValueUnit);
        Schema schema = kind == RecordingKind.Counts
            ? CountsSchema.Create(columns, options.BinWidth, options.UnitNames, isInteger: matrix.Header.IsInteger)
            : SeriesSchema.Create(columns, options.BinWidth, options.UnitNames, valueUnit);
        schema = Completed(schema, kind, metadata);
        BinWidth? step = kind == RecordingKind.Counts ? CountsSchema.Describe(schema).BinWidth : SeriesSchema.Describe(schema).SamplingStep;
        if (step is null && companions.Times is null)
            throw new InvalidInputException($"{matrix.Name}: found a matrix that does not say the time between its rows, expected the setting binWidth (--bin-width), such as \"1 ms\".");
        return new NpyReader(kind, schema, format, matrix, null, companions, null, step ?? default);
    }

    internal override long? FindRow(double time)
    {
        if (_isRepaired || Kind != RecordingKind.Spikes || !_first.IsSeekable) return null;
        return new NpyTimes(_first, _scale!).LowerBound(time);
    }

    protected override IAsyncEnumerable<RecordBatch> ReadChunksAsync(long firstRow, int chunkRows, CancellationToken cancellationToken) =>
        FromSync(ReadChunks(firstRow, Math.Max(1, Math.Min(chunkRows, 4_000_000 / _first.Header.RowSize))), cancellationToken);

    // What the options state wins over what an archive says of itself.
    private static Schema Completed(Schema schema, RecordingKind kind, IReadOnlyDictionary<string, string>? metadata)
    {
        if (metadata is null || metadata.GetValueOrDefault(RecordingMetadata.Kind) != RecordingMetadata.KindText(kind)) return schema;
        return RecordingMetadata.With(
            schema,
            metadata.Where(entry => entry.Key != NpzWriter.ValueUnit && RecordingMetadata.Find(schema, entry.Key) is null)
                .Select(entry => new KeyValuePair<string, string?>(entry.Key, entry.Value)));
    }

    private IEnumerable<RecordBatch> ReadChunks(long firstRow, int chunkRows)
    {
        if (firstRow >= _first.Header.Rows) yield break;
        using NpyColumn.Cursor first = _first.OpenAt(firstRow);
        using NpyColumn.Cursor? units = _labels is null ? _units?.OpenAt(firstRow) : null, bins = _companions.Bins?.OpenAt(firstRow);
        using NpyColumn.Cursor? times = _companions.Times?.OpenAt(firstRow), observed = _companions.Observed?.OpenAt(firstRow);
        using NpyLabels.Cursor? labels = _labels?.OpenAt(firstRow);
        double previous = _units is null ? double.NegativeInfinity : 0;
        for (long row = firstRow; row < _first.Header.Rows;)
        {
            int rows = (int)Math.Min(chunkRows, _first.Header.Rows - row);
            yield return _units is not null
                ? ReadSpikes(first, units, labels, row, rows, ref previous)
                : ReadMatrix(first, ReadBins(bins, row, rows), times, observed, row, ref previous);
            row += rows;
        }
    }

    private RecordBatch ReadSpikes(NpyColumn.Cursor timeCursor, NpyColumn.Cursor? unitCursor, NpyLabels.Cursor? labelCursor, long row, int rows, ref double previous)
    {
        var times = new ColumnMemory<double>(rows);
        timeCursor.Read(times.Span);
        _scale!.ToSeconds(times.Span);
        if (!_isRepaired) SpikeOrder.Check(_first.Name, row, times.Span, ref previous);
        var units = new ColumnMemory<uint>(rows);
        labelCursor?.Read(units.Span);
        if (unitCursor is not null) ReadUnits(unitCursor, row, units.Span);
        return SpikesSchema.Batch(Schema, times.ToBuffer(), units.ToBuffer(), rows);
    }

    private void ReadUnits(NpyColumn.Cursor cursor, long row, Span<uint> units)
    {
        double[] values = new double[units.Length];
        cursor.Read(values);
        for (int i = 0; i < values.Length; i++)
        {
            if (!(values[i] is >= 0 and <= uint.MaxValue))
                throw new InvalidInputException($"{_units!.Name}: row {row + i}: found unit {values[i].ToString(CultureInfo.InvariantCulture)}, expected an integer from 0 to {uint.MaxValue}.");
            units[i] = (uint)values[i];
        }
    }

    private long[] ReadBins(NpyColumn.Cursor? cursor, long row, int rows)
    {
        long[] bins = new long[rows];
        if (cursor is null)
        {
            for (int i = 0; i < rows; i++) bins[i] = row + i;
            return bins;
        }

        double[] values = new double[rows];
        cursor.Read(values);
        for (int i = 0; i < rows; i++)
        {
            if (!(Math.Abs(values[i]) < 1L << 53))
                throw new InvalidInputException($"{_companions.Bins!.Name}: row {row + i}: found bin {values[i].ToString(CultureInfo.InvariantCulture)}, expected an integer.");
            bins[i] = (long)values[i];
        }

        return bins;
    }

    private double[] ReadTimes(NpyColumn.Cursor? cursor, long[] bins, long row, ref double previous)
    {
        double[] times = new double[bins.Length];
        if (cursor is null)
        {
            for (int i = 0; i < bins.Length; i++) times[i] = _step.LeftEdge(bins[i]);
            return times;
        }

        cursor.Read(times);
        for (int i = 0; i < times.Length; i++)
        {
            if (!(times[i] >= previous && double.IsFinite(times[i])))
                throw new InvalidInputException($"{_companions.Times!.Name}: row {row + i}: found time {times[i].ToString("R", CultureInfo.InvariantCulture)}, expected a finite time in s not before the row before.");
            previous = times[i];
        }

        return times;
    }

    private RecordBatch ReadMatrix(NpyColumn.Cursor cursor, long[] bins, NpyColumn.Cursor? timeCursor, NpyColumn.Cursor? observedCursor, long row, ref double previous)
    {
        int rows = bins.Length, entries = checked(rows * _first.Header.RowSize);
        var values = new ColumnMemory<double>(entries);
        cursor.Read(values.Span);
        double[] times = ReadTimes(timeCursor, bins, row, ref previous);
        byte[] observed = ReadObserved(observedCursor, values.Span);
        if (Kind == RecordingKind.Series)
            return SeriesSchema.Batch(Schema, Columns.Copy<double>(times), values.ToBuffer(), rows, new ArrowBuffer(observed));
        bool isInteger = _first.Header.IsInteger;
        int[] integers = new int[isInteger ? entries : 0];
        for (int i = 0; i < entries; i++)
        {
            if (observed.Length > 0 && !BitUtility.GetBit(observed, i)) continue;
            double value = values.Span[i];
            if (!(value >= 0 && value <= (isInteger ? int.MaxValue : double.MaxValue)))
                throw new InvalidInputException($"{_first.Name}: row {row + i / _first.Header.RowSize}, column {i % _first.Header.RowSize}: found {value.ToString(CultureInfo.InvariantCulture)}, expected a count from 0 on.");
            if (isInteger) integers[i] = (int)value;
        }

        return isInteger ? CountsSchema.Batch<int>(Schema, bins, times, integers, observed) : CountsSchema.Batch<double>(Schema, bins, times, values.Span, observed);
    }

    // One bit per entry; none where all were observed. In a matrix of counts that stands alone, NaN is what was not observed.
    private byte[] ReadObserved(NpyColumn.Cursor? cursor, Span<double> values)
    {
        bool isByNaN = cursor is null && Kind == RecordingKind.Counts && !_first.Header.IsInteger;
        if (cursor is null && !isByNaN) return [];
        double[] flags = new double[cursor is null ? 0 : values.Length];
        cursor?.Read(flags);
        byte[] observed = new byte[(values.Length + 7) / 8];
        bool isComplete = true;
        for (int i = 0; i < values.Length; i++)
        {
            bool isObserved = cursor is null ? !double.IsNaN(values[i]) : flags[i] != 0;
            isComplete &= isObserved;
            if (isObserved) observed[i >> 3] |= (byte)(1 << (i & 7));
            else values[i] = 0;
        }

        return isComplete ? [] : observed;
    }
}
