namespace SpikeStream.Recordings;

/// <summary>Reads the lines of a file that has one for each trial; blank lines may only end it, since any other would pair trials with others of a second file.</summary>
/// <param name="path">The file.</param>
internal sealed class TrialLines(string path) : IDisposable
{
    private readonly TextLines _lines = new(path);

    /// <summary>Number of the line that was read last, from 1.</summary>
    public long Number => _lines.Number;

    /// <summary>Reads the next line.</summary>
    /// <param name="line">The line, until the next is read.</param>
    /// <returns>False at the end of the file.</returns>
    /// <exception cref="InvalidInputException">A blank line comes before it.</exception>
    public bool TryRead(out ReadOnlySpan<byte> line)
    {
        long next = _lines.Number + 1;
        if (!_lines.TryReadFilled(out line)) return false;
        if (_lines.Number == next) return true;
        throw new InvalidInputException($"{path}:{next}:1: found a blank line, expected a trial on every line but the last ones; fill it, or remove it and the line of its trial in the other file.");
    }

    /// <inheritdoc/>
    public void Dispose() => _lines.Dispose();
}
