namespace SpikeStream.Recordings;

/// <summary>The spike times of one unit: a text file with a time on each line.</summary>
internal sealed class SpikeTrainFile
{
    private readonly string _path;
    private readonly CsvHead _head;
    private readonly TimeScale _scale;

    private SpikeTrainFile(string path, CsvHead head, TimeScale scale, SpikeTimeUnit? named)
    {
        Named = named;
        _path = path;
        _head = head;
        _scale = scale;
    }

    /// <summary>The file.</summary>
    public string Path => _path;

    /// <summary>Its first lines.</summary>
    public CsvHead Head => _head;

    /// <summary>The unit of measure that its header tells; null where it tells none.</summary>
    public SpikeTimeUnit? Named { get; }

    /// <summary>Reads the head of a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="options">How to read it.</param>
    public static SpikeTrainFile Open(string path, ReadOptions options)
    {
        CsvHead head = CsvHead.Read(path, options.Delimiter);
        if (head.ColumnCount > 1)
        {
            string advice = head.Names.Count == 0 && head.Delimiter == ',' ? " Decimal commas are not read: write numbers with a dot." : string.Empty;
            throw new InvalidInputException($"{path}:{head.Lines + 1}:1: found {head.ColumnCount} columns, expected one: a folder with a file per unit has one time on each line.{advice}");
        }

        CsvSpikeReader.FindTime(head, out SpikeTimeUnit? unit);
        return new SpikeTrainFile(path, head, TimeScale.From(path, options, unit ?? SpikeTimeUnit.Seconds), unit);
    }

    /// <summary>Begins to read.</summary>
    /// <param name="isChecked">Whether times that are impossible are refused.</param>
    /// <param name="isOrdered">Whether times that decrease are refused.</param>
    public Cursor Read(bool isChecked, bool isOrdered) => new(this, isChecked, isOrdered);

    /// <summary>A position in the file.</summary>
    public sealed class Cursor : IDisposable
    {
        private readonly SpikeTrainFile _file;
        private readonly TextLines _lines;
        private readonly CsvFields _fields;
        private readonly bool _isChecked;
        private readonly bool _isOrdered;
        private double _previous;

        public Cursor(SpikeTrainFile file, bool isChecked, bool isOrdered)
        {
            _file = file;
            _isChecked = isChecked;
            _isOrdered = isOrdered;
            _lines = new TextLines(file._path);
            _fields = new CsvFields(file._path, file._head.Delimiter);
            for (long skip = file._head.Lines; skip > 0; skip--) _lines.TryRead(out _);
        }

        /// <summary>Whether a time came before the one before it.</summary>
        public bool IsDisordered { get; private set; }

        /// <summary>Reads times until the span is full or the file ends.</summary>
        public int Read(Span<double> times)
        {
            int taken = 0;
            while (taken < times.Length && _lines.TryReadFilled(out ReadOnlySpan<byte> line))
            {
                _fields.Split(line, _lines.Number);
                if (_fields.Count != 1) throw new InvalidInputException($"{_file._path}:{_lines.Number}:1: found {_fields.Count} fields, expected one time on each line.");
                if (!_file._scale.TryParse(_fields.Bytes(line, 0), out double time)) throw _fields.Refuse(line, _lines.Number, 0, _file._scale.Expected);
                Check(line, time);
                times[taken++] = time == 0 ? 0 : time;
            }

            return taken;
        }

        public void Dispose() => _lines.Dispose();

        private void Check(ReadOnlySpan<byte> line, double time)
        {
            if (_isChecked && CsvSpikeReader.ExpectedTime(time) is { } expected) throw _fields.Refuse(line, _lines.Number, 0, expected);
            // These are left out by the repair.
            if (!double.IsFinite(time) || time < 0) return;
            if (time < _previous)
            {
                if (_isOrdered) throw _fields.Refuse(line, _lines.Number, 0, CsvSpikeReader.ExpectedOrder(_previous));
                IsDisordered = true;
            }

            _previous = time;
        }
    }
}
