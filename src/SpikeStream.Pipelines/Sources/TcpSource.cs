using System.Globalization;
using System.Runtime.CompilerServices;
using Apache.Arrow;
using SpikeStream.Pipelines.Nodes;
using SpikeStream.Pipelines.Options;
using SpikeStream.Pipelines.Quantities;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Sources;

/// <summary>Options of <see cref="TcpSource"/>.</summary>
public sealed record TcpSourceOptions : ISelfChecked
{
    /// <summary>The publisher to connect to: HOST:PORT, or PORT on this machine.</summary>
    [NotEmpty]
    public string? Connect { get; init; }

    /// <summary>Where to wait for the publisher: PORT on this machine alone, or ADDRESS:PORT; "*:PORT" on all addresses.</summary>
    [NotEmpty]
    public string? Listen { get; init; }

    /// <summary>What the feed is expected to carry; anything where it is left out.</summary>
    public RecordingKind? Kind { get; init; }

    /// <summary>Most rows of a batch, which otherwise ends where a message of the sender ends; results do not depend on it.</summary>
    [InRange(1, 1 << 24)]
    public int BatchRows { get; init; } = 4096;

    /// <summary>What to do where the publisher no longer has the rows asked for.</summary>
    public FeedGap Gap { get; init; }

    /// <summary>How often a connection is tried again before the run fails.</summary>
    [NotNegative]
    public int Retries { get; init; } = 10;

    /// <summary>Wait before the first retry; it doubles up to 5 s.</summary>
    [Positive]
    public Duration RetryDelay { get; init; } = Duration.Parse("100 ms");

    /// <inheritdoc/>
    public IEnumerable<(string Key, string Message)> Check()
    {
        if ((Connect is null) == (Listen is null)) yield return ("", "expected either \"connect\": \"HOST:PORT\" or \"listen\": \"PORT\"");
    }
}

/// <summary>Takes a live feed: an Arrow IPC stream over TCP.</summary>
/// <remarks>A resumed run asks the publisher for the rows after its last checkpoint. Losses, repeats and reconnections are counted and reported.</remarks>
[Node("tcp", "Takes a live feed over TCP, such as that of \"spikestream publish\"")]
[Output("out")]
public sealed class TcpSource : Source<TcpSourceOptions>
{
    private TcpFeedReader? _feed;
    private FeedCounters _seen = new(0, 0, null, null, 0);

    /// <inheritdoc/>
    public override bool WaitsForData => true;

    /// <inheritdoc/>
    public override async ValueTask<IReadOnlyList<Schema>> OpenAsync(CancellationToken cancellationToken)
    {
        FeedRole role = Options.Listen is null ? FeedRole.Connect : FeedRole.Listen;
        TcpFeedOptions options = new(FeedEndpoint.Parse((Options.Listen ?? Options.Connect)!))
        {
            Role = role,
            Gap = Options.Gap,
            Retries = Options.Retries,
            RetryDelay = Options.RetryDelay.TimeSpan,
        };
        Context.Logger.Information("{Role} {Endpoint}", role == FeedRole.Listen ? "Listening on" : "Connecting to", options.Endpoint);
        _feed = await TcpFeedReader.OpenAsync(options, 0, Context.Time, cancellationToken, port => Context.Logger.Information("Listening on port {Port}", port)).ConfigureAwait(false);
        if (Options.Kind is { } kind && kind != _feed.Kind)
            throw new InvalidInputException($"tcp {options.Endpoint}: found a feed of {RecordingMetadata.KindText(_feed.Kind)}, expected {RecordingMetadata.KindText(kind)}.");
        return [_feed.Schema];
    }

    /// <inheritdoc/>
    public override async IAsyncEnumerable<Batch> ReadAsync(long position, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        long row = position;
        await foreach (RecordBatch records in _feed!.ReadAsync(position, Options.BatchRows, cancellationToken).ConfigureAwait(false))
        {
            row += records.Length;
            Report();
            // Rows that were lost have their place in the feed all the same.
            yield return new Batch(records) { NextPosition = row + (_feed.Current.Lost ?? 0) };
        }

        Report();
        if (_seen is { Lost: > 0 } or { Reconnects: > 0 }) Context.Warn(Describe(_seen));
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        if (_feed is not null) await _feed.DisposeAsync().ConfigureAwait(false);
        await base.DisposeAsync().ConfigureAwait(false);
    }

    private static string Describe(FeedCounters counters) => string.Create(
        CultureInfo.InvariantCulture,
        $"feed: {counters.Received} rows received, {counters.Lost?.ToString(CultureInfo.InvariantCulture) ?? "unknown"} lost, {counters.Repeated?.ToString(CultureInfo.InvariantCulture) ?? "unknown"} repeated, {counters.Reconnects} reconnections");

    private void Report()
    {
        FeedCounters now = _feed!.Current;
        if (now.Reconnects != _seen.Reconnects || now.Lost > (_seen.Lost ?? 0) || now.Malformed != _seen.Malformed)
            Context.Logger.Warning("Feed: {Received} rows received, {Lost} lost, {Repeated} repeated, {Reconnects} reconnections", now.Received, now.Lost, now.Repeated, now.Reconnects);
        _seen = now;
        Context.Progress.Report(now.Received, null, Describe(now));
    }
}
