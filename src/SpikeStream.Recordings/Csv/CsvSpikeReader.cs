using Apache.Arrow;

namespace SpikeStream.Recordings;

/// <summary>Reads spikes from text, one per line.</summary>
internal sealed class CsvSpikeReader : RecordingReader
{
    private readonly string _path;
    private readonly CsvHead _head;
    private readonly int _timeColumn;
    private readonly int _unitColumn;
    private readonly TimeScale _scale;
    private readonly CsvUnitNames? _names;
    private readonly SpikeRowOrder _order;
    private readonly bool _isRepaired;
    private readonly Lock _sorting = new();
    private SortedSpikes? _sorted;

    private CsvSpikeReader(string path, CsvHead head, int timeColumn, int unitColumn, TimeScale scale, CsvUnitNames? names, SpikeRowOrder order, bool isRepaired, Schema schema)
        : base(RecordingKind.Spikes, schema, "csv", null)
    {
        _path = path;
        _head = head;
        _timeColumn = timeColumn;
        _unitColumn = unitColumn;
        _scale = scale;
        _names = names;
        // What is repaired is sorted afterwards, if it must be.
        _order = isRepaired ? SpikeRowOrder.Refuse : order;
        _isRepaired = isRepaired;
    }

    /// <summary>Opens a file whose head is known; null where its columns are not those of spikes.</summary>
    public static CsvSpikeReader? TryOpen(string path, CsvHead head, ReadOptions options)
    {
        int time = head.IndexFor(path, options, "time"), unit = head.IndexFor(path, options, "unit");
        SpikeTimeUnit? named = null;
        if (time < 0) time = FindTime(head, out named);
        if (unit < 0) unit = head.IndexOf("unit", "neuron", "cluster", "id", "unit_id", "neuron_id", "cluster_id");
        if (head.Names.Count == 0 && head.ColumnCount is 0 or 2)
        {
            if (time < 0) time = unit == 0 ? 1 : 0;
            if (unit < 0) unit = time == 0 ? 1 : 0;
        }

        if (time < 0 || unit < 0 || time == unit) return null;
        if (head.Names.Count == 0) DecimalComma.Refuse(path, head, time, unit);
        string[] others = [.. Enumerable.Range(0, head.ColumnCount).Where(column => column != time && column != unit).Select(column => head.Names.Count > 0 ? head.Names[column] : $"column {column}")];
        if (others.Length > 0) options.Notice?.Invoke($"{path}: left out {string.Join(", ", others.Take(20))}: of spikes the time and the unit are read");
        var scale = TimeScale.From(path, options, named ?? SpikeTimeUnit.Seconds);
        WholeTimes.Tell(path, options, named, (path, head, time));
        CsvUnitNames? names = CsvUnitNames.Find(path, head, unit, options.UnitNames);
        return new CsvSpikeReader(path, head, time, unit, scale, names, options.Order, options.Repair, SpikesSchema.Create(names?.Names ?? options.UnitNames));
    }

    /// <summary>Index of the column of times, by its name, and the unit of measure that the name tells.</summary>
    /// <param name="head">The head of the file.</param>
    /// <param name="unit">The unit of measure; null where the name tells none.</param>
    public static int FindTime(CsvHead head, out SpikeTimeUnit? unit)
    {
        unit = null;
        int time = head.IndexOf("time", "t", "time_s", "timestamp", "timestamps", "spike_time", "spike_times", "seconds");
        if (time >= 0 && time == head.IndexOf("time_s", "seconds")) unit = SpikeTimeUnit.Seconds;
        if (time < 0 && (time = head.IndexOf("time_ms", "t_ms")) >= 0) unit = SpikeTimeUnit.Milliseconds;
        if (time < 0 && (time = head.IndexOf("time_us", "t_us")) >= 0) unit = SpikeTimeUnit.Microseconds;
        if (time < 0 && (time = head.IndexOf("sample", "samples", "sample_index", "sample_number")) >= 0) unit = SpikeTimeUnit.Samples;
        return time;
    }

    /// <summary>Whether a table of one column is a list of spike times: one without a header, one of a known name, or one that the options name.</summary>
    public static bool IsListOfTimes(CsvHead head, ReadOptions options) =>
        options.ColumnFor("unit") is null && (head.Names.Count == 0 || FindTime(head, out _) == 0 || options.ColumnFor("time") is { } named && head.IndexOf(named) == 0);

    /// <summary>What is expected of a time that is impossible; null for one that is possible.</summary>
    public static string? ExpectedTime(double time) => !double.IsFinite(time)
        ? "a finite time; leave such rows out with repair"
        : time < 0 ? "a time from 0 on, from the start of the session; leave such rows out with repair" : null;

    /// <summary>What is expected of a time that comes too early.</summary>
    public static string ExpectedOrder(double previous) => $"a time not before the previous row's {previous:R} s: sort the file by time, or set order to sort (--order sort)";

    public override ValueTask DisposeAsync()
    {
        lock (_sorting)
        {
            _sorted?.Dispose();
            _sorted = null;
        }

        return base.DisposeAsync();
    }

    protected override IAsyncEnumerable<RecordBatch> ReadChunksAsync(long firstRow, int chunkRows, CancellationToken cancellationToken) =>
        FromSync(ReadChunks(firstRow, chunkRows, cancellationToken), cancellationToken);

    private IEnumerable<RecordBatch> ReadChunks(long firstRow, int chunkRows, CancellationToken cancellationToken)
    {
        using Cursor? inFileOrder = _order == SpikeRowOrder.Refuse ? new Cursor(this) : null;
        SortedSpikes.RowSource read = inFileOrder is not null ? inFileOrder.Read : Sort(cancellationToken).Read().Read;
        foreach (RecordBatch batch in SpikeBatches.Of(Schema, read, firstRow, chunkRows)) yield return batch;
    }

    private string ColumnAdvice => _head.Names.Count > 0
        ? string.Empty
        : $": without a header column {_timeColumn} (from 0) was taken for the time and {_unitColumn} for the unit; the setting columns states others, such as {{ \"time\": \"{_unitColumn}\", \"unit\": \"{_timeColumn}\" }} (--column time={_unitColumn} --column unit={_timeColumn})";

    private SortedSpikes Sort(CancellationToken cancellationToken)
    {
        lock (_sorting)
        {
            if (_sorted is not null) return _sorted;
            using var rows = new Cursor(this);
            return _sorted = RecordingFormats.OpenGuarded(_path, () => SortedSpikes.Create(rows.Read, System.IO.Path.GetTempPath(), SortedSpikes.RunRows, cancellationToken));
        }
    }

    /// <summary>A position in the file.</summary>
    private sealed unsafe class Cursor : IDisposable
    {
        private readonly CsvSpikeReader _reader;
        private readonly TextBlocks _blocks;
        private readonly CsvFields _fields;
        private readonly CsvRecord _record;
        private readonly bool _isPlain;
        private readonly bool _isOrdered;
        private readonly int _places;
        private int _at;
        private int _stop;
        private long _line;
        private double _previous;

        public Cursor(CsvSpikeReader reader)
        {
            _reader = reader;
            _blocks = new TextBlocks(reader._path);
            _fields = new CsvFields(reader._path, reader._head.Delimiter);
            _record = new CsvRecord(_fields);
            _isOrdered = reader._order == SpikeRowOrder.Refuse && !reader._isRepaired;
            _isPlain = reader._names is null && reader._head.ColumnCount == 2 && reader._scale.Places >= 0 && reader._head.Delimiter < 128;
            _places = Math.Max(0, reader._scale.Places);
            for (long skip = reader._head.Lines; skip > 0 && (_at < _stop || _blocks.TryNext(out _at, out _stop, _line)); skip--)
            {
                _at += _blocks.Buffer.AsSpan(_at, _stop - _at).IndexOf((byte)'\n') + 1;
                _line++;
            }
        }

        /// <summary>Reads rows until the spans are full or the file ends.</summary>
        public int Read(Span<double> times, Span<uint> units)
        {
            int rows = 0;
            while (rows < times.Length)
            {
                if (_at == _stop && !_blocks.TryNext(out _at, out _stop, _line)) break;
                if (_isPlain && !_record.IsOpen)
                {
                    fixed (byte* buffer = _blocks.Buffer)
                    {
                        byte* at = buffer + _at;
                        int read = SpikeRows.Read(
                            ref at, buffer + _stop, (byte)_reader._head.Delimiter, _reader._unitColumn == 0, _isOrdered, _places, times[rows..], units[rows..], ref _previous);
                        _at = (int)(at - buffer);
                        _line += read;
                        rows += read;
                    }

                    if (rows == times.Length || _at == _stop) continue;
                }

                if (ReadWithCare(out double time, out uint unit))
                {
                    times[rows] = time;
                    units[rows++] = unit;
                }
            }

            if (rows < times.Length) _record.RefuseOpen();
            return rows;
        }

        public void Dispose() => _blocks.Dispose();

        private bool ReadWithCare(out double time, out uint unit)
        {
            time = 0;
            unit = 0;
            ReadOnlySpan<byte> rest = _blocks.Buffer.AsSpan(_at, _stop - _at);
            int feed = rest.IndexOf((byte)'\n');
            ReadOnlySpan<byte> line = rest[..feed];
            if (line.EndsWith((byte)'\r')) line = line[..^1];
            _at += feed + 1;
            _line++;
            if (!_record.IsOpen && line.IndexOfAnyExcept((byte)' ', (byte)'\t') < 0) return false;
            if (!_record.TryAdd(line, _line, out line)) return false;
            if (_fields.Count != _reader._head.ColumnCount)
            {
                string advice = _reader._head.Delimiter == ',' && _fields.Count > _reader._head.ColumnCount
                    ? " Decimal commas are not read: write numbers with a dot." : string.Empty;
                throw new InvalidInputException(
                    $"{_reader._path}:{_record.Number}:1: found {_fields.Count} fields, expected {_reader._head.ColumnCount} as in the first line, separated by {CsvFields.Name(_reader._head.Delimiter)}.{advice}");
            }

            time = ReadTime(line);
            int unitColumn = _reader._unitColumn;
            if (_reader._names is { } names)
            {
                if (!names.TryFind(_fields, line, unitColumn, out unit))
                    throw _fields.Refuse(line, _record.Number, unitColumn, "the name of a unit that is among unitNames");
            }
            else if (!TryParseUnit(_fields.Bytes(line, unitColumn), out unit))
                throw _fields.Refuse(line, _record.Number, unitColumn, "a unit: an integer from 0 to 4294967295" + _reader.ColumnAdvice);
            if (_isOrdered) _previous = time;
            return true;
        }

        // Some programs write all numbers with a fraction.
        private static bool TryParseUnit(ReadOnlySpan<byte> text, out uint unit)
        {
            if (uint.TryParse(text, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out unit)) return true;
            if (!DecimalNumber.TryParse(text, out double value) || !(value is >= 0 and <= uint.MaxValue) || Math.Floor(value) != value) return false;
            unit = (uint)value;
            return true;
        }

        private double ReadTime(ReadOnlySpan<byte> line)
        {
            int column = _reader._timeColumn;
            if (!_reader._scale.TryParse(_fields.Bytes(line, column), out double time))
                throw _fields.Refuse(line, _record.Number, column, _reader._scale.Expected);
            if (_reader._isRepaired) return time;
            if (ExpectedTime(time) is { } expected) throw _fields.Refuse(line, _record.Number, column, expected);
            if (time < _previous) throw _fields.Refuse(line, _record.Number, column, ExpectedOrder(_previous));
            return time == 0 ? 0 : time;
        }
    }
}
