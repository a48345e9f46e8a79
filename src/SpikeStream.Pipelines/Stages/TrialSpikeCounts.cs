using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Stages;

/// <summary>Counts the spikes of each unit in a window of each trial; windows may overlap.</summary>
/// <remarks>Edges are taken as decimal numbers that were rounded to doubles: 10 s and 3 ms later is 10.003 s.</remarks>
internal sealed class TrialSpikeCounts
{
    private readonly int _units;
    private readonly List<Window> _windows = [];

    // Windows before _next have begun; those before _closed are closed and handed out.
    private readonly List<Window> _open = [];
    private int _next;
    private int _closed;
    private double _last = double.NegativeInfinity;

    /// <summary>Without windows.</summary>
    /// <param name="units">Number of units.</param>
    public TrialSpikeCounts(int units) => _units = units;

    /// <summary>A window.</summary>
    /// <param name="Trial">Number of the trial.</param>
    /// <param name="Start">Start in s, included.</param>
    /// <param name="Stop">Stop in s, not included.</param>
    public sealed record Window(long Trial, double Start, double Stop)
    {
        /// <summary>Spikes by unit; null before the window has begun.</summary>
        public int[]? Counts { get; set; }
    }

    /// <summary>A time and a shift of it, as decimal numbers.</summary>
    /// <param name="time">Seconds, of magnitude below 10^15.</param>
    /// <param name="shift">Seconds.</param>
    /// <returns>Seconds.</returns>
    public static double Shift(double time, double shift) => (double)((decimal)time + (decimal)shift);

    /// <summary>Adds a window; before any spikes.</summary>
    public void Add(Window window) => _windows.Add(window);

    /// <summary>All windows are known.</summary>
    public void Begin() => _windows.Sort(static (a, b) => (a.Start, a.Trial).CompareTo((b.Start, b.Trial)));

    /// <summary>Counts spikes.</summary>
    /// <param name="times">Times in s, in ascending order, also from one call to the next.</param>
    /// <param name="units">The unit of each.</param>
    /// <exception cref="InvalidInputException">Times go back, or a unit is not known.</exception>
    public void Count(ReadOnlySpan<double> times, ReadOnlySpan<uint> units)
    {
        for (int at = 0; at < times.Length;)
        {
            double now = times[at];
            if (!(now >= _last)) throw new InvalidInputException($"spikes: found a spike of unit {units[at]} at {now} s after one at {_last} s, expected spikes in the order of time; sort the recording.");
            OpenUntil(now);
            _open.RemoveAll(window => window.Stop <= now);
            double change = _next < _windows.Count ? _windows[_next].Start : double.PositiveInfinity;
            foreach (Window window in _open) change = Math.Min(change, window.Stop);
            int end = at;
            for (; end < times.Length && times[end] < change && times[end] >= _last; end++)
            {
                if (units[end] >= (uint)_units) throw new InvalidInputException($"spikes: found a spike of unit {units[end]} at {times[end]} s, expected units 0 to {_units - 1}.");
                _last = times[end];
            }

            foreach (Window window in _open)
            {
                int[] counts = window.Counts!;
                foreach (uint unit in units[at..end]) counts[unit]++;
            }

            at = end;
        }
    }

    /// <summary>Hands out the windows that are closed, in the order of their starts.</summary>
    /// <param name="all">Whether there are no more spikes.</param>
    /// <returns>Windows with counts.</returns>
    public List<Window> TakeClosed(bool all)
    {
        if (all) OpenUntil(double.PositiveInfinity);
        int from = _closed;
        while (_closed < _next && (all || _windows[_closed].Stop <= _last)) _closed++;
        return _windows[from.._closed];
    }

    /// <summary>Writes all.</summary>
    /// <param name="writer">The checkpoint.</param>
    public void Save(BinaryWriter writer)
    {
        writer.Write(_windows.Count);
        for (int i = 0; i < _windows.Count; i++)
        {
            Window window = _windows[i];
            writer.Write(window.Trial);
            writer.Write(window.Start);
            writer.Write(window.Stop);
        }

        writer.Write(_next);
        writer.Write(_closed);
        writer.Write(_last);
        for (int i = _closed; i < _next; i++)
        {
            foreach (int count in _windows[i].Counts!) writer.Write(count);
        }
    }

    /// <summary>Takes up what <see cref="Save"/> wrote.</summary>
    /// <param name="reader">The checkpoint.</param>
    public void Restore(BinaryReader reader)
    {
        for (int left = reader.ReadInt32(); left > 0; left--) _windows.Add(new(reader.ReadInt64(), reader.ReadDouble(), reader.ReadDouble()));
        _next = reader.ReadInt32();
        _closed = reader.ReadInt32();
        _last = reader.ReadDouble();
        for (int i = _closed; i < _next; i++)
        {
            int[] counts = _windows[i].Counts = new int[_units];
            for (int unit = 0; unit < _units; unit++) counts[unit] = reader.ReadInt32();
            if (_windows[i].Stop > _last) _open.Add(_windows[i]);
        }
    }

    private void OpenUntil(double time)
    {
        for (; _next < _windows.Count && _windows[_next].Start <= time; _next++)
        {
            Window window = _windows[_next];
            window.Counts = new int[_units];
            if (window.Stop > time) _open.Add(window);
        }
    }
}
