namespace SpikeStream.Models.Binning;

/// <summary>Why a histogram took no more spikes.</summary>
public enum HistogramStop
{
    /// <summary>All spikes were taken.</summary>
    EndOfSpikes,

    /// <summary>The next spike lies after the rows: pass on what is complete, then go on with later rows.</summary>
    AfterRows,

    /// <summary>The next spike lies before the rows: it is late, or the spikes are not in order.</summary>
    BeforeRows,

    /// <summary>The next spike has a unit that has no column.</summary>
    UnknownUnit,

    /// <summary>The next spike has a time that is NaN or has no bin index.</summary>
    InvalidTime,
}
