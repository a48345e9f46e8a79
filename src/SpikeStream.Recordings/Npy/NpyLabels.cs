namespace SpikeStream.Recordings;

/// <summary>Units that an array names by text, one label per spike: numbered in the order of their first appearance.</summary>
internal sealed class NpyLabels
{
    private const int MostNames = 1 << 20;

    private readonly NpyColumn _column;
    private readonly Dictionary<string, uint> _numbers = new(StringComparer.Ordinal);

    private NpyLabels(NpyColumn column) => _column = column;

    /// <summary>The names by their numbers.</summary>
    public IReadOnlyList<string> Names => [.. _numbers.Keys];

    /// <summary>Reads an array through for its names.</summary>
    /// <param name="column">An array of text with one axis.</param>
    /// <param name="stated">Names in their order, which spare the reading; null to find them.</param>
    public static NpyLabels Find(NpyColumn column, IReadOnlyList<string>? stated)
    {
        NpyLabels labels = new(column);
        foreach (string name in stated ?? [])
        {
            if (!labels._numbers.TryAdd(name, (uint)labels._numbers.Count)) throw new InvalidInputException($"{column.Name}: unitNames: found \"{name}\" twice, expected names that differ.");
        }

        if (stated is not null) return labels;
        using Cursor cursor = new(labels, 0);
        for (long row = 0; row < column.Header.Rows; row++)
        {
            string name = cursor.Next();
            labels._numbers.TryAdd(name, (uint)labels._numbers.Count);
            if (labels._numbers.Count > MostNames) throw new InvalidInputException($"{column.Name}: found more than {MostNames} names of units: is it the right array?");
        }

        return labels;
    }

    /// <summary>Begins to read at a row.</summary>
    public Cursor OpenAt(long firstRow) => new(this, firstRow);

    /// <summary>A position in the array.</summary>
    public sealed class Cursor : IDisposable
    {
        private readonly NpyLabels _labels;
        private readonly BufferedStream _stream;
        private readonly byte[] _element;
        private readonly byte[] _last;
        private string _name = string.Empty;
        private long _row;

        public Cursor(NpyLabels labels, long firstRow)
        {
            _labels = labels;
            _row = firstRow;
            _element = new byte[labels._column.Header.ItemSize];
            _last = new byte[_element.Length];
            _stream = new BufferedStream(labels._column.OpenRows(firstRow), 1 << 16);
        }

        /// <summary>The label of the next row.</summary>
        public string Next()
        {
            if (_stream.ReadAtLeast(_element, _element.Length, throwOnEndOfStream: false) < _element.Length) throw _labels._column.Truncated(_row);
            if (!_element.AsSpan().SequenceEqual(_last))
            {
                _name = NpyText.Text(_element, _labels._column, _row);
                _element.CopyTo(_last, 0);
            }

            _row++;
            return _name;
        }

        /// <summary>Reads the units of rows.</summary>
        public void Read(Span<uint> units)
        {
            foreach (ref uint unit in units)
            {
                string name = Next();
                if (!_labels._numbers.TryGetValue(name, out unit))
                    throw new InvalidInputException($"{_labels._column.Name}: row {_row - 1}: found unit \"{name}\", expected a name that is among unitNames.");
            }
        }

        public void Dispose() => _stream.Dispose();
    }
}
