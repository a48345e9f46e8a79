using SpikeStream.Numerics.Time;

namespace SpikeStream.Models.Encoding;

/// <summary>Counts spikes around an event trial by trial, for the spread over trials. Memory is that of the windows that are open at once.</summary>
/// <remarks>Trials are handed on in the order of their events, however spikes are split into calls. Not thread-safe.</remarks>
public sealed class TrialHistograms
{
    private readonly BinGrid _grid;
    private readonly long _firstBin;
    private readonly double[] _alignments;
    private readonly int[] _conditions;
    private readonly Func<int, bool[]> _observed;
    private readonly Queue<PeristimulusHistogram> _open = [];
    private int _begun;

    /// <summary>No spikes yet.</summary>
    /// <param name="grid">The bins; bin 0 starts at the alignment time.</param>
    /// <param name="firstBin">First bin of the window.</param>
    /// <param name="alignments">Alignment time of each trial in s, in ascending order.</param>
    /// <param name="conditions">Condition of each trial.</param>
    /// <param name="dispersion">Where trials go whose window is over.</param>
    /// <param name="observed">Tells for a trial by its number which units were observed throughout its window; it does not count for others.</param>
    public TrialHistograms(BinGrid grid, long firstBin, double[] alignments, int[] conditions, TrialDispersion dispersion, Func<int, bool[]> observed)
    {
        (_grid, _firstBin, _alignments, _conditions, Dispersion, _observed) = (grid, firstBin, alignments, conditions, dispersion, observed);
    }

    /// <summary>The trials that are over.</summary>
    public TrialDispersion Dispersion { get; }

    /// <summary>Counts the next spikes.</summary>
    /// <param name="times">Times in s, ascending, not before those of earlier calls.</param>
    /// <param name="units">The unit of each.</param>
    public void Add(ReadOnlySpan<double> times, ReadOnlySpan<uint> units)
    {
        if (times.IsEmpty) return;
        while (_begun < _alignments.Length && Early(_begun, 0) <= times[^1]) Begin();
        foreach (PeristimulusHistogram trial in _open) trial.Add(times, units);
        while (_open.Count > 0 && Early(_begun - _open.Count, Dispersion.BinCount) <= times[^1]) End();
    }

    /// <summary>No more spikes come: ends all trials.</summary>
    public void Finish()
    {
        while (_begun < _alignments.Length) Begin();
        while (_open.Count > 0) End();
    }

    /// <summary>Writes the state, exact to the bit.</summary>
    /// <param name="writer">Receives it.</param>
    public void Save(BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        Dispersion.Save(writer);
        writer.Write(_begun);
        writer.Write(_open.Count);
        foreach (PeristimulusHistogram trial in _open) trial.Save(writer);
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <param name="reader">Gives it.</param>
    public void Restore(BinaryReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        Dispersion.Restore(reader);
        int begun = reader.ReadInt32();
        int open = reader.ReadInt32();
        _begun = begun - open;
        while (_begun < begun)
        {
            Begin();
            _open.Last().Restore(reader);
        }
    }

    private void Begin() => _open.Enqueue(new(_grid, _firstBin, Dispersion.BinCount, Dispersion.UnitCount, [_alignments[_begun++]]));

    private void End()
    {
        int trial = _begun - _open.Count;
        ReadOnlySpan<uint> counts = _open.Dequeue().Counts(0);
        Dispersion.Add(_conditions[trial], System.Runtime.InteropServices.MemoryMarshal.Cast<uint, int>(counts), _observed(trial));
    }

    /// <summary>The edge of a trial's bin, less the rounding of decimal times.</summary>
    private double Early(int trial, int bin)
    {
        double start = _grid.Edge(_firstBin), stop = _grid.Edge(_firstBin + Dispersion.BinCount);
        double magnitude = Math.Abs(_alignments[trial]) + Math.Max(Math.Abs(start), Math.Abs(stop));
        return _alignments[trial] + _grid.Edge(_firstBin + bin) - magnitude * (2.0 / (1L << 52));
    }
}
