namespace SpikeStream.Recordings;

/// <summary>Whether the first times of text are whole numbers. They are taken for seconds, as all times in text, but may well be sample indices or milliseconds: that is told.</summary>
internal sealed class WholeTimes
{
    private const int Most = 1000;

    private int _read;
    private bool _isAboveZero;
    private bool _hasOther;

    private bool IsDecided => _hasOther || _read >= Most;

    /// <summary>Tells of whole numbers where nothing says what they are.</summary>
    /// <param name="path">The file or folder, for the message.</param>
    /// <param name="options">What is stated, and who is told.</param>
    /// <param name="named">The unit of measure that the name of the column tells, if it does.</param>
    /// <param name="files">The files with their heads and the column of times; no more of them are read than it takes.</param>
    public static void Tell(string path, ReadOptions options, SpikeTimeUnit? named, params IEnumerable<(string Path, CsvHead Head, int Column)> files)
    {
        if (options.Notice is null || options.TimeUnit is not null || options.SampleRate is not null || named is not null) return;
        WholeTimes times = new();
        foreach ((string file, CsvHead head, int column) in files)
        {
            if (times.IsDecided) break;
            times.Read(file, head, column);
        }

        if (times._hasOther || !times._isAboveZero) return;
        options.Notice($"{path}: took times for seconds, though they are whole numbers: state what they are, timeUnit (--time-unit s, ms, us or ns), or sampleRate (--sample-rate HZ) where they are sample indices");
    }

    private void Read(string path, CsvHead head, int column)
    {
        CsvFields fields = new(path, head.Delimiter);
        using CsvRecords records = new(path, fields);
        records.Skip(head.Lines);
        while (!IsDecided && records.TryRead(out ReadOnlySpan<byte> record))
        {
            // The reading proper tells of lines that are too short.
            if (fields.Count <= column) continue;
            ReadOnlySpan<byte> time = fields.Bytes(record, column);
            _read++;
            _hasOther |= time.IsEmpty || time.IndexOfAnyExceptInRange((byte)'0', (byte)'9') >= 0;
            _isAboveZero |= time.IndexOfAnyExcept((byte)'0') >= 0;
        }
    }
}
