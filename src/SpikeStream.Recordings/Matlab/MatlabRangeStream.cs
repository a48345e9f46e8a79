using Microsoft.Win32.SafeHandles;

namespace SpikeStream.Recordings;

/// <summary>A stretch of a file as a stream of its own; several may read the same file at once.</summary>
internal sealed class MatlabRangeStream(SafeFileHandle file, long offset, long length) : Stream
{
    private long _position;

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => length;

    public override long Position
    {
        get => _position;
        set => _position = value;
    }

    public override int Read(Span<byte> buffer)
    {
        int most = (int)Math.Min(buffer.Length, Math.Max(0, length - _position));
        int read = RandomAccess.Read(file, buffer[..most], offset + _position);
        _position += read;
        return read;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
