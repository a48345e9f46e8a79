namespace SpikeStream.Recordings;

/// <summary>A deflated member of an archive, inflated while it is read; one that is damaged, or longer than the archive says, is refused.</summary>
/// <param name="path">The archive, for messages.</param>
/// <param name="inflated">The inflating stream; closed with this one.</param>
/// <param name="length">Bytes by the directory.</param>
internal sealed class ZipMemberStream(string path, Stream inflated, long length) : Stream
{
    private long _position;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => length;

    public override long Position
    {
        get => _position;
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        try
        {
            int read = inflated.Read(buffer);
            _position += read;
            if (_position > length) throw new InvalidInputException($"{path}: found an archive that cannot be read: a member inflates to more than its {length} bytes.");
            return read;
        }
        catch (InvalidDataException fault)
        {
            throw new InvalidInputException($"{path}: found an archive that cannot be read: {fault.Message.TrimEnd('.')}.", fault);
        }
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
        if (disposing) inflated.Dispose();
        base.Dispose(disposing);
    }
}
