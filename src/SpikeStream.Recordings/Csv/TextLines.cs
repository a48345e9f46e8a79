namespace SpikeStream.Recordings;

/// <summary>Reads a text file line by line, in memory that does not grow with the file.</summary>
internal sealed class TextLines(string path) : IDisposable
{
    private readonly TextBlocks _blocks = new(path);
    private int _at;
    private int _stop;

    /// <summary>Number of the line last read, from 1.</summary>
    public long Number { get; private set; }

    /// <summary>Reads the next line, without its end.</summary>
    /// <param name="line">The line; valid until the next is read.</param>
    /// <returns>False at the end of the file.</returns>
    public bool TryRead(out ReadOnlySpan<byte> line)
    {
        if (_at == _stop && !_blocks.TryNext(out _at, out _stop, Number))
        {
            line = default;
            return false;
        }

        ReadOnlySpan<byte> rest = _blocks.Buffer.AsSpan(_at, _stop - _at);
        int feed = rest.IndexOf((byte)'\n');
        line = rest[..feed];
        if (line.EndsWith((byte)'\r')) line = line[..^1];
        _at += feed + 1;
        Number++;
        return true;
    }

    /// <summary>Reads the next line that is not blank.</summary>
    public bool TryReadFilled(out ReadOnlySpan<byte> line)
    {
        while (TryRead(out line))
        {
            if (line.IndexOfAnyExcept((byte)' ', (byte)'\t') >= 0) return true;
        }

        return false;
    }

    public void Dispose() => _blocks.Dispose();
}
