namespace SpikeStream.Recordings;

/// <summary>Takes a file's bytes from the start again, but writes only those beyond what the file already has.</summary>
internal sealed class TailStream(FileStream file, long present) : Stream
{
    private long _position;

    public override bool CanRead => false;

    public override bool CanSeek => true;

    public override bool CanWrite => true;

    public override long Length => _position;

    public override long Position
    {
        get => _position;
        set => throw new NotSupportedException();
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        int skip = (int)Math.Clamp(present - _position, 0, buffer.Length);
        _position += buffer.Length;
        if (skip < buffer.Length) file.Write(buffer[skip..]);
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush() => file.Flush();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
