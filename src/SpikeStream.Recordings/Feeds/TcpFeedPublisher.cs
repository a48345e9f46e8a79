using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Apache.Arrow;
using Apache.Arrow.Ipc;

namespace SpikeStream.Recordings;

/// <summary>
/// Replays a recording as a live feed: serves one consumer after the other, each from the row that it asks for, until one has taken everything to the end.
/// A consumer that dies is no fault: the next is served.
/// </summary>
public sealed class TcpFeedPublisher : IDisposable
{
    private static readonly TimeSpan RequestPatience = TimeSpan.FromSeconds(1);

    private readonly IRecordingReader _recording;
    private readonly TcpListener _listener;
    private readonly double _speed;
    private readonly TimeProvider _time;
    private readonly int _batchRows;

    /// <summary>Begins to listen.</summary>
    /// <param name="recording">The recording; not disposed of.</param>
    /// <param name="endpoint">Where to listen; port 0 takes a free one.</param>
    /// <param name="speed">Seconds of recording per second: 1 for real time, infinity for as fast as the consumer takes it.</param>
    /// <param name="batchRows">Rows of each batch sent, at least 1.</param>
    /// <param name="time">The clock of the replay; null for the system's.</param>
    /// <exception cref="InvalidInputException">The port is taken, or the speed is not positive.</exception>
    public TcpFeedPublisher(IRecordingReader recording, FeedEndpoint endpoint, double speed = double.PositiveInfinity, int batchRows = 65_536, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(recording);
        ArgumentNullException.ThrowIfNull(endpoint);
        ArgumentOutOfRangeException.ThrowIfLessThan(batchRows, 1);
        if (!(speed > 0)) throw new InvalidInputException($"speed: found {speed.ToString(CultureInfo.InvariantCulture)}, expected a positive factor such as 1x, or max.");
        _recording = recording;
        _speed = speed;
        _batchRows = batchRows;
        _time = time ?? TimeProvider.System;
        _listener = new TcpListener(endpoint.ResolveAsync(CancellationToken.None).GetAwaiter().GetResult());
        try
        {
            _listener.Start();
        }
        catch (SocketException fault)
        {
            _listener.Dispose();
            throw new InvalidInputException($"tcp {endpoint}: cannot listen: {fault.Message}.", fault);
        }
    }

    /// <summary>The port that it listens on.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Consumers served so far, the present one included.</summary>
    public int Connections { get; private set; }

    /// <summary>Reads a speed: <c>1x</c>, <c>20x</c>, <c>0.5x</c> or <c>max</c>.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The factor; infinity for <c>max</c>.</returns>
    /// <exception cref="InvalidInputException">The text is no speed.</exception>
    public static double ParseSpeed(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text == "max") return double.PositiveInfinity;
        bool isFactor = text.EndsWith('x') && double.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double factor) && factor > 0;
        return isFactor
            ? double.Parse(text.AsSpan(0, text.Length - 1), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture)
            : throw new InvalidInputException($"speed: found \"{text}\", expected a factor such as 1x or 20x, or max.");
    }

    /// <summary>Serves until a consumer has taken everything to the end.</summary>
    /// <param name="cancellationToken">Ends the serving.</param>
    /// <returns>When the end has been taken.</returns>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            using Socket socket = await _listener.AcceptSocketAsync(cancellationToken).ConfigureAwait(false);
            Connections++;
            try
            {
                await using var stream = new NetworkStream(socket, ownsSocket: false);
                long? asked = await FeedRequest.ReceiveAsync(stream, RequestPatience, _time, cancellationToken).ConfigureAwait(false);
                await ServeAsync(stream, asked ?? 0, cancellationToken).ConfigureAwait(false);
                socket.Shutdown(SocketShutdown.Send);
                // A consumer that asked says when it has taken everything; one that dies before is served again. A plain Arrow client just closes.
                bool isDone = await FeedRequest.ReceiveDoneAsync(stream, cancellationToken).ConfigureAwait(false);
                if (asked is not null && !isDone) continue;
                return;
            }
            catch (Exception fault) when (fault is IOException or SocketException)
            {
                // The consumer is gone; the next one says where it goes on.
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _listener.Dispose();

    private async Task ServeAsync(NetworkStream stream, long firstRow, CancellationToken cancellationToken)
    {
        Schema schema = RecordingMetadata.With(_recording.Schema, [new(RecordingMetadata.FeedFirstRow, firstRow.ToString(CultureInfo.InvariantCulture))]);
        using var writer = new ArrowStreamWriter(stream, schema, leaveOpen: true);
        await writer.WriteStartAsync(cancellationToken).ConfigureAwait(false);
        long started = _time.GetTimestamp();
        double? firstTime = null;
        await foreach (RecordBatch batch in _recording.ReadAsync(firstRow, _batchRows, cancellationToken).ConfigureAwait(false))
        {
            if (!double.IsInfinity(_speed) && LastTime(batch) is { } last)
            {
                // A batch can be sent when its last row has happened.
                firstTime ??= Columns.Values<double>(batch, "time")[0];
                TimeSpan wait = TimeSpan.FromSeconds((last - firstTime.Value) / _speed) - _time.GetElapsedTime(started);
                if (wait > TimeSpan.Zero) await Task.Delay(wait, _time, cancellationToken).ConfigureAwait(false);
            }

            // A copy without offsets: a slice would be sent with the whole buffers behind it.
            RecordBatch rows = BatchConcatenation.Concatenate(schema, [batch]);
            await writer.WriteRecordBatchAsync(rows, cancellationToken).ConfigureAwait(false);
        }

        await writer.WriteEndAsync(cancellationToken).ConfigureAwait(false);
    }

    private static double? LastTime(RecordBatch batch)
    {
        foreach (Field field in batch.Schema.FieldsList)
        {
            if (field.Name == "time") return Columns.Values<double>(batch, "time")[^1];
        }

        return null;
    }
}
