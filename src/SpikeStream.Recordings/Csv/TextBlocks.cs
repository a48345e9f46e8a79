namespace SpikeStream.Recordings;

/// <summary>Reads a text file in blocks of whole lines, in memory that does not grow with the file.</summary>
internal sealed class TextBlocks : IDisposable
{
    /// <summary>Readable bytes before and after each block, so that lines can be read a vector at a time.</summary>
    public const int Padding = 64;

    // Longer lines are not read.
    private const int BlockBytes = 1 << 20;
    private const int LeastBlockBytes = 1 << 12;

    private readonly FileStream _file;
    private readonly byte[] _buffer;
    private readonly int _blockBytes;
    private int _filled = Padding;
    private int _taken = Padding;
    private bool _isAtEnd;

    /// <summary>Opens a file and steps over a byte-order mark.</summary>
    public TextBlocks(string path)
    {
        Path = path;
        _file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0, FileOptions.SequentialScan);
        // Small files are many where each unit has one.
        _blockBytes = (int)Math.Clamp(_file.Length, LeastBlockBytes, BlockBytes);
        _buffer = GC.AllocateArray<byte>(2 * Padding + 2 * _blockBytes, pinned: true);
        Span<byte> mark = stackalloc byte[3];
        int read = _file.ReadAtLeast(mark, 3, throwOnEndOfStream: false);
        if (read >= 2 && (mark[..2].SequenceEqual((ReadOnlySpan<byte>)[0xFF, 0xFE]) || mark[..2].SequenceEqual((ReadOnlySpan<byte>)[0xFE, 0xFF])))
        {
            _file.Dispose();
            throw new InvalidInputException($"{path}: found UTF-16 text, expected UTF-8; save it again as UTF-8.");
        }

        if (read < 3 || !mark.SequenceEqual((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF])) _file.Position = 0;
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>The memory that blocks lie in; pinned.</summary>
    public byte[] Buffer => _buffer;

    /// <summary>Reads the next block.</summary>
    /// <param name="start">Where it starts in <see cref="Buffer"/>.</param>
    /// <param name="stop">Where it stops: the byte after a line feed.</param>
    /// <param name="line">Number of its first line less one, for messages.</param>
    /// <returns>False at the end of the file.</returns>
    public bool TryNext(out int start, out int stop, long line)
    {
        int rest = _filled - _taken;
        _buffer.AsSpan(_taken, rest).CopyTo(_buffer.AsSpan(Padding));
        _taken = Padding;
        _filled = Padding + rest;
        start = Padding;
        while (!_isAtEnd)
        {
            int read = _file.Read(_buffer, _filled, _blockBytes);
            int from = _filled;
            _filled += read;
            if (read == 0)
            {
                _isAtEnd = true;
                break;
            }

            int feed = _buffer.AsSpan(from, read).LastIndexOf((byte)'\n');
            if (feed >= 0)
            {
                stop = _taken = from + feed + 1;
                return true;
            }

            if (_filled - Padding > _blockBytes)
                throw new InvalidInputException($"{Path}:{line + 1}: found a line of more than {_blockBytes} bytes, expected text with one row per line.");
        }

        if (_filled > Padding)
        {
            if (_buffer[_filled - 1] != (byte)'\n') _buffer[_filled++] = (byte)'\n';
            stop = _taken = _filled;
            _filled = _taken;
            return true;
        }

        stop = start;
        return false;
    }

    public void Dispose() => _file.Dispose();
}
