using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace SpikeStream.Recordings;

/// <summary>The directory of a zip archive, zip64 included, every number of it checked against the file; members that are stored can be read from any place.</summary>
internal sealed class ZipDirectory
{
    private const uint EndMark = 0x06054B50, LargeEndMark = 0x06064B50, LargeEndPlaceMark = 0x07064B50, EntryMark = 0x02014B50, MemberMark = 0x04034B50;
    private const int EndBytes = 22, LargeEndBytes = 56, LargeEndPlaceBytes = 20, EntryBytes = 46, MemberHeadBytes = 30;
    private const int MostCommentBytes = ushort.MaxValue;
    private const long MostDirectoryBytes = 1 << 26;

    // No deflated stream is larger than this when it is inflated, by byte of the archive.
    private const int MostInflation = 1032;

    private readonly string _path;
    private readonly Dictionary<string, ZipMember> _members = new(StringComparer.Ordinal);
    private long _start;

    private ZipDirectory(string path) => _path = path;

    /// <summary>The members by their names.</summary>
    public IReadOnlyDictionary<string, ZipMember> Members => _members;

    /// <summary>Reads the directory of an archive.</summary>
    /// <param name="path">The archive.</param>
    /// <exception cref="InvalidInputException">It has none that can be read.</exception>
    public static ZipDirectory Read(string path)
    {
        ZipDirectory directory = new(path);
        using FileStream file = File.OpenRead(path);
        directory.ReadEntries(directory.ReadWhole(file));
        return directory;
    }

    /// <summary>Opens a member, inflated while it is read.</summary>
    /// <param name="name">A name of <see cref="Members"/>.</param>
    public Stream Open(string name)
    {
        ZipMember member = _members[name];
        if (member.IsEncrypted) throw Refuse($"member {name} needs a password");
        if (member.Method is not (0 or 8)) throw Refuse($"member {name} is packed by method {member.Method}, expected 0 (stored) or 8 (deflated)");
        FileStream file = File.OpenRead(_path);
        try
        {
            byte[] head = ReadAt(file, member.HeaderStart, MemberHeadBytes);
            if (Number32(head, 0) != MemberMark) throw Refuse($"member {name} is not where the directory says");
            long start = member.HeaderStart + MemberHeadBytes + Number16(head, 26) + Number16(head, 28);
            if (start > _start - member.PackedBytes) throw Refuse($"member {name} of {member.PackedBytes} bytes runs into the directory");
            FileRange packed = new(file.SafeFileHandle, start, member.PackedBytes, ownsFile: true);
            return member.Method == 0 ? packed : new ZipMemberStream(_path, new DeflateStream(packed, CompressionMode.Decompress), member.Bytes);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private byte[] ReadWhole(FileStream file)
    {
        int tailBytes = (int)Math.Min(file.Length, EndBytes + MostCommentBytes);
        byte[] tail = ReadAt(file, file.Length - tailBytes, tailBytes);
        int at = tailBytes - EndBytes;
        while (at >= 0 && Number32(tail, at) != EndMark) at--;
        if (at < 0) throw Refuse("it has no directory at its end, as after a download or a write that was cut off");
        long end = file.Length - tailBytes + at, length = Number32(tail, at + 12);
        _start = Number32(tail, at + 16);
        if (length == uint.MaxValue || _start == uint.MaxValue || Number16(tail, at + 10) == ushort.MaxValue) (end, length, _start) = ReadLargeEnd(file, end);
        if (length < 0 || _start < 0 || length > MostDirectoryBytes || _start > end - length)
            throw Refuse($"its directory of {length} bytes at {_start} does not lie before its end at {end}");
        return ReadAt(file, _start, (int)length);
    }

    private (long End, long Length, long Start) ReadLargeEnd(FileStream file, long end)
    {
        if (end < LargeEndPlaceBytes + LargeEndBytes) throw Refuse("its zip64 directory is missing");
        byte[] place = ReadAt(file, end - LargeEndPlaceBytes, LargeEndPlaceBytes);
        long start = Number64(place, 8);
        if (Number32(place, 0) != LargeEndPlaceMark || start < 0 || start > end - LargeEndPlaceBytes - LargeEndBytes) throw Refuse("its zip64 directory is missing");
        byte[] large = ReadAt(file, start, LargeEndBytes);
        if (Number32(large, 0) != LargeEndMark) throw Refuse("its zip64 directory is missing");
        return (start, Number64(large, 40), Number64(large, 48));
    }

    private void ReadEntries(ReadOnlySpan<byte> entries)
    {
        while (!entries.IsEmpty)
        {
            if (entries.Length < EntryBytes || Number32(entries, 0) != EntryMark) throw Refuse($"entry {_members.Count} of its directory is damaged");
            int nameBytes = Number16(entries, 28), extraBytes = Number16(entries, 30), length = EntryBytes + nameBytes + extraBytes + Number16(entries, 32);
            if (length > entries.Length) throw Refuse($"entry {_members.Count} of its directory is cut off");
            string name = Encoding.UTF8.GetString(entries.Slice(EntryBytes, nameBytes));
            (long bytes, long packed, long start) = Sizes(entries, entries.Slice(EntryBytes + nameBytes, extraBytes));
            ZipMember member = new(name, Number16(entries, 10), (Number16(entries, 8) & 1) != 0, packed, bytes, start);
            Check(member);
            if (!_members.TryAdd(name, member)) throw Refuse($"it has two members {name}");
            entries = entries[length..];
        }
    }

    private void Check(ZipMember member)
    {
        if (member.HeaderStart < 0 || member.PackedBytes < 0 || member.Bytes < 0 || member.HeaderStart > _start - member.PackedBytes)
            throw Refuse($"member {member.Name} of {member.PackedBytes} bytes at {member.HeaderStart} does not lie before the directory");
        if (member.Method == 0 && member.Bytes != member.PackedBytes)
            throw Refuse($"member {member.Name} is stored in {member.PackedBytes} bytes and claims to have {member.Bytes}");
        if (member.Method == 8 && member.Bytes / MostInflation > member.PackedBytes)
            throw Refuse($"member {member.Name} claims {member.Bytes} bytes, more than its {member.PackedBytes} can hold");
    }

    // Values that do not fit are in an extra field, those that fit are not.
    private (long Bytes, long Packed, long Start) Sizes(ReadOnlySpan<byte> entry, ReadOnlySpan<byte> extra)
    {
        Span<long> values = [Number32(entry, 24), Number32(entry, 20), Number32(entry, 42)];
        if (!values.Contains(uint.MaxValue)) return (values[0], values[1], values[2]);
        while (extra.Length >= 4)
        {
            int id = Number16(extra, 0), length = Number16(extra, 2);
            if (length > extra.Length - 4) break;
            ReadOnlySpan<byte> field = extra.Slice(4, length);
            extra = extra[(4 + length)..];
            if (id != 1) continue;
            foreach (ref long value in values)
            {
                if (value != uint.MaxValue) continue;
                if (field.Length < sizeof(long)) throw Refuse($"entry {_members.Count} of its directory lacks its zip64 sizes");
                value = Number64(field, 0);
                field = field[sizeof(long)..];
            }

            return (values[0], values[1], values[2]);
        }

        throw Refuse($"entry {_members.Count} of its directory lacks its zip64 sizes");
    }

    private byte[] ReadAt(FileStream file, long position, int length)
    {
        byte[] bytes = new byte[length];
        file.Position = position;
        if (file.ReadAtLeast(bytes, length, throwOnEndOfStream: false) < length) throw Refuse("it is cut off");
        return bytes;
    }

    private InvalidInputException Refuse(string why) => new($"{_path}: found an archive that cannot be read: {why}.");

    private static int Number16(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]);

    private static uint Number32(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]);

    private static long Number64(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadInt64LittleEndian(bytes[at..]);
}
