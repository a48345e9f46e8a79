using System.Text;

namespace SpikeStream.Recordings;

/// <summary>Splits a line into fields: quotes after RFC 4180, blanks around fields left out, runs of blanks as one delimiter where the delimiter is a blank.</summary>
internal sealed class CsvFields(string path, char delimiter)
{
    private readonly byte _delimiter = (byte)delimiter;
    private readonly List<(int Start, int Length)> _fields = [];
    private int _open;

    public int Count => _fields.Count;

    /// <summary>Splits a line.</summary>
    /// <exception cref="InvalidInputException">A quote is not closed on it, or text follows a closing quote.</exception>
    public void Split(ReadOnlySpan<byte> line, long number)
    {
        if (!TrySplit(line, number))
            throw new InvalidInputException($"{path}:{number}:{_open + 1}: found a quote that is not closed, expected a closing \".");
    }

    /// <summary>Splits a line, or several that are one record.</summary>
    /// <returns>False where a quote is not closed.</returns>
    /// <exception cref="InvalidInputException">Text follows a closing quote.</exception>
    public bool TrySplit(ReadOnlySpan<byte> line, long number)
    {
        _fields.Clear();
        int at = 0;
        if (_delimiter == (byte)' ') line = line.TrimEnd((byte)' ');
        while (true)
        {
            while (at < line.Length && IsBlank(line[at])) at++;
            if (at < line.Length && line[at] == (byte)'"')
            {
                int close = at + 1;
                while (close < line.Length && (line[close] != (byte)'"' || (close + 1 < line.Length && line[close + 1] == (byte)'"')))
                    close += line[close] == (byte)'"' ? 2 : 1;
                if (close >= line.Length)
                {
                    _open = at;
                    return false;
                }

                _fields.Add((at + 1, close - at - 1));
                at = close + 1;
                while (at < line.Length && IsBlank(line[at])) at++;
                if (at < line.Length && line[at] != _delimiter && _delimiter != (byte)' ')
                    throw new InvalidInputException($"{path}:{number}:{at + 1}: found text after a closing quote, expected {Name(delimiter)}.");
            }
            else
            {
                int length = line[at..].IndexOf(_delimiter);
                if (length < 0) length = line.Length - at;
                int stop = at + length, trimmed = stop;
                while (trimmed > at && IsBlank(line[trimmed - 1])) trimmed--;
                _fields.Add((at, trimmed - at));
                at = stop;
            }

            if (at >= line.Length) return true;
            if (line[at] == _delimiter) at++;
        }
    }

    /// <summary>The bytes of a field, doubled quotes kept.</summary>
    public ReadOnlySpan<byte> Bytes(ReadOnlySpan<byte> line, int field) => line.Slice(_fields[field].Start, _fields[field].Length);

    /// <summary>The text of a field.</summary>
    public string Text(ReadOnlySpan<byte> line, int field) => Encoding.UTF8.GetString(Bytes(line, field)).Replace("\"\"", "\"", StringComparison.Ordinal);

    /// <summary>Column of a field's first character, from 1.</summary>
    public int Column(int field) => _fields[field].Start + 1;

    /// <summary>A refusal of a field: file, line, column, what was found and what was expected.</summary>
    public InvalidInputException Refuse(ReadOnlySpan<byte> line, long number, int field, string expected)
    {
        string text = string.Concat(Text(line, field).Select(character => char.IsControl(character) ? '?' : character));
        if (text.Length > 40) text = string.Concat(text.AsSpan(0, 40), "...");
        bool isDecimalComma = delimiter != ',' && text.Count(character => character == ',') == 1 && text.All(character => char.IsAsciiDigit(character) || character is ',' or '-');
        string advice = isDecimalComma ? " Decimal commas are not read: write the number with a dot." : string.Empty;
        return new InvalidInputException($"{path}:{number}:{Column(field)}: found \"{text}\", expected {expected}.{advice}");
    }

    /// <summary>A delimiter in words.</summary>
    public static string Name(char delimiter) => delimiter switch
    {
        ',' => "a comma",
        '\t' => "a tab",
        ';' => "a semicolon",
        ' ' => "a blank",
        _ => $"\"{delimiter}\"",
    };

    private bool IsBlank(byte character) => character == (byte)' ' || character == (byte)'\t' && _delimiter != (byte)'\t';
}
