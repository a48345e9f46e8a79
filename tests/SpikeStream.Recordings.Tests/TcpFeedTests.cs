using System.Net;
using System.Net.Sockets;
using Apache.Arrow;
using Apache.Arrow.Ipc;

namespace SpikeStream.Recordings.Tests;

#pragma warning disable CA1001 // xunit calls DisposeAsync of IAsyncLifetime.
public sealed class TcpFeedTests : IAsyncLifetime
#pragma warning restore CA1001
{
    private const int Rows = 50_000;

    private readonly TemporaryFolder _folder = new();
    private readonly RecordBatch _spikes = Made.SpikeBatch(Rows, 8);
    private readonly CancellationTokenSource _deadline = new(TimeSpan.FromSeconds(30));
    private IRecordingReader _recording = null!;

    public async Task InitializeAsync()
    {
        await Made.WriteAsync(_folder.File("a.arrow"), _spikes);
        _recording = RecordingFormats.Open(_folder.File("a.arrow"));
    }

    public async Task DisposeAsync()
    {
        await _recording.DisposeAsync();
        _deadline.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(1000)]
    [InlineData(4096)]
    public async Task A_feed_gives_the_rows_of_the_file_and_the_publisher_ends_with_it(int batchRows)
    {
        using var publisher = new TcpFeedPublisher(_recording, new FeedEndpoint("localhost", 0), batchRows: 777);
        Task serving = publisher.RunAsync(_deadline.Token);
        await using (TcpFeedReader feed = await OpenAsync(publisher.Port, 0))
        {
            List<RecordBatch> batches = await Made.ReadAsync(feed, 0, batchRows);
            batches.ShouldAllBe(batch => batch.Length > 0 && batch.Length <= batchRows);
            Made.Rows(batches).ShouldBe(Made.Rows([_spikes]));
            feed.Current.ShouldBe(new FeedCounters(Rows, 0, 0, 0, 0));
        }

        await serving;
    }

    [Fact]
    public async Task A_consumer_that_dies_is_served_again_from_the_row_it_asks_for()
    {
        using var publisher = new TcpFeedPublisher(_recording, new FeedEndpoint("localhost", 0), batchRows: 500);
        Task serving = publisher.RunAsync(_deadline.Token);
        long taken = 0;
        await using (TcpFeedReader first = await OpenAsync(publisher.Port, 0))
        {
            await foreach (RecordBatch batch in first.ReadAsync(0, 700, _deadline.Token))
            {
                taken += batch.Length;
                if (taken > 7000) break;
            }
        }

        await using (TcpFeedReader second = await OpenAsync(publisher.Port, taken))
            Made.Rows(await Made.ReadAsync(second, taken, 700)).ShouldBe(Made.Rows([_spikes]).Skip((int)taken).ToList());
        await serving;
        publisher.Connections.ShouldBe(2);
    }

    [Fact]
    public async Task A_plain_Arrow_publisher_is_read_from_row_0_and_repeats_after_a_cut_are_skipped()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        int port = ((IPEndPoint)listener.LocalEndpoint).Port;
        Task serving = Task.Run(async () =>
        {
            await PublishPlainlyAsync(listener, firstRow: null, rows: 3000, isEnded: false);
            await PublishPlainlyAsync(listener, firstRow: null, rows: Rows, isEnded: true);
        });
        await using TcpFeedReader feed = await TcpFeedReader.OpenAsync(
            new TcpFeedOptions(new FeedEndpoint("localhost", port)) { Protocol = FeedProtocol.PlainArrow }, 0, null, _deadline.Token);
        Made.Rows(await Made.ReadAsync(feed, 0, 1000)).ShouldBe(Made.Rows([_spikes]));
        feed.Current.Reconnects.ShouldBe(1);
        feed.Current.Lost.ShouldBeNull();
        await serving;
    }

    [Fact]
    public async Task A_gap_is_refused_unless_it_is_accepted_and_then_counted()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        int port = ((IPEndPoint)listener.LocalEndpoint).Port;
        Task serving = Task.Run(async () =>
        {
            await PublishPlainlyAsync(listener, firstRow: 100, rows: Rows, isEnded: true);
            await PublishPlainlyAsync(listener, firstRow: 100, rows: Rows, isEnded: true);
        });
        await using (TcpFeedReader refusing = await OpenAsync(port, 0))
            (await Should.ThrowAsync<InvalidInputException>(() => Made.ReadAsync(refusing))).Message.ShouldContain("found the feed at row 100, expected row 0: 100 rows are lost");
        await using (TcpFeedReader feed = await TcpFeedReader.OpenAsync(
            new TcpFeedOptions(new FeedEndpoint("localhost", port)) { Gap = FeedGap.Accept }, 0, null, _deadline.Token))
        {
            Made.Rows(await Made.ReadAsync(feed)).Count.ShouldBe(Rows);
            feed.Current.Lost.ShouldBe(100);
        }

        await serving;
    }

    [Fact]
    public async Task Nobody_there_is_told_after_the_retries()
    {
        var options = new TcpFeedOptions(new FeedEndpoint("localhost", 1)) { Retries = 1, RetryDelay = TimeSpan.Zero };
        (await Should.ThrowAsync<InvalidInputException>(() => TcpFeedReader.OpenAsync(options, 0, null, _deadline.Token))).Message.ShouldContain("no feed after 2 attempts");
    }

    [Theory]
    [InlineData("1x", 1)]
    [InlineData("0.5x", 0.5)]
    [InlineData("max", double.PositiveInfinity)]
    public void Speeds_are_factors(string text, double expected) => TcpFeedPublisher.ParseSpeed(text).ShouldBe(expected);

    private Task<TcpFeedReader> OpenAsync(int port, long firstRow) =>
        TcpFeedReader.OpenAsync(new TcpFeedOptions(new FeedEndpoint("localhost", port)), firstRow, null, _deadline.Token);

    private async Task PublishPlainlyAsync(TcpListener listener, long? firstRow, int rows, bool isEnded)
    {
        using Socket socket = await listener.AcceptSocketAsync(_deadline.Token);
        await using var stream = new NetworkStream(socket);
        Schema schema = RecordingMetadata.With(_spikes.Schema, [new(RecordingMetadata.FeedFirstRow, firstRow?.ToString(System.Globalization.CultureInfo.InvariantCulture))]);
        using var writer = new ArrowStreamWriter(stream, schema, leaveOpen: true);
        try
        {
            if (firstRow is not null) await FeedRequest.ReceiveAsync(stream, TimeSpan.FromSeconds(10), TimeProvider.System, _deadline.Token);
            await writer.WriteStartAsync(_deadline.Token);
            await writer.WriteRecordBatchAsync(BatchConcatenation.Concatenate(schema, [Columns.Slice(_spikes, 0, rows)]), _deadline.Token);
            if (isEnded) await writer.WriteEndAsync(_deadline.Token);
            if (firstRow is not null) await FeedRequest.ReceiveDoneAsync(stream, _deadline.Token);
        }
        catch (IOException)
        {
            // A consumer that refuses the feed closes early.
        }
    }
}
