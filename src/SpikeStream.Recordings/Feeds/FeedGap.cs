namespace SpikeStream.Recordings;

/// <summary>What to do where a publisher no longer has the rows asked for.</summary>
public enum FeedGap
{
    /// <summary>Fail, saying how many rows are missing.</summary>
    Refuse,

    /// <summary>Count the missing rows and go on with what there is.</summary>
    Accept,
}
