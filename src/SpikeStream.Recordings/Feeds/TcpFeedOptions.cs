namespace SpikeStream.Recordings;

/// <summary>How to take a live feed.</summary>
/// <param name="Endpoint">Where to connect to or listen.</param>
public sealed record TcpFeedOptions(FeedEndpoint Endpoint)
{
    /// <summary>Who opens the connection.</summary>
    public FeedRole Role { get; init; } = FeedRole.Connect;

    /// <summary>What is said to the publisher.</summary>
    public FeedProtocol Protocol { get; init; }

    /// <summary>How often a connection is tried again, after the first and after a loss, before the feed fails.</summary>
    public int Retries { get; init; } = 10;

    /// <summary>Wait before the first retry; it doubles up to 5 s.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>What to do where the publisher no longer has the rows asked for.</summary>
    public FeedGap Gap { get; init; }
}
