namespace SpikeStream.Models.Statistics;

/// <summary>Counts the spikes of every unit in the window of each trial, and hands the counts on when the window is over. Trials may overlap.</summary>
/// <remarks>
/// Trials end in the order of their windows' stops, those with one stop in the order of their numbers, however spikes are split into calls. A spike within the rounding of a window's edge is
/// on it. Memory is that of the windows that are open at once. Not thread-safe.
/// </remarks>
public sealed class TrialCounts : ISpikeTally
{
    private readonly double[] _starts;
    private readonly double[] _stops;
    private readonly int[] _byStart;
    private readonly int[] _byStop;
    private readonly int _units;
    private readonly Action<int, int[]> _ended;
    private readonly Dictionary<int, int[]> _open = [];
    private int _begun;
    private int _finished;

    /// <summary>No spikes yet.</summary>
    /// <param name="starts">Start of each trial's window in s.</param>
    /// <param name="stops">Stop of each trial's window in s, after its start.</param>
    /// <param name="units">Number of units.</param>
    /// <param name="ended">Called with the number of a trial and its counts by unit when its window is over.</param>
    /// <exception cref="ArgumentException">A window is empty or not finite.</exception>
    public TrialCounts(IReadOnlyList<double> starts, IReadOnlyList<double> stops, int units, Action<int, int[]> ended)
    {
        ArgumentNullException.ThrowIfNull(starts);
        ArgumentNullException.ThrowIfNull(stops);
        ArgumentNullException.ThrowIfNull(ended);
        if (starts.Count != stops.Count) throw new ArgumentException($"found {stops.Count} stops, expected one for each of {starts.Count} starts", nameof(stops));
        for (int trial = 0; trial < starts.Count; trial++)
        {
            if (!double.IsFinite(starts[trial]) || !double.IsFinite(stops[trial]) || stops[trial] <= starts[trial])
                throw new ArgumentException($"trial {trial}: found a window from {starts[trial]} to {stops[trial]} s, expected a stop after the start", nameof(stops));
        }

        _starts = [.. starts.Select(Early)];
        _stops = [.. stops.Select(Early)];
        _byStart = [.. Enumerable.Range(0, starts.Count).OrderBy(trial => _starts[trial])];
        _byStop = [.. Enumerable.Range(0, starts.Count).OrderBy(trial => _stops[trial])];
        (_units, _ended) = (units, ended);
    }

    /// <inheritdoc/>
    public void Add(ReadOnlySpan<double> times, ReadOnlySpan<uint> units)
    {
        for (int i = 0; i < times.Length; i++)
        {
            AdvanceTo(times[i]);
            foreach (int[] counts in _open.Values) counts[units[i]]++;
        }
    }

    /// <summary>Begins and ends the windows that do so at or before a time.</summary>
    /// <param name="time">Time in s; no spike before it may follow.</param>
    public void AdvanceTo(double time)
    {
        bool ends = _finished < _byStop.Length && _stops[_byStop[_finished]] <= time;
        while (_begun < _byStart.Length && _starts[_byStart[_begun]] <= time) _open.Add(_byStart[_begun++], new int[_units]);
        while (ends)
        {
            int trial = _byStop[_finished++];
            _open.Remove(trial, out int[]? counts);
            _ended(trial, counts!);
            ends = _finished < _byStop.Length && _stops[_byStop[_finished]] <= time;
        }
    }

    /// <inheritdoc/>
    public void Save(BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write(_begun);
        writer.Write(_finished);
        writer.Write(_open.Count);
        foreach ((int trial, int[] counts) in _open)
        {
            writer.Write(trial);
            foreach (int count in counts) writer.Write(count);
        }
    }

    /// <inheritdoc/>
    public void Restore(BinaryReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        _begun = reader.ReadInt32();
        _finished = reader.ReadInt32();
        for (int left = reader.ReadInt32(); left > 0; left--)
        {
            int trial = reader.ReadInt32();
            int[] counts = new int[_units];
            for (int unit = 0; unit < _units; unit++) counts[unit] = reader.ReadInt32();
            _open.Add(trial, counts);
        }
    }

    private static double Early(double time) => time - Math.Abs(time) * (2.0 / (1L << 52));
}
