namespace SpikeStream.Recordings;

/// <summary>Who opens the connection of a feed.</summary>
public enum FeedRole
{
    /// <summary>The consumer connects to the publisher.</summary>
    Connect,

    /// <summary>The consumer listens and the publisher connects.</summary>
    Listen,
}
