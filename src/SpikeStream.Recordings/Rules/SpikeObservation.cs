using Apache.Arrow;

namespace SpikeStream.Recordings;

/// <summary>When spikes may be, by what a schema says of the observation; a spike at the very end of a stretch is in it.</summary>
internal sealed class SpikeObservation
{
    private readonly ObservationWindow? _window;
    private readonly Observation? _observed;

    private SpikeObservation(ObservationWindow? window, Observation? observed)
    {
        _window = window;
        _observed = observed;
    }

    /// <summary>What a schema says; null where it says nothing.</summary>
    public static SpikeObservation? Of(Schema schema)
    {
        ObservationWindow? window = SchemaParts.FindWindow(schema);
        Observation? observed = Observation.Read(schema);
        return window is null && observed is null ? null : new(window, observed);
    }

    /// <summary>Whether a spike of a unit could be seen at a time.</summary>
    public bool Contains(double time, uint unit)
    {
        if (_window is not null && !(time >= _window.Start && time <= _window.Stop)) return false;
        if (_observed is null) return true;
        return IsWithin(_observed.All, time) && IsWithin(_observed.Units is { } units && unit < units.Count ? units[(int)unit] : null, time);
    }

    /// <summary>The first spike of an ordered batch that is outside; -1 where there is none.</summary>
    public int FirstOutside(ReadOnlySpan<double> times, ReadOnlySpan<uint> units)
    {
        if (times.IsEmpty) return -1;
        if (_observed is null && Contains(times[0], units[0]) && Contains(times[^1], units[^1])) return -1;
        for (int i = 0; i < times.Length; i++)
        {
            if (!Contains(times[i], units[i])) return i;
        }

        return -1;
    }

    /// <summary>The stretches of a unit, for a message.</summary>
    public string Describe(uint unit)
    {
        IReadOnlyList<ObservationWindow>? stretches = (_observed?.Units is { } units && unit < units.Count ? units[(int)unit] : null) ?? _observed?.All;
        if (stretches is null || stretches.Count == 0) stretches = _window is null ? [] : [_window];
        string ranges = string.Join(", ", stretches.Take(4).Select(stretch => FormattableString.Invariant($"{stretch.Start}-{stretch.Stop} s")));
        return stretches.Count switch { 0 => "none", <= 4 => ranges, _ => $"{ranges}, ... ({stretches.Count} stretches)" };
    }

    private static bool IsWithin(IReadOnlyList<ObservationWindow>? stretches, double time)
    {
        if (stretches is null) return true;
        int low = 0, high = stretches.Count;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (stretches[middle].Start <= time) low = middle + 1;
            else high = middle;
        }

        return low > 0 && time <= stretches[low - 1].Stop;
    }
}
