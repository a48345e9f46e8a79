namespace SpikeStream.Recordings;

/// <summary>What has happened on a live feed so far; a value that the feed does not allow to know is null, never zero.</summary>
/// <param name="Received">Rows received, repeats included.</param>
/// <param name="Malformed">Connections that ended in content that could not be read.</param>
/// <param name="Lost">Rows that the publisher no longer had; null where the publisher does not number its rows.</param>
/// <param name="Repeated">Rows that were sent again and skipped; null where the publisher does not number its rows.</param>
/// <param name="Reconnects">Connections after the first.</param>
public sealed record FeedCounters(long Received, long Malformed, long? Lost, long? Repeated, long Reconnects);
