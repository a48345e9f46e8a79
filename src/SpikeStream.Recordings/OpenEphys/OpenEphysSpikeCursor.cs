namespace SpikeStream.Recordings;

/// <summary>Goes through the spikes of one electrode in order.</summary>
/// <param name="electrode">The electrode.</param>
/// <param name="units">Number of the unit of each cluster; <see cref="None"/> for those that are not read.</param>
/// <param name="window">What is read.</param>
/// <param name="rank">Where times are equal, spikes of a lower rank come first.</param>
/// <param name="range">First row, and the one after the last.</param>
/// <param name="most">Most spikes that are held at once.</param>
/// <param name="isChecked">Whether times out of order are refused.</param>
internal sealed class OpenEphysSpikeCursor(OpenEphysElectrode electrode, uint[] units, TimeWindow window, uint rank, (long Start, long Stop) range, int most, bool isChecked)
    : SpikeCursor(rank, range.Start, range.Stop, most)
{
    /// <summary>What a cluster has that is not read.</summary>
    public const uint None = uint.MaxValue;

    private uint[] _piece = [];
    private double[] _clusters = [];
    private double[] _numbers = [];
    private double _previous;

    public override uint Unit => _piece[Position];

    protected override int Read(long entry, Span<double> times)
    {
        if (_piece.Length < times.Length)
        {
            _piece = new uint[times.Length];
            _clusters = new double[times.Length];
            _numbers = new double[electrode.Group is null ? 0 : times.Length];
        }

        electrode.Times.Read(entry, times);
        electrode.Clusters?.Read(entry, _clusters.AsSpan(0, times.Length));
        electrode.Group?.Read(entry, _numbers.AsSpan(0, times.Length));
        int kept = 0;
        for (int i = 0; i < times.Length; i++)
        {
            if (_numbers.Length > 0 && _numbers[i] != electrode.Number) continue;
            double time = times[i];
            if (isChecked)
            {
                if (!(time >= _previous && double.IsFinite(time))) throw Refuse(entry + i, time);
                _previous = time;
                if (time < window.Start || time >= window.Stop) continue;
            }

            uint unit = _clusters[i] < units.Length ? units[(int)_clusters[i]] : None;
            if (unit == None) continue;
            times[kept] = time;
            _piece[kept++] = unit;
        }

        return kept;
    }

    private InvalidInputException Refuse(long row, double found) => new(double.IsFinite(found) && found >= 0
        ? FormattableString.Invariant($"{electrode.Times.Column.Name}: row {row}: found {found:R} s after {_previous:R} s, expected times of an electrode that do not decrease; sort them with repair.")
        : FormattableString.Invariant($"{electrode.Times.Column.Name}: row {row}: found the time {found:R}, expected a finite time in s from 0 on; leave such spikes out with repair."));
}
