namespace SpikeStream.Models.Statistics;

/// <summary>
/// Rate, variability, refractoriness, presence, bursts and stationarity of many spike trains, from running sums, spike by spike: however the spikes are split
/// into calls, the state is the same to the bit.
/// </summary>
/// <remarks>Sums run in the order of each train's spikes; against two passes over the data they are right to about 1e-13. Not thread-safe.</remarks>
public sealed class SpikeTrainStatistics : ISpikeTally
{
    // In s; where a hundredth of the observed time is not known.
    private const double UnknownStretch = 10;

    private readonly SpikeTrainOptions _options;
    private readonly IReadOnlyList<ObservedTime> _observed;
    private readonly SpikeTrainTally[] _tallies;
    private readonly double[] _stretches;

    /// <summary>No spikes yet.</summary>
    /// <param name="observed">For each unit, when it was observed.</param>
    /// <param name="options">The constants.</param>
    public SpikeTrainStatistics(IReadOnlyList<ObservedTime> observed, SpikeTrainOptions options)
    {
        ArgumentNullException.ThrowIfNull(observed);
        ArgumentNullException.ThrowIfNull(options);
        (_observed, _options) = (observed, options);
        _tallies = [.. observed.Select(_ => new SpikeTrainTally())];
        _stretches = [.. observed.Select(time => options.Stretch ?? (double.IsFinite(time.Stop) ? time.Before(double.MaxValue) / 100 : UnknownStretch))];
    }

    /// <summary>Number of units.</summary>
    public int UnitCount => _tallies.Length;

    /// <summary>Spikes of times that were not observed, which count for nothing.</summary>
    public long Unobserved { get; private set; }

    /// <inheritdoc/>
    public void Add(ReadOnlySpan<double> times, ReadOnlySpan<uint> units)
    {
        for (int i = 0; i < times.Length; i++)
        {
            ObservedTime observed = _observed[(int)units[i]];
            int stretch = observed.StretchOf(times[i]);
            if (stretch < 0) Unobserved++;
            else _tallies[units[i]].Add(times[i], stretch, observed.Before(times[i]), _stretches[units[i]], _options);
        }
    }

    /// <summary>What is known of a unit at a time: that of the spikes before it alone, if no later ones were added.</summary>
    /// <param name="unit">The unit.</param>
    /// <param name="until">Time in s.</param>
    /// <returns>The statistics.</returns>
    public SpikeTrainSummary Summary(int unit, double until) => _tallies[unit].Summary(_observed[unit].Before(until), _stretches[unit], _options);

    /// <inheritdoc/>
    public void Save(BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.Write(Unobserved);
        foreach (SpikeTrainTally tally in _tallies) tally.Save(writer);
    }

    /// <inheritdoc/>
    public void Restore(BinaryReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        Unobserved = reader.ReadInt64();
        for (int unit = 0; unit < _tallies.Length; unit++) _tallies[unit] = SpikeTrainTally.Restore(reader);
    }
}
