using Microsoft.Win32.SafeHandles;

namespace SpikeStream.Recordings;

/// <summary>A range of an open file as a stream with a position of its own.</summary>
/// <param name="file">The file.</param>
/// <param name="start">Where the range starts.</param>
/// <param name="length">Its length.</param>
/// <param name="ownsFile">Whether the file is closed with the stream.</param>
internal sealed class FileRange(SafeFileHandle file, long start, long length, bool ownsFile) : Stream
{
    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => length;

    public override long Position { get; set; }

    public override int Read(Span<byte> buffer)
    {
        long left = Math.Max(0, length - Position);
        if (left < buffer.Length) buffer = buffer[..(int)left];
        int read = buffer.IsEmpty ? 0 : RandomAccess.Read(file, buffer, start + Position);
        Position += read;
        return read;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override long Seek(long offset, SeekOrigin origin) => Position = origin switch
    {
        SeekOrigin.Begin => offset,
        SeekOrigin.Current => Position + offset,
        _ => length + offset,
    };

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing && ownsFile) file.Dispose();
        base.Dispose(disposing);
    }
}
