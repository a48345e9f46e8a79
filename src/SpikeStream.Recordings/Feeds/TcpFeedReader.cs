using System.Net.Sockets;
using System.Reactive.Subjects;
using System.Runtime.CompilerServices;
using Apache.Arrow;
using Apache.Arrow.Ipc;

namespace SpikeStream.Recordings;

/// <summary>
/// A live feed: an Arrow IPC stream over TCP. A lost connection is opened again and the feed goes on at the next row; the end of the stream is the
/// end of the feed. The sender waits while its consumer is busy, as TCP does.
/// </summary>
public sealed class TcpFeedReader : IRecordingReader
{
    private static readonly TimeSpan LongestDelay = TimeSpan.FromSeconds(5);

    private readonly TcpFeedOptions _options;
    private readonly TimeProvider _time;
    private readonly TcpListener? _listener;
    private readonly BehaviorSubject<FeedCounters> _counters = new(new FeedCounters(0, 0, null, null, 0));
    private Connection? _connection;
    private bool _hasConnected;

    private TcpFeedReader(TcpFeedOptions options, TimeProvider time, TcpListener? listener)
    {
        _options = options;
        _time = time;
        _listener = listener;
        Schema = null!;
    }

    /// <inheritdoc/>
    public RecordingKind Kind { get; private set; }

    /// <inheritdoc/>
    public Schema Schema { get; private set; }

    /// <inheritdoc/>
    public string Format => "tcp";

    /// <summary>Null: a feed has no known end.</summary>
    public long? RowCount => null;

    /// <summary>What has happened so far, and every change of it.</summary>
    public IObservable<FeedCounters> Counters => _counters;

    /// <summary>What has happened so far.</summary>
    public FeedCounters Current => _counters.Value;

    /// <summary>Opens a feed and waits for its schema.</summary>
    /// <param name="options">Where and how.</param>
    /// <param name="firstRow">The row that will be read first: 0, or where a checkpoint goes on.</param>
    /// <param name="time">The clock of retries; null for the system's.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <param name="listening">Told the port once the feed listens, where it does.</param>
    /// <returns>The feed.</returns>
    /// <exception cref="InvalidInputException">Nobody answers, or what comes is no recording.</exception>
    public static async Task<TcpFeedReader> OpenAsync(
        TcpFeedOptions options, long firstRow, TimeProvider? time, CancellationToken cancellationToken, Action<int>? listening = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        TcpListener? listener = null;
        if (options.Role == FeedRole.Listen)
        {
            listener = new TcpListener(await options.Endpoint.ResolveAsync(cancellationToken).ConfigureAwait(false));
            try
            {
                listener.Start();
            }
            catch (SocketException fault)
            {
                throw new InvalidInputException($"tcp {options.Endpoint}: cannot listen: {fault.Message}.", fault);
            }

            listening?.Invoke(((System.Net.IPEndPoint)listener.LocalEndpoint).Port);
        }

        var feed = new TcpFeedReader(options, time ?? TimeProvider.System, listener);
        try
        {
            feed._connection = await feed.ConnectAsync(firstRow, cancellationToken).ConfigureAwait(false);
            feed.Schema = RecordingMetadata.With(feed._connection.Schema, [new(RecordingMetadata.FeedFirstRow, null)]);
            feed.Kind = RecordingMetadata.KindOf(feed.Schema)
                ?? throw new InvalidInputException($"tcp {options.Endpoint}: found a table without {RecordingMetadata.Kind} in its metadata, expected a recording.");
            RecordingSchemas.Check(feed.Schema, feed.Kind);
            return feed;
        }
        catch
        {
            await feed.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Reads rows as they come: a batch ends where a message of the sender ends, or before.</summary>
    /// <param name="firstRow">The first row wanted.</param>
    /// <param name="batchRows">Most rows of a batch.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>The rows.</returns>
    public async IAsyncEnumerable<RecordBatch> ReadAsync(long firstRow, int batchRows, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(firstRow);
        ArgumentOutOfRangeException.ThrowIfLessThan(batchRows, 1);
        var shaper = new BatchShaper(Schema, batchRows);
        long next = firstRow;
        double previous = 0;
        if (_connection is not null && !(_connection.IsFresh && _connection.AskedRow == firstRow))
        {
            _connection.Dispose();
            _connection = null;
        }

        while (true)
        {
            _connection ??= await ConnectAsync(next, cancellationToken).ConfigureAwait(false);
            next = Align(_connection, next);
            RecordBatch? batch = await TryReadAsync(_connection, next, cancellationToken).ConfigureAwait(false);
            if (batch is null && _connection.IsEnded) break;
            if (batch is null)
            {
                _connection.Dispose();
                _connection = null;
                continue;
            }

            int skip = (int)Math.Min(batch.Length, next - _connection.Row);
            Publish(Current with { Received = Current.Received + batch.Length, Repeated = _connection.IsNumbered ? (Current.Repeated ?? 0) + skip : Current.Repeated });
            _connection.Row += batch.Length;
            if (skip == batch.Length) continue;
            RecordBatch rows = Declare(Columns.Slice(batch, skip, batch.Length - skip));
            if (Kind == RecordingKind.Spikes) SpikeOrder.Check($"tcp {_options.Endpoint}", next, SpikesSchema.Times(rows), ref previous, isFile: false);
            next += rows.Length;
            shaper.Add(rows);
            while (shaper.TryTake(out RecordBatch? full)) yield return full;
            // What a live feed has sent is wanted now, not when a batch is full.
            if (shaper.TakeRest() is { } rest) yield return rest;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_connection is { IsEnded: true } && _options.Protocol == FeedProtocol.Resumable)
        {
            try
            {
                // Only now may the publisher stop: had this process died before, it would be asked again.
                await FeedRequest.SendDoneAsync(_connection.Input.Network, CancellationToken.None).ConfigureAwait(false);
            }
            catch (IOException)
            {
                // The publisher has gone already.
            }
        }

        _connection?.Dispose();
        _connection = null;
        _listener?.Dispose();
        _counters.Dispose();
    }

    private RecordBatch Declare(RecordBatch batch) => new(Schema, batch.Arrays, batch.Length);

    // Where a publisher starts later than asked, the rows between are lost.
    private long Align(Connection connection, long next)
    {
        if (connection.Row <= next || !connection.IsFresh) return next;
        long lost = connection.Row - next;
        if (_options.Gap == FeedGap.Refuse)
        {
            throw new InvalidInputException(
                $"tcp {_options.Endpoint}: found the feed at row {connection.Row}, expected row {next}: {lost} rows are lost; allow gaps or start anew.");
        }

        Publish(Current with { Lost = (Current.Lost ?? 0) + lost });
        return connection.Row;
    }

    private async Task<RecordBatch?> TryReadAsync(Connection connection, long next, CancellationToken cancellationToken)
    {
        connection.IsFresh = false;
        try
        {
            RecordBatch? batch = await connection.Reader.ReadNextRecordBatchAsync(cancellationToken).ConfigureAwait(false);
            connection.IsEnded = batch is null && connection.Input.HasSeenEnd;
            return batch;
        }
        catch (IOException)
        {
            return null;
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            if (connection.Input.HasFailed) return null;
            Publish(Current with { Malformed = Current.Malformed + 1 });
            throw new InvalidInputException($"tcp {_options.Endpoint}: found Arrow data that cannot be read after row {next}: {fault.Message.TrimEnd('.')}.", fault);
        }
    }

    private async Task<Connection> ConnectAsync(long row, CancellationToken cancellationToken)
    {
        TimeSpan delay = _options.RetryDelay;
        for (int attempt = 0; ; attempt++)
        {
            Socket? socket = null;
            try
            {
                socket = _listener is not null ? await _listener.AcceptSocketAsync(cancellationToken).ConfigureAwait(false) : await DialAsync(cancellationToken).ConfigureAwait(false);
                var input = new FeedInput(new NetworkStream(socket, ownsSocket: true));
                if (_options.Protocol == FeedProtocol.Resumable) await FeedRequest.SendAsync(input.Network, row, cancellationToken).ConfigureAwait(false);
                var reader = new ArrowStreamReader(input, new ManagedAllocator(), leaveOpen: false);
                Schema schema = ReadSchema(reader, socket, cancellationToken);
                string? first = RecordingMetadata.Find(schema, RecordingMetadata.FeedFirstRow);
                if (_hasConnected) Publish(Current with { Reconnects = Current.Reconnects + 1 });
                _hasConnected = true;
                bool isNumbered = long.TryParse(first, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out long firstRow);
                if (isNumbered && Current.Lost is null) Publish(Current with { Lost = 0, Repeated = 0 });
                return new Connection(reader, input, schema, isNumbered, isNumbered ? firstRow : 0, row);
            }
            catch (Exception fault) when (fault is SocketException or IOException or InvalidDataException)
            {
                socket?.Dispose();
                if (attempt >= _options.Retries)
                {
                    throw new InvalidInputException(
                        $"tcp {_options.Endpoint}: no feed after {attempt + 1} attempts ({fault.Message.TrimEnd('.')}), expected a publisher: start one, or raise the number of retries.", fault);
                }
            }

            await Task.Delay(delay, _time, cancellationToken).ConfigureAwait(false);
            delay = delay * 2 < LongestDelay ? delay * 2 : LongestDelay;
        }
    }

    // The official reader gives its schema without waiting asynchronously; closing the socket is what ends that wait.
    private static Schema ReadSchema(ArrowStreamReader reader, Socket socket, CancellationToken cancellationToken)
    {
        using CancellationTokenRegistration closing = cancellationToken.Register(socket.Dispose);
        try
        {
            return reader.Schema ?? throw new EndOfStreamException("the feed ended before its schema");
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
    }

    private async Task<Socket> DialAsync(CancellationToken cancellationToken)
    {
        System.Net.IPEndPoint endpoint = await _options.Endpoint.ResolveAsync(cancellationToken).ConfigureAwait(false);
        var socket = new Socket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(endpoint, cancellationToken).ConfigureAwait(false);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private void Publish(FeedCounters counters) => _counters.OnNext(counters);

    private sealed class Connection(ArrowStreamReader reader, FeedInput input, Schema schema, bool isNumbered, long row, long askedRow) : IDisposable
    {
        public ArrowStreamReader Reader => reader;

        public FeedInput Input => input;

        public Schema Schema => schema;

        public bool IsNumbered => isNumbered;

        /// <summary>Index of the next row that comes.</summary>
        public long Row { get; set; } = row;

        /// <summary>The row that this connection was asked for.</summary>
        public long AskedRow => askedRow;

        /// <summary>Whether nothing has been read from it yet.</summary>
        public bool IsFresh { get; set; } = true;

        public bool IsEnded { get; set; }

        public void Dispose()
        {
            reader.Dispose();
            input.Dispose();
        }
    }
}
