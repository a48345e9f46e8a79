namespace SpikeStream.Models.Statistics;

/// <summary>Statistics of one spike train at one moment. NaN is what is undefined, never zero.</summary>
/// <remarks>d are intervals between spikes of one observed stretch, in their order; pairs are intervals that follow each other.</remarks>
public readonly record struct SpikeTrainSummary
{
    /// <summary>Number of spikes n.</summary>
    public long Count { get; init; }

    /// <summary>Observed time V in s.</summary>
    public double Observed { get; init; }

    /// <summary>n / V in Hz; NaN where V is 0.</summary>
    public double Rate { get; init; }

    /// <summary>Mean interval in s; NaN without intervals.</summary>
    public double MeanInterval { get; init; }

    /// <summary>Coefficient of variation, sd(d) / mean(d), the deviation over the number less one; NaN for fewer than two intervals.</summary>
    public double Cv { get; init; }

    /// <summary>Mean of 2 |d' - d| / (d' + d) over pairs (Holt, Softky, Koch and Douglas 1996); NaN without pairs.</summary>
    public double Cv2 { get; init; }

    /// <summary>Local variation, 3 times the mean of ((d - d') / (d + d'))² (Shinomoto, Shima and Tanji 2003); NaN without pairs.</summary>
    public double Lv { get; init; }

    /// <summary>Revised local variation, 3 times the mean of (1 - 4 d d' / (d + d')²)(1 + 4 R / (d + d')) (Shinomoto et al. 2009); NaN without pairs.</summary>
    public double LvR { get; init; }

    /// <summary>Pearson's correlation of the intervals of pairs; NaN for fewer than three pairs or equal intervals.</summary>
    public double SerialCorrelation { get; init; }

    /// <summary>Number of intervals shorter than the refractory period.</summary>
    public long Violations { get; init; }

    /// <summary>The same as a part of all intervals; NaN without intervals.</summary>
    public double ViolationFraction { get; init; }

    /// <summary>Part of the spikes that come from other neurons, by the violations (Hill, Mehta and Kleinfeld 2011); NaN without spikes, and where no part explains them.</summary>
    public double Contamination { get; init; }

    /// <summary>Part of the whole stretches that have a spike; NaN before the first is over.</summary>
    public double Presence { get; init; }

    /// <summary>Number of bursts.</summary>
    public long Bursts { get; init; }

    /// <summary>Pearson's chi-square of the counts of ten stretches at a time against equal rates; NaN for fewer than two such, or no spikes.</summary>
    public double Stationarity { get; init; }

    /// <summary>Degrees of freedom of <see cref="Stationarity"/>.</summary>
    public long StationarityFreedom { get; init; }

    /// <summary>Probability of a chi-square at least as large under a Poisson process of constant rate; NaN with it.</summary>
    public double StationarityProbability { get; init; }
}
