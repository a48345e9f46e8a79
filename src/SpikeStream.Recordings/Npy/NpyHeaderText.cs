using System.Globalization;
using System.Text;

namespace SpikeStream.Recordings;

/// <summary>Parses the text of an array's header: a Python dictionary of literals, its keys in any order. Nothing is run.</summary>
internal ref struct NpyHeaderText
{
    private const int MostAxes = 64;

    private readonly string _text;
    private readonly string _name;
    private int _at;

    private NpyHeaderText(string text, string name)
    {
        _text = text;
        _name = name;
    }

    /// <summary>What the dictionary says.</summary>
    /// <param name="text">The text.</param>
    /// <param name="name">The array, for messages.</param>
    /// <returns>The type, whether the first index varies fastest, and the lengths of the axes.</returns>
    /// <exception cref="InvalidInputException">It is no such dictionary, or one of a structured array.</exception>
    public static (string Type, bool IsColumnMajor, List<long> Axes) Parse(string text, string name)
    {
        NpyHeaderText reader = new(text, name);
        string? type = null;
        bool? isColumnMajor = null;
        List<long>? axes = null;
        reader.Expect('{');
        while (!reader.Take('}'))
        {
            string key = reader.Quoted();
            reader.Expect(':');
            if (key == "descr" && type is null) type = reader.Type();
            else if (key == "fortran_order" && isColumnMajor is null) isColumnMajor = reader.Truth();
            else if (key == "shape" && axes is null) axes = reader.Axes();
            else throw reader.Refuse();
            if (reader.Take(',')) continue;
            reader.Expect('}');
            break;
        }

        reader.SkipBlanks();
        if (reader._at < text.Length || type is null || isColumnMajor is null || axes is null) throw reader.Refuse();
        return (type, isColumnMajor.Value, axes);
    }

    private string Type()
    {
        SkipBlanks();
        if (_at < _text.Length && _text[_at] is '[' or '(')
            throw new InvalidInputException($"{_name}: found a structured array, expected plain elements: save one of its fields, for example numpy.save(\"OUT.npy\", array[\"FIELD\"]).");
        return Quoted();
    }

    private bool Truth()
    {
        SkipBlanks();
        foreach (string word in (ReadOnlySpan<string>)["True", "False"])
        {
            if (string.CompareOrdinal(_text, _at, word, 0, word.Length) != 0) continue;
            _at += word.Length;
            return word == "True";
        }

        throw Refuse();
    }

    private List<long> Axes()
    {
        List<long> axes = [];
        Expect('(');
        while (!Take(')'))
        {
            SkipBlanks();
            int start = _at;
            while (_at < _text.Length && char.IsAsciiDigit(_text[_at])) _at++;
            if (_at == start || axes.Count == MostAxes) throw Refuse();
            if (!long.TryParse(_text.AsSpan(start, _at - start), NumberStyles.None, CultureInfo.InvariantCulture, out long axis))
                throw new InvalidInputException($"{_name}: found an axis of {_text[start.._at]} entries, which is larger than any file.");
            axes.Add(axis);
            // Python 2 wrote long integers with an L.
            Take('L');
            if (Take(',')) continue;
            Expect(')');
            break;
        }

        return axes;
    }

    private string Quoted()
    {
        SkipBlanks();
        if (_at >= _text.Length || _text[_at] is not ('\'' or '"')) throw Refuse();
        int stop = _text.IndexOf(_text[_at], _at + 1);
        if (stop < 0) throw Refuse();
        string quoted = _text[(_at + 1)..stop];
        _at = stop + 1;
        return quoted;
    }

    private void Expect(char character)
    {
        if (!Take(character)) throw Refuse();
    }

    private bool Take(char character)
    {
        SkipBlanks();
        if (_at >= _text.Length || _text[_at] != character) return false;
        _at++;
        return true;
    }

    private void SkipBlanks()
    {
        while (_at < _text.Length && _text[_at] is ' ' or '\n' or '\t') _at++;
    }

    private readonly InvalidInputException Refuse()
    {
        StringBuilder shown = new(_text.Trim());
        if (shown.Length > 200) shown.Remove(200, shown.Length - 200).Append("...");
        return new($"{_name}: found the header {shown}, expected a dictionary with descr, fortran_order and shape of a plain array.");
    }
}
