namespace SpikeStream.Recordings;

/// <summary>Goes through a stretch of ordered spikes, a piece at a time.</summary>
/// <param name="rank">Where times are equal, spikes of a lower rank come first.</param>
/// <param name="start">Entry to begin at.</param>
/// <param name="stop">Entry to stop before.</param>
/// <param name="most">Most entries that are held at once.</param>
internal abstract class SpikeCursor(uint rank, long start, long stop, int most)
{
    private const int FirstPiece = 256;

    private double[] _piece = [];
    private long _read = start;
    private int _length;

    public uint Rank => rank;

    /// <summary>The time that it is at.</summary>
    public double Time => _piece[Position];

    /// <summary>The unit that it is at.</summary>
    public virtual uint Unit => rank;

    /// <summary>Where in the piece it is.</summary>
    protected int Position { get; private set; }

    /// <summary>Moves to the next spike.</summary>
    /// <returns>False at the end.</returns>
    /// <exception cref="InvalidInputException">A time is not finite, negative, or before the one before.</exception>
    public bool Move()
    {
        if (++Position < _length) return true;
        Position = 0;
        for (_length = 0; _length == 0;)
        {
            long left = stop - _read;
            if (left <= 0) return false;
            // Short at first: a window of a long recording has few spikes of a unit.
            int rows = (int)Math.Min(left, Math.Min(most, Math.Max(FirstPiece, _piece.Length * 4L)));
            if (_piece.Length < rows) _piece = new double[rows];
            _length = Read(_read, _piece.AsSpan(0, rows));
            _read += rows;
        }

        return true;
    }

    /// <summary>Reads a piece.</summary>
    /// <param name="entry">Its first entry.</param>
    /// <param name="times">Receives its times in s.</param>
    /// <returns>Number of spikes that are given, at the start of <paramref name="times"/>; others are left out.</returns>
    protected abstract int Read(long entry, Span<double> times);
}
