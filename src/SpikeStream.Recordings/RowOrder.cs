namespace SpikeStream.Recordings;

/// <summary>What to do with spikes that are not in the order of time.</summary>
public enum RowOrder
{
    /// <summary>Refuse the file at the first spike that is earlier than the one before.</summary>
    Refuse,

    /// <summary>Sort by time, keeping the order of equal times; what does not fit in memory is merged from temporary files.</summary>
    Sort,
}
