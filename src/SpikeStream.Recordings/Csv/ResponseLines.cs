using System.Globalization;

namespace SpikeStream.Recordings;

/// <summary>Reads counts from text, a line per trial.</summary>
internal sealed class ResponseLines(string path) : IDisposable
{
    private readonly TrialLines _lines = new(path);
    private readonly CsvFields _fields = new(path, ',');

    /// <summary>Counts in a line; known after the first.</summary>
    public int Units { get; private set; }

    /// <summary>Adds the counts of the next line.</summary>
    /// <param name="counts">Receives them.</param>
    /// <returns>False at the end of the file.</returns>
    /// <exception cref="InvalidInputException">A line has another number of counts than the first, something that is no count, or a blank line comes before it.</exception>
    public bool TryRead(List<int> counts)
    {
        if (!_lines.TryRead(out ReadOnlySpan<byte> line)) return false;
        _fields.Split(line, _lines.Number);
        if (Units == 0) Units = _fields.Count;
        if (_fields.Count != Units) throw new InvalidInputException($"{path}:{_lines.Number}:1: found {_fields.Count} counts, expected {Units} as in the first line.");
        for (int i = 0; i < Units; i++)
        {
            if (!int.TryParse(_fields.Bytes(line, i), NumberStyles.None, CultureInfo.InvariantCulture, out int count))
                throw _fields.Refuse(line, _lines.Number, i, "a count: an integer from 0 on");
            if (count > StimulusResponseFormat.LargestCount) throw _fields.Refuse(line, _lines.Number, i, $"a count of at most {StimulusResponseFormat.LargestCount}");
            counts.Add(count);
        }

        return true;
    }

    public void Dispose() => _lines.Dispose();
}
