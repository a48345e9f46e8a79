namespace SpikeStream.Recordings;

/// <summary>Joins lines to a record where a quoted field has line breaks in it (RFC 4180), and splits it into fields.</summary>
internal sealed class CsvRecord(CsvFields fields)
{
    // A quote that is open for longer is one that was forgotten.
    private const int MostBytes = 1 << 16;

    private byte[] _lines = [];
    private int _length;

    /// <summary>Whether the record goes on with the next line.</summary>
    public bool IsOpen => _length > 0;

    /// <summary>Number of the record's first line, from 1.</summary>
    public long Number { get; private set; }

    /// <summary>Takes a line.</summary>
    /// <param name="line">The line, without its end.</param>
    /// <param name="number">Its number, from 1.</param>
    /// <param name="record">The record, split, where it is whole; valid until the next line is taken.</param>
    /// <returns>Whether the record is whole.</returns>
    /// <exception cref="InvalidInputException">A quote is not closed, or text follows a closing quote.</exception>
    public bool TryAdd(ReadOnlySpan<byte> line, long number, out ReadOnlySpan<byte> record)
    {
        record = line;
        if (!IsOpen)
        {
            Number = number;
            if (fields.TrySplit(line, number)) return true;
            Append(line);
            return false;
        }

        bool mayClose = line.Contains((byte)'"');
        Append(line);
        // Less the line feed behind it.
        record = _lines.AsSpan(0, _length - 1);
        if (mayClose && fields.TrySplit(record, Number))
        {
            _length = 0;
            return true;
        }

        if (_length > MostBytes) RefuseOpen();
        return false;
    }

    /// <summary>Refuses a record that is not whole at the end of the file.</summary>
    /// <exception cref="InvalidInputException">It is not.</exception>
    public void RefuseOpen()
    {
        if (IsOpen) fields.Split(_lines.AsSpan(0, _length - 1), Number);
    }

    private void Append(ReadOnlySpan<byte> line)
    {
        if (_length + line.Length + 1 > _lines.Length) Array.Resize(ref _lines, Math.Max(2 * _lines.Length, _length + line.Length + 1));
        line.CopyTo(_lines.AsSpan(_length));
        _length += line.Length;
        _lines[_length++] = (byte)'\n';
    }
}
