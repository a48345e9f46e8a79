namespace SpikeStream.Recordings;

/// <summary>What a consumer says to the publisher of a feed.</summary>
public enum FeedProtocol
{
    /// <summary>The row it wants first, and at the end that it has taken everything: for SpikeStream's own publisher.</summary>
    Resumable,

    /// <summary>Nothing: for any other sender of an Arrow stream. (A sender that leaves a request unread may lose the end of what it sent when it closes.)</summary>
    PlainArrow,
}
