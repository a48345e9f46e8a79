namespace SpikeStream.Recordings;

/// <summary>What to do with spikes that are not in the order of their times.</summary>
public enum SpikeRowOrder
{
    /// <summary>Refuse them, saying where the first is.</summary>
    Refuse,

    /// <summary>Sort them by time, equal times in the order of the file, through a temporary file and in bounded memory.</summary>
    Sort,
}
