namespace SpikeStream.Models.Statistics;

/// <summary>The constants in the definitions of spike train statistics.</summary>
public sealed record SpikeTrainOptions
{
    /// <summary>Intervals shorter than this violate refractoriness, in s.</summary>
    public double RefractoryPeriod { get; init; } = 0.002;

    /// <summary>R of the revised local variation LvR, in s.</summary>
    public double LocalVariationRefractoriness { get; init; } = 0.005;

    /// <summary>Intervals within a burst are shorter than this, in s.</summary>
    public double BurstInterval { get; init; } = 0.01;

    /// <summary>Spikes that a burst has at least, 2 or more.</summary>
    public int BurstSpikes { get; init; } = 3;

    /// <summary>
    /// Stretches of observed time for the presence, in s; the rate's stationarity is tested in stretches ten times as long. Null: for each unit a hundredth of the time in
    /// which it was observed, and 10 s where its end is not known.
    /// </summary>
    public double? Stretch { get; init; }
}
