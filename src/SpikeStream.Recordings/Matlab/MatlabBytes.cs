using System.Buffers.Binary;

namespace SpikeStream.Recordings;

/// <summary>The bytes of tagged elements, of the file or inflated, read forward.</summary>
internal sealed class MatlabBytes : IDisposable
{
    private const int BufferBytes = 1 << 14;
    private const int Alignment = 8, TagBytes = 8, SmallBytes = 4;

    private readonly Stream _stream;
    private readonly string _place;
    private readonly byte[] _buffer = new byte[BufferBytes];
    private int _next;
    private int _length;

    /// <summary>Begins.</summary>
    /// <param name="stream">The bytes; owned by this.</param>
    /// <param name="place">File, and variable if it is known, for messages.</param>
    /// <param name="isBigEndian">Whether numbers have their highest byte first.</param>
    public MatlabBytes(Stream stream, string place, bool isBigEndian)
    {
        _stream = stream;
        _place = place;
        IsBigEndian = isBigEndian;
    }

    public bool IsBigEndian { get; }

    /// <summary>Number of bytes that have been read or passed over.</summary>
    public long Position { get; private set; }

    /// <summary>Reads as many bytes as a span is long.</summary>
    public void Read(Span<byte> target)
    {
        while (target.Length > 0)
        {
            if (_next == _length && target.Length >= _buffer.Length)
            {
                int read = ReadSome(target);
                target = target[read..];
                Position += read;
                continue;
            }

            if (_next == _length) Fill();
            int count = Math.Min(target.Length, _length - _next);
            _buffer.AsSpan(_next, count).CopyTo(target);
            target = target[count..];
            _next += count;
            Position += count;
        }
    }

    /// <summary>Passes over bytes until a position.</summary>
    public void SkipTo(long position)
    {
        long left = position - Position;
        if (left < 0) throw Refuse($"found parts that overlap, expected one after the other: the file is damaged.");
        int buffered = (int)Math.Min(left, _length - _next);
        _next += buffered;
        Position += buffered;
        left -= buffered;
        if (left > 0 && _stream.CanSeek)
        {
            _stream.Position += left;
            Position += left;
            return;
        }

        while (left > 0)
        {
            Fill();
            _next = (int)Math.Min(left, _length);
            Position += _next;
            left -= _next;
        }
    }

    /// <summary>Reads to the end, where the checksum of inflated bytes is.</summary>
    public void Finish()
    {
        while (Guarded(_buffer) > 0)
        {
        }
    }

    /// <summary>Reads a tag.</summary>
    /// <param name="end">Where the element must have ended.</param>
    /// <exception cref="InvalidInputException">There is no room for it, or for its bytes.</exception>
    public MatlabElement ReadElement(long end)
    {
        long at = Position;
        if (end - at < TagBytes) throw Refuse($"found {Math.Max(0, end - at)} bytes at {at}, expected a data element of at least {TagBytes}: the file is cut off or damaged.");
        uint first = ReadUInt32();
        if (first >> 16 is > 0 and uint small)
        {
            if (small > SmallBytes) throw Refuse($"found a small data element of {small} bytes at {at}, expected at most {SmallBytes}: the file is damaged.");
            return new((MatlabElementType)(first & 0xFFFF), Position, small, Position + SmallBytes);
        }

        long bytes = ReadUInt32();
        if (bytes > end - Position) throw Refuse($"found a data element of {bytes} bytes at {at}, expected at most the {end - Position} that are left: the file is cut off or damaged.");
        var type = unchecked((MatlabElementType)first);
        long padded = type == MatlabElementType.Compressed ? bytes : (bytes + Alignment - 1) / Alignment * Alignment;
        return new(type, Position, bytes, Math.Min(end, Position + padded));
    }

    public uint ReadUInt32()
    {
        Span<byte> bytes = stackalloc byte[sizeof(uint)];
        Read(bytes);
        return IsBigEndian ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt32LittleEndian(bytes);
    }

    /// <summary>A refusal of what is at this place.</summary>
    public InvalidInputException Refuse(string what, Exception? cause = null) => cause is null ? new($"{_place}: {what}") : new($"{_place}: {what}", cause);

    public void Dispose() => _stream.Dispose();

    private void Fill()
    {
        _length = ReadSome(_buffer);
        _next = 0;
    }

    private int ReadSome(Span<byte> target)
    {
        int read = Guarded(target);
        return read > 0 ? read : throw Refuse($"found the end after {Position} bytes, expected more: the file is cut off or damaged.");
    }

    private int Guarded(Span<byte> target)
    {
        try
        {
            return _stream.Read(target);
        }
        catch (InvalidDataException fault)
        {
            throw Refuse($"found compressed data that cannot be inflated ({fault.Message.TrimEnd('.')}), expected an undamaged file.", fault);
        }
    }
}
