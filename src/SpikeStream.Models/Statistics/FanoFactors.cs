using SpikeStream.Numerics.Time;

namespace SpikeStream.Models.Statistics;

/// <summary>Variance over mean of the counts of each unit in whole windows of several lengths, from exact integer sums.</summary>
/// <remarks>Windows lie on the grid of their length from 0 s on; those that were not observed whole do not count. Memory does not grow with the recording.</remarks>
public sealed class FanoFactors : ISpikeTally
{
    private readonly IReadOnlyList<ObservedTime> _observed;
    private readonly BinGrid[] _windows;
    private readonly WindowCounts[] _counts;

    /// <summary>No spikes yet.</summary>
    /// <param name="observed">For each unit, when it was observed.</param>
    /// <param name="windows">The lengths of the windows.</param>
    public FanoFactors(IReadOnlyList<ObservedTime> observed, IReadOnlyList<BinGrid> windows)
    {
        ArgumentNullException.ThrowIfNull(observed);
        ArgumentNullException.ThrowIfNull(windows);
        (_observed, _windows) = (observed, [.. windows]);
        _counts = new WindowCounts[observed.Count * _windows.Length];
    }

    /// <summary>The Fano factor of a unit at a time: that of the spikes before it alone, if no later ones were added.</summary>
    /// <param name="unit">The unit.</param>
    /// <param name="window">Number of the window length.</param>
    /// <param name="until">Time in s.</param>
    /// <returns>
    /// var(c) / mean(c), the variance over the number less one, right to three roundings, and its standard error for Poisson counts, sqrt(2 / (K - 1)) times the factor;
    /// NaN for fewer than two windows or without a spike in them.
    /// </returns>
    public (double Factor, double StandardError, long Windows) Read(int unit, int window, double until)
    {
        long windows = _observed[unit].WholeBins(_windows[window], until);
        (long sum, long squares, _) = _counts[unit * _windows.Length + window].Before(_windows[window].IndexOf(until));
        if (windows < 2 || sum == 0) return (double.NaN, double.NaN, windows);
        double factor = (double)((Int128)windows * squares - (Int128)sum * sum) / (windows - 1) / sum;
        return (factor, factor * Math.Sqrt(2.0 / (windows - 1)), windows);
    }

    /// <inheritdoc/>
    public void Add(ReadOnlySpan<double> times, ReadOnlySpan<uint> units)
    {
        for (int i = 0; i < times.Length; i++)
        {
            ObservedTime observed = _observed[(int)units[i]];
            for (int w = 0; w < _windows.Length; w++)
            {
                BinGrid grid = _windows[w];
                long bin = grid.IndexOf(times[i]);
                if (observed.Covers(grid.Edge(bin), grid.Edge(bin + 1))) _counts[units[i] * _windows.Length + w].Add(bin);
            }
        }
    }

    /// <inheritdoc/>
    public void Save(BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        foreach (WindowCounts counts in _counts) counts.Save(writer);
    }

    /// <inheritdoc/>
    public void Restore(BinaryReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        for (int i = 0; i < _counts.Length; i++) _counts[i] = WindowCounts.Restore(reader);
    }
}
