namespace SpikeStream.Recordings;

/// <summary>Goes through a stretch of one train in order, a piece at a time.</summary>
internal sealed class TrainCursor
{
    private const int FirstPiece = 256;

    private readonly ISpikeTimes _trains;
    private readonly uint _unit;
    private readonly long _first;
    private readonly long _stop;
    private readonly int _most;
    private readonly bool _isChecked;
    private double[] _piece = [];
    private long _read;
    private int _next;
    private int _length;
    private double _previous;

    /// <summary>Begins.</summary>
    /// <param name="trains">The times.</param>
    /// <param name="unit">Number of the unit for the spikes.</param>
    /// <param name="first">First entry of the unit, for messages.</param>
    /// <param name="start">Entry to begin at.</param>
    /// <param name="stop">Entry to stop before.</param>
    /// <param name="most">Most times that are held at once.</param>
    /// <param name="isChecked">Whether times out of order are refused.</param>
    public TrainCursor(ISpikeTimes trains, uint unit, long first, long start, long stop, int most, bool isChecked)
    {
        _trains = trains;
        _unit = unit;
        _first = first;
        _read = start;
        _stop = stop;
        _most = most;
        _isChecked = isChecked;
    }

    public uint Unit => _unit;

    /// <summary>The time that it is at.</summary>
    public double Time => _piece[_next];

    /// <summary>Moves to the next time.</summary>
    /// <returns>False at the end.</returns>
    /// <exception cref="InvalidInputException">The time is not finite, negative, or before the one before.</exception>
    public bool Move()
    {
        if (++_next < _length) return true;
        long left = _stop - _read;
        if (left <= 0) return false;
        // Short at first: a window of a long recording has few spikes of a unit.
        int rows = (int)Math.Min(left, Math.Min(_most, Math.Max(FirstPiece, _piece.Length * 4L)));
        if (_piece.Length < rows) _piece = new double[rows];
        Span<double> times = _piece.AsSpan(0, rows);
        _trains.Read(_read, times);
        if (_isChecked)
        {
            int fault = SpikeOrder.FirstFault(times, _previous);
            if (fault >= 0) throw Refuse(fault, fault == 0 ? _previous : times[fault - 1]);
            _previous = times[^1];
        }

        _read += rows;
        _length = rows;
        _next = 0;
        return true;
    }

    private InvalidInputException Refuse(int fault, double previous)
    {
        double found = _piece[fault];
        return new(double.IsFinite(found) && found >= 0
            ? FormattableString.Invariant($"{_trains.Place}: unit {_unit}, spike {_read + fault - _first}: found {found:R} s after {previous:R} s, expected times that do not decrease; sort them with repair.")
            : FormattableString.Invariant($"{_trains.Place}: unit {_unit}, spike {_read + fault - _first}: found the time {found:R}, expected a finite time in s from 0 on; leave such spikes out with repair."));
    }
}
