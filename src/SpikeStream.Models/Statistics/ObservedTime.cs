using SpikeStream.Numerics.Time;

namespace SpikeStream.Models.Statistics;

/// <summary>The stretches of time in which a unit could have been seen to fire. Immutable.</summary>
/// <remarks>Stretches are half open; the very end of the last one belongs to it, as recordings often end with a spike.</remarks>
public sealed class ObservedTime
{
    private readonly double[] _starts;
    private readonly double[] _stops;
    private readonly double[] _before;

    /// <summary>Stretches of time.</summary>
    /// <param name="stretches">Start and stop in s, in order and apart; the last stop may be infinite.</param>
    /// <exception cref="ArgumentException">A stretch is empty or begins before the end of the one before.</exception>
    public ObservedTime(params IEnumerable<(double Start, double Stop)> stretches)
    {
        (double Start, double Stop)[] all = [.. stretches];
        _starts = [.. all.Select(stretch => stretch.Start)];
        _stops = [.. all.Select(stretch => stretch.Stop)];
        _before = new double[all.Length];
        for (int i = 0; i < all.Length; i++)
        {
            if (!(all[i].Start < all[i].Stop) || !double.IsFinite(all[i].Start) || (i > 0 && all[i].Start < all[i - 1].Stop))
                throw new ArgumentException($"stretch {i}: found {all[i].Start} to {all[i].Stop} s, expected a start before the stop, after the stretch before it", nameof(stretches));
            if (i > 0) _before[i] = _before[i - 1] + (_stops[i - 1] - _starts[i - 1]);
        }
    }

    /// <summary>Number of stretches.</summary>
    public int Count => _starts.Length;

    /// <summary>Start of the first stretch in s; NaN without any.</summary>
    public double Start => Count > 0 ? _starts[0] : double.NaN;

    /// <summary>The end of the last stretch in s; NaN without any.</summary>
    public double Stop => Count > 0 ? _stops[^1] : double.NaN;

    /// <summary>The time that is in both.</summary>
    /// <param name="other">Other stretches.</param>
    /// <returns>Possibly no stretch at all. Stretches that touch stay apart.</returns>
    public ObservedTime Intersect(ObservedTime other)
    {
        ArgumentNullException.ThrowIfNull(other);
        List<(double, double)> both = [];
        for (int i = 0, j = 0; i < Count && j < other.Count;)
        {
            double start = Math.Max(_starts[i], other._starts[j]), stop = Math.Min(_stops[i], other._stops[j]);
            if (start < stop) both.Add((start, stop));
            if (_stops[i] < other._stops[j]) i++;
            else j++;
        }

        return new(both);
    }

    /// <summary>The stretch of a time.</summary>
    /// <param name="time">Time in s.</param>
    /// <returns>Its number, or -1 where the time was not observed.</returns>
    public int StretchOf(double time)
    {
        int low = 0, high = Count - 1;
        while (low <= high)
        {
            int middle = (low + high) >> 1;
            if (time < _starts[middle]) high = middle - 1;
            else if (time < _stops[middle] || (middle == Count - 1 && time == _stops[middle])) return middle;
            else low = middle + 1;
        }

        return -1;
    }

    /// <summary>How long was observed before a time.</summary>
    /// <param name="time">Time in s.</param>
    /// <returns>Seconds.</returns>
    public double Before(double time)
    {
        int after = Array.BinarySearch(_starts, time);
        int stretch = after >= 0 ? after : ~after - 1;
        return stretch < 0 ? 0 : _before[stretch] + (Math.Min(time, _stops[stretch]) - _starts[stretch]);
    }

    /// <summary>Whether all of some time was observed without a break.</summary>
    /// <param name="start">Start in s.</param>
    /// <param name="stop">Stop in s, after the start.</param>
    /// <returns>Whether one stretch holds it.</returns>
    public bool Covers(double start, double stop) => StretchOf(start) is >= 0 and int stretch && stop <= _stops[stretch];

    /// <summary>How many bins were observed whole before a time.</summary>
    /// <param name="grid">The bins.</param>
    /// <param name="until">Time in s: bins that end later do not count.</param>
    /// <returns>0 or more.</returns>
    public long WholeBins(BinGrid grid, double until)
    {
        ArgumentNullException.ThrowIfNull(grid);
        long bins = 0;
        for (int i = 0; i < Count && _starts[i] < until; i++)
        {
            long first = grid.IndexOf(_starts[i]), end = grid.IndexOf(Math.Min(until, _stops[i]));
            if (grid.Edge(first) < _starts[i]) first++;
            bins += Math.Max(0, end - first);
        }

        return bins;
    }
}
