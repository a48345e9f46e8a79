namespace SpikeStream.Models.Statistics;

/// <summary>Sums of the counts of one unit in windows that follow each other: exact integers, whatever the number of windows without a spike between them.</summary>
/// <remarks>The window in which the last spike fell is kept apart, so that a read-out in the midst of it can leave it out.</remarks>
internal struct WindowCounts
{
    private long _window;
    private long _count;
    private long _sum;
    private long _squares;
    private long _occupied;

    /// <summary>Counts a spike.</summary>
    /// <param name="window">Its window, not before those of earlier spikes.</param>
    public void Add(long window)
    {
        if (window != _window) Close();
        _window = window;
        _count++;
    }

    /// <summary>Sums over windows before a given one.</summary>
    /// <param name="end">The first window that does not count.</param>
    public readonly (long Sum, long Squares, long Occupied) Before(long end)
    {
        bool isWhole = _count > 0 && _window < end;
        return isWhole ? (_sum + _count, _squares + _count * _count, _occupied + 1) : (_sum, _squares, _occupied);
    }

    public readonly void Save(BinaryWriter writer)
    {
        foreach (long value in (ReadOnlySpan<long>)[_window, _count, _sum, _squares, _occupied]) writer.Write(value);
    }

    public static WindowCounts Restore(BinaryReader reader) => new()
    {
        _window = reader.ReadInt64(),
        _count = reader.ReadInt64(),
        _sum = reader.ReadInt64(),
        _squares = reader.ReadInt64(),
        _occupied = reader.ReadInt64(),
    };

    private void Close()
    {
        if (_count == 0) return;
        _sum += _count;
        _squares += _count * _count;
        _occupied++;
        _count = 0;
    }
}
