using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace SpikeStream.Recordings;

/// <summary>The one line that a consumer sends after connecting: <c>SPIKESTREAM FROM row</c>. A plain Arrow client sends none and gets row 0.</summary>
internal static class FeedRequest
{
    private const string Prefix = "SPIKESTREAM FROM ";
    private const int MostBytes = 64;

    private static readonly byte[] Done = "SPIKESTREAM DONE\n"u8.ToArray();

    public static ValueTask SendAsync(Stream stream, long firstRow, CancellationToken cancellationToken) =>
        stream.WriteAsync(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Prefix}{firstRow}\n")), cancellationToken);

    /// <summary>Tells the publisher that everything to the end has been taken.</summary>
    public static ValueTask SendDoneAsync(Stream stream, CancellationToken cancellationToken) => stream.WriteAsync(Done, cancellationToken);

    /// <summary>Waits until the consumer closes.</summary>
    /// <returns>Whether it said before that it has taken everything.</returns>
    public static async Task<bool> ReceiveDoneAsync(NetworkStream stream, CancellationToken cancellationToken)
    {
        byte[] bytes = new byte[MostBytes];
        int filled = 0, read;
        while (filled < bytes.Length && (read = await stream.ReadAsync(bytes.AsMemory(filled), cancellationToken).ConfigureAwait(false)) > 0) filled += read;
        return bytes.AsSpan(0, filled).IndexOf(Done) >= 0;
    }

    /// <summary>Waits for a request.</summary>
    /// <returns>The row asked for; null where no request comes in time or it is none.</returns>
    public static async Task<long?> ReceiveAsync(NetworkStream stream, TimeSpan patience, TimeProvider time, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        byte[] bytes = new byte[MostBytes];
        int filled = 0;
        try
        {
            while (filled < bytes.Length)
            {
                int read = await stream.ReadAsync(bytes.AsMemory(filled, 1), either.Token).ConfigureAwait(false);
                if (read == 0 || bytes[filled] == (byte)'\n') break;
                filled += read;
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }

        string line = Encoding.ASCII.GetString(bytes, 0, filled);
        bool isRequest = line.StartsWith(Prefix, StringComparison.Ordinal);
        return isRequest && long.TryParse(line.AsSpan(Prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out long row) ? row : null;
    }
}
