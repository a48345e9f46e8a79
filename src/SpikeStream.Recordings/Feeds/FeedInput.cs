using System.Net.Sockets;

namespace SpikeStream.Recordings;

/// <summary>The bytes of a feed; tells the end that the sender wrote from a connection that was cut.</summary>
internal sealed class FeedInput(NetworkStream network) : Stream
{
    private ulong _lastBytes = ulong.MaxValue >> 1;

    public NetworkStream Network => network;

    /// <summary>Whether the last eight bytes are the mark that ends an Arrow stream.</summary>
    public bool HasSeenEnd => _lastBytes == 0x00000000_FFFFFFFFUL;

    /// <summary>Whether the connection was cut.</summary>
    public bool HasFailed { get; private set; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            int read = await network.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
            Note(buffer.Span[..read]);
            if (read == 0 && buffer.Length > 0) HasFailed = !HasSeenEnd;
            return read;
        }
        catch (IOException)
        {
            HasFailed = true;
            throw;
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(Span<byte> buffer)
    {
        int read = network.Read(buffer);
        Note(buffer[..read]);
        if (read == 0 && buffer.Length > 0) HasFailed = !HasSeenEnd;
        return read;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing) network.Dispose();
        base.Dispose(disposing);
    }

    // The oldest of the last eight bytes is the lowest.
    private void Note(ReadOnlySpan<byte> bytes)
    {
        foreach (byte value in bytes[Math.Max(0, bytes.Length - 8)..]) _lastBytes = (_lastBytes >> 8) | ((ulong)value << 56);
    }
}
