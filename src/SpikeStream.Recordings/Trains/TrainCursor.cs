namespace SpikeStream.Recordings;

/// <summary>Goes through a stretch of one train in order, a piece at a time.</summary>
/// <param name="trains">The trains.</param>
/// <param name="unit">Number of the unit for the spikes.</param>
/// <param name="first">First entry of the unit, for messages.</param>
/// <param name="start">Entry to begin at.</param>
/// <param name="stop">Entry to stop before.</param>
/// <param name="most">Most times that are held at once.</param>
/// <param name="isChecked">Whether times out of order are refused.</param>
internal sealed class TrainCursor(ISpikeTimes trains, uint unit, long first, long start, long stop, int most, bool isChecked) : SpikeCursor(unit, start, stop, most)
{
    private double _previous;

    protected override int Read(long entry, Span<double> times)
    {
        trains.Read(entry, times);
        if (!isChecked) return times.Length;
        int fault = SpikeOrder.FirstFault(times, _previous);
        if (fault >= 0) throw Refuse(entry + fault - first, times[fault], fault == 0 ? _previous : times[fault - 1]);
        _previous = times[^1];
        return times.Length;
    }

    private InvalidInputException Refuse(long spike, double found, double previous) => new(double.IsFinite(found) && found >= 0
        ? FormattableString.Invariant($"{trains.Place}: unit {Rank}, spike {spike}: found {found:R} s after {previous:R} s, expected times that do not decrease; sort them with repair.")
        : FormattableString.Invariant($"{trains.Place}: unit {Rank}, spike {spike}: found the time {found:R}, expected a finite time in s from 0 on; leave such spikes out with repair."));
}
