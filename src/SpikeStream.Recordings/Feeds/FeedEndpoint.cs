using System.Globalization;
using System.Net;

namespace SpikeStream.Recordings;

/// <summary>Host and port of a TCP feed.</summary>
/// <param name="Host">Name or address; <c>localhost</c> for this machine.</param>
/// <param name="Port">0 to 65535; 0 lets a listener choose.</param>
public sealed record FeedEndpoint(string Host, int Port)
{
    /// <summary>Reads <c>HOST:PORT</c>, or <c>PORT</c> for this machine.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The endpoint.</returns>
    /// <exception cref="InvalidInputException">The text is no endpoint.</exception>
    public static FeedEndpoint Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        int colon = text.LastIndexOf(':');
        string host = colon < 0 ? "localhost" : text[..colon].Trim('[', ']');
        bool isPort = int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int port) && port <= 65535;
        return isPort && host.Length > 0
            ? new FeedEndpoint(host, port)
            : throw new InvalidInputException($"tcp: found \"{text}\", expected HOST:PORT such as localhost:5555.");
    }

    /// <summary>The text that <see cref="Parse"/> reads.</summary>
    /// <returns><c>HOST:PORT</c>.</returns>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Host}:{Port}");

    internal async Task<IPEndPoint> ResolveAsync(CancellationToken cancellationToken)
    {
        if (Host is "localhost") return new IPEndPoint(IPAddress.Loopback, Port);
        if (Host is "*") return new IPEndPoint(IPAddress.Any, Port);
        if (IPAddress.TryParse(Host, out IPAddress? address)) return new IPEndPoint(address, Port);
        try
        {
            IPAddress[] addresses = await Dns.GetHostAddressesAsync(Host, cancellationToken).ConfigureAwait(false);
            if (addresses.Length > 0) return new IPEndPoint(addresses[0], Port);
        }
        catch (System.Net.Sockets.SocketException)
        {
            // Told below.
        }

        throw new InvalidInputException($"tcp: found no address for host \"{Host}\".");
    }
}
