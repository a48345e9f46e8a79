using Apache.Arrow;
using SpikeStream.Models.Encoding;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Stages;

/// <summary>The stretches in which each unit was observed, its own and those of all together.</summary>
internal sealed class UnitStretches
{
    private readonly IReadOnlyList<(double Start, double Stop)>[] _units;

    private UnitStretches(IReadOnlyList<(double Start, double Stop)>[] units) => _units = units;

    /// <summary>Reads them.</summary>
    /// <param name="observation">What the recording says, or null.</param>
    /// <param name="window">The overall window, or null.</param>
    /// <param name="units">Number of units.</param>
    /// <returns>Null where there are no gaps to know of.</returns>
    public static UnitStretches? Of(Observation? observation, ObservationWindow? window, int units)
    {
        if (observation is null) return null;
        IReadOnlyList<(double, double)> all = [(window?.Start ?? double.NegativeInfinity, window?.Stop ?? double.PositiveInfinity)];
        if (observation.All is { } stretches) all = Common(all, stretches);
        return new([.. Enumerable.Range(0, units).Select(unit => unit < observation.Units?.Count && observation.Units[unit] is { } own ? Common(all, own) : all)]);
    }

    /// <summary>The spikes that lie in what was observed of their units.</summary>
    /// <param name="spikes">Spikes; units that are not known are kept.</param>
    /// <returns>The batch itself where all do.</returns>
    public RecordBatch Keep(RecordBatch spikes)
    {
        ReadOnlySpan<double> times = SpikesSchema.Times(spikes);
        ReadOnlySpan<uint> units = SpikesSchema.Units(spikes);
        bool[] keep = new bool[times.Length];
        int kept = 0;
        for (int i = 0; i < keep.Length; i++)
        {
            keep[i] = units[i] >= (uint)_units.Length || Holds(_units[units[i]], times[i]);
            if (keep[i]) kept++;
        }

        if (kept == keep.Length) return spikes;
        double[] keptTimes = new double[kept];
        uint[] keptUnits = new uint[kept];
        for (int i = 0, to = 0; i < keep.Length; i++)
        {
            if (!keep[i]) continue;
            (keptTimes[to], keptUnits[to]) = (times[i], units[i]);
            to++;
        }

        return SpikesSchema.Batch(spikes.Schema, keptTimes, keptUnits);
    }

    /// <summary>For how long each bin was observed of each unit.</summary>
    /// <param name="histogram">The histogram.</param>
    /// <param name="condition">The condition.</param>
    /// <returns>Seconds [bin, unit], summed over trials.</returns>
    public double[] Exposure(PeristimulusHistogram histogram, int condition)
    {
        Dictionary<IReadOnlyList<(double, double)>, double[]> known = new(ReferenceEqualityComparer.Instance);
        double[] exposure = new double[histogram.BinCount * _units.Length];
        for (int unit = 0; unit < _units.Length; unit++)
        {
            if (!known.TryGetValue(_units[unit], out double[]? bins)) known[_units[unit]] = bins = histogram.Exposure(condition, _units[unit]);
            for (int bin = 0; bin < bins.Length; bin++) exposure[bin * _units.Length + unit] = bins[bin];
        }

        return exposure;
    }

    /// <summary>Whether a stretch of time was observed whole of a unit.</summary>
    /// <param name="unit">The unit.</param>
    /// <param name="start">Start in s.</param>
    /// <param name="stop">Stop in s.</param>
    /// <returns>False where any part of it was not observed.</returns>
    public bool Cover(int unit, double start, double stop)
    {
        int stretch = After(_units[unit], start);
        return stretch < _units[unit].Count && _units[unit][stretch].Start <= start && _units[unit][stretch].Stop >= stop;
    }

    /// <summary>Whether a stretch of time was observed whole of every unit.</summary>
    /// <param name="start">Start in s.</param>
    /// <param name="stop">Stop in s.</param>
    /// <returns>False where any part of it was not observed of any unit.</returns>
    public bool Cover(double start, double stop) => Enumerable.Range(0, _units.Length).All(unit => Cover(unit, start, stop));

    private static bool Holds(IReadOnlyList<(double Start, double Stop)> stretches, double time)
    {
        int stretch = After(stretches, time);
        return stretch < stretches.Count && stretches[stretch].Start <= time;
    }

    /// <summary>The first stretch that ends after a time.</summary>
    private static int After(IReadOnlyList<(double Start, double Stop)> stretches, double time)
    {
        int low = 0, high = stretches.Count;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (stretches[middle].Stop <= time) low = middle + 1;
            else high = middle;
        }

        return low;
    }

    private static List<(double Start, double Stop)> Common(IReadOnlyList<(double Start, double Stop)> left, IReadOnlyList<ObservationWindow> right)
    {
        List<(double, double)> common = [];
        for (int i = 0, j = 0; i < left.Count && j < right.Count;)
        {
            double start = Math.Max(left[i].Start, right[j].Start), stop = Math.Min(left[i].Stop, right[j].Stop);
            if (start < stop) common.Add((start, stop));
            if (left[i].Stop < right[j].Stop) i++;
            else j++;
        }

        return common;
    }
}
