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
    private readonly Func<double, double, bool> _isObserved;
    private readonly Queue<PeristimulusHistogram> _open = [];
    private int _begun;

    /// <summary>No spikes yet.</summary>
    /// <param name="grid">The bins; bin 0 starts at the alignment time.</param>
    /// <param name="firstBin">First bin of the window.</param>
    /// <param name="alignments">Alignment time of each trial in s, in ascending order.</param>
    /// <param name="conditions">Condition of each trial.</param>
    /// <param name="dispersion">Where trials go whose window is over.</param>
    /// <param name="isObserved">Whether the time from a start to a stop in s was observed whole; trials that were not are left out.</param>
    public TrialHistograms(BinGrid grid, long firstBin, double[] alignments, int[] conditions, TrialDispersion dispersion, Func<double, double, bool> isObserved)
    {
        (_grid, _firstBin, _alignments, _conditions, Dispersion, _isObserved) = (grid, firstBin, alignments, conditions, dispersion, isObserved);
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
        double start = _alignments[trial] + _grid.Edge(_firstBin), stop = _alignments[trial] + _grid.Edge(_firstBin + Dispersion.BinCount);
        double rounding = 4 * Math.Max(Math.Abs(start), Math.Abs(stop)) / (1L << 52);
        if (_isObserved(start + rounding, stop - rounding)) Dispersion.Add(_conditions[trial], System.Runtime.InteropServices.MemoryMarshal.Cast<uint, int>(counts));
    }

    /// <summary>The edge of a trial's bin, less the rounding of decimal times.</summary>
    private double Early(int trial, int bin)
    {
        double start = _grid.Edge(_firstBin), stop = _grid.Edge(_firstBin + Dispersion.BinCount);
        double magnitude = Math.Abs(_alignments[trial]) + Math.Max(Math.Abs(start), Math.Abs(stop));
        return _alignments[trial] + _grid.Edge(_firstBin + bin) - magnitude * (2.0 / (1L << 52));
    }
}
