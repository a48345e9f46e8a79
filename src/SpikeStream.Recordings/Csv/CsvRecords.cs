namespace SpikeStream.Recordings;

/// <summary>Reads a text table record by record; a record is a line, or several where a quoted field has line breaks in it.</summary>
/// <param name="path">The file.</param>
/// <param name="fields">Receives the fields of each record.</param>
internal sealed class CsvRecords(string path, CsvFields fields) : IDisposable
{
    private readonly TextLines _lines = new(path);
    private readonly CsvRecord _record = new(fields);

    /// <summary>Number of the first line of the record last read, from 1.</summary>
    public long Number => _record.Number;

    /// <summary>Number of lines read.</summary>
    public long Lines => _lines.Number;

    /// <summary>Passes lines over.</summary>
    public void Skip(long lines)
    {
        while (lines-- > 0) _lines.TryRead(out _);
    }

    /// <summary>Reads and splits the next record; blank lines between records are left out.</summary>
    /// <param name="record">The record; valid until the next is read.</param>
    /// <returns>False at the end of the file.</returns>
    /// <exception cref="InvalidInputException">A quote is not closed, or text follows a closing quote.</exception>
    public bool TryRead(out ReadOnlySpan<byte> record)
    {
        while (_record.IsOpen ? _lines.TryRead(out ReadOnlySpan<byte> line) : _lines.TryReadFilled(out line))
        {
            if (_record.TryAdd(line, _lines.Number, out record)) return true;
        }

        _record.RefuseOpen();
        record = default;
        return false;
    }

    public void Dispose() => _lines.Dispose();
}
