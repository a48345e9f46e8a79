using System.IO.Compression;

namespace SpikeStream.Recordings;

/// <summary>One member of an archive, inflated while it is read; a damaged archive is refused with its name.</summary>
internal sealed class ZipMemberStream : Stream
{
    private readonly string _path;
    private readonly ZipArchive _archive;
    private readonly Stream _member;

    public ZipMemberStream(string path, string member)
    {
        _path = path;
        _archive = ZipFile.OpenRead(path);
        _member = _archive.GetEntry(member)?.Open() ?? throw new InvalidInputException($"{path}: found no member {member}.");
    }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        try
        {
            return _member.Read(buffer);
        }
        catch (InvalidDataException fault)
        {
            throw new InvalidInputException($"{_path}: found an archive that cannot be read: {fault.Message.TrimEnd('.')}.", fault);
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
        if (disposing)
        {
            _member.Dispose();
            _archive.Dispose();
        }

        base.Dispose(disposing);
    }
}
