using System.Net;
using System.Net.Sockets;
using Apache.Arrow;
using Apache.Arrow.Ipc;

namespace SpikeStream.Recordings.Tests;

/// <summary>Replay at a pace, a consumer that listens, and what a feed may not do.</summary>
public sealed class TcpReplayTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _deadline = new(TimeSpan.FromSeconds(30));

    public void Dispose() => _deadline.Dispose();

    [Fact]
    public async Task A_replay_sends_each_batch_when_its_last_row_has_happened()
    {
        RecordBatch spikes = SpikesSchema.Batch(SpikesSchema.Create(), [.. Enumerable.Range(0, 40).Select(row => 2 + row * 0.25)], new uint[40]);
        await using var recording = new MemoryRecordingReader(RecordingKind.Spikes, "memory", spikes);
        var time = new VirtualTime();
        using var publisher = new TcpFeedPublisher(recording, new FeedEndpoint("localhost", 0), speed: 4, batchRows: 8, time);
        Task serving = publisher.RunAsync(_deadline.Token);
        var options = new TcpFeedOptions(new FeedEndpoint("localhost", publisher.Port));
        await using (TcpFeedReader feed = await TcpFeedReader.OpenAsync(options, 0, null, _deadline.Token))
        {
            await using IAsyncEnumerator<RecordBatch> batches = feed.ReadAsync(0, 8, _deadline.Token).GetAsyncEnumerator();
            for (int batch = 0; batch < 5; batch++)
            {
                ValueTask<bool> next = batches.MoveNextAsync();
                VirtualTime.Alarm alarm;
                do
                {
                    alarm = await time.Alarms.ReadAsync(_deadline.Token);
                }
                while (alarm.Due == Patience);
                next.IsCompleted.ShouldBeFalse();
                alarm.Ring();
                (await next).ShouldBeTrue();
                double happened = (SpikesSchema.Times(batches.Current)[^1] - 2) / 4;
                time.Now.TotalSeconds.ShouldBe(happened, 0.002);
            }

            (await batches.MoveNextAsync()).ShouldBeFalse();
        }

        await serving;
    }

    [Theory]
    [InlineData(FeedProtocol.PlainArrow)]
    [InlineData(FeedProtocol.Resumable)]
    public async Task A_consumer_that_listens_takes_what_connects(FeedProtocol protocol)
    {
        RecordBatch spikes = Made.SpikeBatch(3000, 9);
        var listening = new TaskCompletionSource<int>();
        var options = new TcpFeedOptions(new FeedEndpoint("localhost", 0)) { Role = FeedRole.Listen, Protocol = protocol };
        Task<TcpFeedReader> opening = TcpFeedReader.OpenAsync(options, 0, null, _deadline.Token, listening.SetResult);
        Task sending = SendAsync(await listening.Task, spikes, protocol);
        await using (TcpFeedReader feed = await opening)
            Made.Rows(await Made.ReadAsync(feed, 0, 700)).ShouldBe(Made.Rows([spikes]));
        await sending;
    }

    [Fact]
    public async Task A_feed_of_no_kind_or_with_times_out_of_order_is_refused()
    {
        RecordBatch spikes = SpikesSchema.Batch(SpikesSchema.Create(), [2, 1], [0, 0]);
        var bare = new RecordBatch(new Schema(spikes.Schema.FieldsList, null), spikes.Arrays, spikes.Length);
        foreach ((RecordBatch table, string expected) in new[] { (spikes, "row 1: found time 1 s after 2 s"), (bare, "found a table without spikestream.kind") })
        {
            var listening = new TaskCompletionSource<int>();
            var options = new TcpFeedOptions(new FeedEndpoint("localhost", 0)) { Role = FeedRole.Listen, Protocol = FeedProtocol.PlainArrow };
            InvalidInputException refusal = await Should.ThrowAsync<InvalidInputException>(async () =>
            {
                Task<TcpFeedReader> opening = TcpFeedReader.OpenAsync(options, 0, null, _deadline.Token, listening.SetResult);
                Task sending = SendAsync(await listening.Task, table, FeedProtocol.PlainArrow);
                try
                {
                    await using TcpFeedReader feed = await opening;
                    await Made.ReadAsync(feed);
                }
                finally
                {
                    // A feed that is refused early is cut off while it is being sent.
                    if (await Record.ExceptionAsync(() => sending) is { } cut) cut.ShouldBeAssignableTo<IOException>();
                }
            });
            refusal.Message.ShouldContain(expected);
        }
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("localhost:70000")]
    [InlineData(":5")]
    public void What_is_no_endpoint_is_refused(string text) =>
        Should.Throw<InvalidInputException>(() => FeedEndpoint.Parse(text)).Message.ShouldContain($"tcp: found \"{text}\", expected HOST:PORT");

    [Theory]
    [InlineData("fast")]
    [InlineData("0x")]
    [InlineData("-1x")]
    [InlineData("2")]
    public void What_is_no_speed_is_refused(string text) =>
        Should.Throw<InvalidInputException>(() => TcpFeedPublisher.ParseSpeed(text)).Message.ShouldContain($"speed: found \"{text}\", expected a factor");

    [Fact]
    public async Task A_port_that_is_taken_is_told()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        await using var recording = new MemoryRecordingReader(RecordingKind.Spikes, "memory", Made.SpikeBatch(1, 1));
        int port = ((IPEndPoint)taken.LocalEndpoint).Port;
        Should.Throw<InvalidInputException>(() => new TcpFeedPublisher(recording, new FeedEndpoint("localhost", port))).Message.ShouldContain($"tcp localhost:{port}: cannot listen");
    }

    private async Task SendAsync(int port, RecordBatch table, FeedProtocol protocol)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port, _deadline.Token);
        await using NetworkStream stream = client.GetStream();
        if (protocol == FeedProtocol.Resumable) (await FeedRequest.ReceiveAsync(stream, TimeSpan.FromSeconds(10), TimeProvider.System, _deadline.Token)).ShouldBe(0);
        using var writer = new ArrowStreamWriter(stream, table.Schema, leaveOpen: true);
        await writer.WriteStartAsync(_deadline.Token);
        await writer.WriteRecordBatchAsync(table, _deadline.Token);
        await writer.WriteEndAsync(_deadline.Token);
        if (protocol == FeedProtocol.Resumable) (await FeedRequest.ReceiveDoneAsync(stream, _deadline.Token)).ShouldBeTrue();
    }
}
