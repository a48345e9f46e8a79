using Apache.Arrow;

namespace SpikeStream.Recordings;

/// <summary>Reads tables of counts and series from text: an index or time, then one column per unit or channel; of counts also a raster, which has neither and begins with bin 0.</summary>
internal sealed class CsvTableReader : RecordingReader
{
    private readonly string _path;
    private readonly CsvHead _head;
    private readonly int _index;
    private readonly int _time;
    private readonly int[] _values;
    private readonly TimeScale _scale;
    private readonly BinWidth? _binWidth;

    private CsvTableReader(string path, CsvHead head, RecordingKind kind, int index, int time, int[] values, TimeScale scale, BinWidth? binWidth, Schema schema)
        : base(kind, schema, "csv", null)
    {
        _path = path;
        _head = head;
        _index = index;
        _time = time;
        _values = values;
        _scale = scale;
        _binWidth = binWidth;
    }

    /// <summary>Opens a file whose head is known; null where its columns are those of neither kind.</summary>
    public static CsvTableReader? TryOpen(string path, CsvHead head, ReadOptions options)
    {
        int index = head.IndexFor(path, options, "bin"), time = head.IndexFor(path, options, "time");
        if (index < 0) index = head.IndexOf("step", "bin");
        if (time < 0) time = head.IndexOf("time", "t", "time_s", "timestamp");
        bool isRaster = index < 0 && (options.Kind == RecordingKind.Counts || options.BinWidth is not null && time < 0), isCounts = isRaster || index >= 0;
        if (options.Kind == RecordingKind.Series) isCounts = false;
        if (options.Kind is not (null or RecordingKind.Counts or RecordingKind.Series) || !isCounts && time < 0) return null;
        int[] values = [.. Enumerable.Range(0, head.ColumnCount).Where(column => column != time && (!isCounts || column != index))];
        if (values.Length == 0) return null;
        string[]? names = head.Names.Count == 0 ? null : [.. values.Select(column => head.Names[column])];
        var scale = TimeScale.From(path, options with { SampleRate = null, TimeUnit = options.TimeUnit == SpikeTimeUnit.Samples ? null : options.TimeUnit }, SpikeTimeUnit.Seconds);
        // A stated step says what the times are.
        if (!isCounts && options.BinWidth is null) WholeTimes.Tell(path, options, time == head.IndexOf("time_s") ? SpikeTimeUnit.Seconds : null, (path, head, time));
        if (!isCounts)
            return new CsvTableReader(path, head, RecordingKind.Series, -1, time, values, scale, null, SeriesSchema.Create(values.Length, options.BinWidth, names));
        if (options.BinWidth is null)
            throw new InvalidInputException($"{path}: found a table of counts that does not say the width of its bins, expected the setting binWidth (--bin-width), such as \"1 ms\".");
        Schema schema = CountsSchema.Create(values.Length, options.BinWidth, options.UnitNames ?? names);
        return new CsvTableReader(path, head, RecordingKind.Counts, index, time, values, scale, options.BinWidth, schema);
    }

    protected override IAsyncEnumerable<RecordBatch> ReadChunksAsync(long firstRow, int chunkRows, CancellationToken cancellationToken) =>
        FromSync(ReadChunks(firstRow, Math.Max(1, Math.Min(chunkRows, 8_000_000 / _values.Length))), cancellationToken);

    private IEnumerable<RecordBatch> ReadChunks(long firstRow, int chunkRows)
    {
        using var lines = new TextLines(_path);
        for (long skip = _head.Lines; skip > 0; skip--) lines.TryRead(out _);
        var fields = new CsvFields(_path, _head.Delimiter);
        long previousBin = long.MinValue, row = 0;
        double previousTime = double.NegativeInfinity;
        bool hasMore = true;
        while (hasMore)
        {
            var bins = new List<long>();
            var times = new List<double>();
            var integers = new List<int>();
            var reals = new List<double>();
            var missing = new List<int>();
            while (times.Count < chunkRows && (hasMore = ReadRow(lines, fields, integers, reals, missing, ref previousBin, ref previousTime)))
            {
                if (row++ < firstRow)
                {
                    integers.Clear();
                    reals.Clear();
                    missing.Clear();
                    continue;
                }

                bins.Add(previousBin);
                times.Add(_time >= 0 ? previousTime : _binWidth!.Value.LeftEdge(previousBin));
            }

            if (times.Count == 0) yield break;
            byte[] present = Present(missing, times.Count * _values.Length);
            yield return Kind == RecordingKind.Series
                ? SeriesSchema.Batch(Schema, Columns.Copy<double>(times.ToArray()), Columns.Copy<double>(reals.ToArray()), times.Count, new ArrowBuffer(present))
                : CountsSchema.Batch<int>(Schema, bins.ToArray(), times.ToArray(), integers.ToArray(), present);
        }
    }

    private static byte[] Present(List<int> missing, int entries)
    {
        if (missing.Count == 0) return [];
        byte[] bits = new byte[(entries + 7) / 8];
        bits.AsSpan().Fill(0xFF);
        foreach (int entry in missing) bits[entry >> 3] ^= (byte)(1 << (entry & 7));
        return bits;
    }

    private bool ReadRow(TextLines lines, CsvFields fields, List<int> integers, List<double> reals, List<int> missing, ref long bin, ref double time)
    {
        if (!lines.TryReadFilled(out ReadOnlySpan<byte> line)) return false;
        fields.Split(line, lines.Number);
        if (fields.Count != _head.ColumnCount)
            throw new InvalidInputException($"{_path}:{lines.Number}:1: found {fields.Count} fields, expected {_head.ColumnCount} as in the first line.");
        if (_index >= 0)
        {
            if (!DecimalNumber.TryParse(fields.Bytes(line, _index), out double index) || Math.Floor(index) != index || Math.Abs(index) > 1L << 53)
                throw fields.Refuse(line, lines.Number, _index, "the index of a bin: an integer");
            if (bin != long.MinValue && (long)index != bin + 1)
                throw fields.Refuse(line, lines.Number, _index, $"the next bin, {bin + 1}");
            bin = (long)index;
        }
        else if (Kind == RecordingKind.Counts && _time < 0)
        {
            bin = bin == long.MinValue ? 0 : bin + 1;
        }

        if (_time >= 0)
        {
            if (!_scale.TryParse(fields.Bytes(line, _time), out double seconds) || !double.IsFinite(seconds))
                throw fields.Refuse(line, lines.Number, _time, _scale.Expected);
            if (seconds < time) throw fields.Refuse(line, lines.Number, _time, $"a time not before the previous row's {time:R} s");
            time = seconds;
            if (Kind == RecordingKind.Counts && _index < 0) bin = NextBin(line, lines.Number, fields, seconds, bin);
        }

        foreach (int column in _values)
        {
            double value = 0;
            ReadOnlySpan<byte> text = fields.Bytes(line, column);
            // Nothing between two delimiters is what was not observed.
            if (text.IsEmpty) missing.Add(Kind == RecordingKind.Series ? reals.Count : integers.Count);
            else if (!DecimalNumber.TryParse(text, out value))
                throw fields.Refuse(line, lines.Number, column, Kind == RecordingKind.Counts ? "a count: an integer from 0 on" : "a number");
            if (Kind == RecordingKind.Series)
            {
                reals.Add(value);
                continue;
            }

            if (!(value is >= 0 and <= int.MaxValue) || Math.Floor(value) != value)
                throw fields.Refuse(line, lines.Number, column, "a count: an integer from 0 on");
            integers.Add((int)value);
        }

        return true;
    }

    // A raster with a column of times: the left edges of bins that follow each other.
    private long NextBin(ReadOnlySpan<byte> line, long number, CsvFields fields, double time, long previous)
    {
        BinWidth width = _binWidth!.Value;
        double bin = Math.Round(time / width.Seconds);
        if (!(Math.Abs(bin) < 1L << 53) || Math.Abs(time - width.LeftEdge((long)bin)) > width.Seconds / 100)
            throw fields.Refuse(line, number, _time, $"the left edge of a bin of {width}");
        if (previous != long.MinValue && (long)bin != previous + 1) throw fields.Refuse(line, number, _time, $"the next bin, at {width.LeftEdge(previous + 1):R} s");
        return (long)bin;
    }
}
