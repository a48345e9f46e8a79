namespace SpikeStream.Recordings;

/// <summary>What a table of record batches holds (schema metadata <c>spikestream.kind</c>).</summary>
public enum RecordingKind
{
    /// <summary>Spike times and units.</summary>
    Spikes,

    /// <summary>Counts per bin and unit or population.</summary>
    Counts,

    /// <summary>Sampled channels.</summary>
    Series,

    /// <summary>Trials with start, stop, condition and variables.</summary>
    Trials,

    /// <summary>Parameter estimates over the steps of a fit.</summary>
    Estimates,

    /// <summary>Named scores with errors.</summary>
    Scores,

    /// <summary>Draws from a posterior.</summary>
    Posterior,

    /// <summary>Curves of one quantity over another, such as power over frequency.</summary>
    Curves,
}
