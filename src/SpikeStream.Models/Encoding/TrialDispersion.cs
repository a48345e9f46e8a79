namespace SpikeStream.Models.Encoding;

/// <summary>Means of rates around an event over trials, and their errors from how trials differ: trial by trial, in the order in which their windows end.</summary>
/// <remarks>Each trial is smoothed by itself before it is added (Welford), so that errors are those of what is drawn. Not thread-safe.</remarks>
public sealed class TrialDispersion
{
    private readonly RateKernel _kernel;
    private readonly double _width;
    private readonly Statistics.RunningMoments[][] _moments;

    /// <summary>No trials yet.</summary>
    /// <param name="bins">Bins of the window.</param>
    /// <param name="units">Number of units.</param>
    /// <param name="conditions">Number of conditions.</param>
    /// <param name="width">Width of the bins in s.</param>
    /// <param name="kernel">What each trial is smoothed with.</param>
    public TrialDispersion(int bins, int units, int conditions, double width, RateKernel kernel)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        (BinCount, UnitCount, _width, _kernel) = (bins, units, width, kernel);
        _moments = [.. Enumerable.Range(0, conditions).Select(_ => new Statistics.RunningMoments[bins * units])];
    }

    /// <summary>Bins of the window.</summary>
    public int BinCount { get; }

    /// <summary>Number of units.</summary>
    public int UnitCount { get; }

    /// <summary>Trials of a condition that count for a unit.</summary>
    /// <param name="condition">The condition.</param>
    /// <param name="unit">The unit.</param>
    /// <returns>0 or more.</returns>
    public long Trials(int condition, int unit) => _moments[condition][unit].Count;

    /// <summary>Takes a trial.</summary>
    /// <param name="condition">Its condition.</param>
    /// <param name="counts">Its counts [bin, unit].</param>
    /// <param name="observed">Whether it counts for each unit.</param>
    public void Add(int condition, ReadOnlySpan<int> counts, ReadOnlySpan<bool> observed)
    {
        double[] rates = new double[BinCount], smooth = new double[BinCount];
        Statistics.RunningMoments[] moments = _moments[condition];
        for (int unit = 0; unit < UnitCount; unit++)
        {
            if (!observed[unit]) continue;
            for (int bin = 0; bin < BinCount; bin++) rates[bin] = counts[bin * UnitCount + unit] / _width;
            _kernel.Smooth(rates, smooth);
            for (int bin = 0; bin < BinCount; bin++) moments[bin * UnitCount + unit].Add(smooth[bin]);
        }
    }

    /// <summary>Mean rates and their standard errors.</summary>
    /// <param name="condition">The condition.</param>
    /// <param name="rates">Receives rates in Hz, [bin, unit]; NaN for a unit without trials.</param>
    /// <param name="standardErrors">Receives sd / sqrt(n) in Hz, [bin, unit]; NaN for fewer than two trials.</param>
    public void Read(int condition, Span<double> rates, Span<double> standardErrors)
    {
        Statistics.RunningMoments[] moments = _moments[condition];
        for (int i = 0; i < moments.Length; i++) (rates[i], standardErrors[i]) = (moments[i].Mean, moments[i].StandardError);
    }

    /// <summary>Writes the state, exact to the bit.</summary>
    /// <param name="writer">Receives it.</param>
    public void Save(BinaryWriter writer)
    {
        foreach (Statistics.RunningMoments moments in _moments.SelectMany(moments => moments)) moments.Save(writer);
    }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <param name="reader">Gives it.</param>
    public void Restore(BinaryReader reader)
    {
        foreach (Statistics.RunningMoments[] moments in _moments)
            for (int i = 0; i < moments.Length; i++) moments[i] = Statistics.RunningMoments.Restore(reader);
    }
}
