using System.Buffers.Binary;
using System.Text;

namespace Apache.Arrow.Ipc;

// Reads a FlatBuffers table. Nothing read is trusted: every position is checked against the buffer before it is used.
internal readonly ref struct FlatBufferTable
{
    private readonly ReadOnlySpan<byte> _buffer;
    private readonly int _position;
    private readonly int _vtable;
    private readonly int _vtableSize;

    public FlatBufferTable(ReadOnlySpan<byte> buffer, long position)
    {
        _buffer = buffer;
        _position = Check(position, sizeof(int));
        _vtable = Check(position - BinaryPrimitives.ReadInt32LittleEndian(buffer[_position..]), 2 * sizeof(ushort));
        _vtableSize = BinaryPrimitives.ReadUInt16LittleEndian(buffer[_vtable..]);
        Check(_vtable, _vtableSize);
    }

    public static FlatBufferTable Root(ReadOnlySpan<byte> buffer)
    {
        if (buffer.Length < sizeof(int)) throw Malformed();
        return new FlatBufferTable(buffer, BinaryPrimitives.ReadUInt32LittleEndian(buffer));
    }

    public bool Has(int slot) => Field(slot) != 0;

    public bool Bool(int slot) => Byte(slot) != 0;

    public byte Byte(int slot, byte whenAbsent = 0) => At(slot, sizeof(byte)) is var at && at < 0 ? whenAbsent : _buffer[at];

    public short Int16(int slot, short whenAbsent = 0) =>
        At(slot, sizeof(short)) is var at && at < 0 ? whenAbsent : BinaryPrimitives.ReadInt16LittleEndian(_buffer[at..]);

    public int Int32(int slot, int whenAbsent = 0) =>
        At(slot, sizeof(int)) is var at && at < 0 ? whenAbsent : BinaryPrimitives.ReadInt32LittleEndian(_buffer[at..]);

    public long Int64(int slot, long whenAbsent = 0) =>
        At(slot, sizeof(long)) is var at && at < 0 ? whenAbsent : BinaryPrimitives.ReadInt64LittleEndian(_buffer[at..]);

    public FlatBufferTable Table(int slot) => new(_buffer, Target(slot));

    public string? String(int slot)
    {
        ReadOnlySpan<byte> bytes = Vector(slot, sizeof(byte), out _);
        return Has(slot) ? Encoding.UTF8.GetString(bytes) : null;
    }

    // The bytes of a vector of elements of a size; none where it is absent.
    public ReadOnlySpan<byte> Vector(int slot, int elementSize, out int count)
    {
        count = 0;
        if (!Has(slot)) return [];
        int start = Check(Target(slot), sizeof(uint));
        long length = BinaryPrimitives.ReadUInt32LittleEndian(_buffer[start..]);
        int first = Check(start + (long)sizeof(uint), length * elementSize);
        count = (int)length;
        return _buffer.Slice(first, count * elementSize);
    }

    public int VectorCount(int slot)
    {
        Vector(slot, sizeof(int), out int count);
        return count;
    }

    public FlatBufferTable VectorTable(int slot, int index)
    {
        ReadOnlySpan<byte> elements = Vector(slot, sizeof(int), out _);
        long start = Target(slot) + sizeof(uint) + ((long)index * sizeof(int));
        return new FlatBufferTable(_buffer, start + BinaryPrimitives.ReadUInt32LittleEndian(elements[(index * sizeof(int))..]));
    }

    private static InvalidDataException Malformed() =>
        new("Malformed Arrow metadata: a position points outside the message. The data are damaged or not Arrow.");

    private int Field(int slot)
    {
        int entry = (slot + 2) * sizeof(ushort);
        return entry + sizeof(ushort) > _vtableSize ? 0 : BinaryPrimitives.ReadUInt16LittleEndian(_buffer[(_vtable + entry)..]);
    }

    private int At(int slot, int size)
    {
        int offset = Field(slot);
        return offset == 0 ? -1 : Check((long)_position + offset, size);
    }

    private long Target(int slot)
    {
        int at = At(slot, sizeof(uint));
        if (at < 0) throw new InvalidDataException("Malformed Arrow metadata: a part that must be there is missing.");
        return at + (long)BinaryPrimitives.ReadUInt32LittleEndian(_buffer[at..]);
    }

    private int Check(long position, long size) =>
        position >= 0 && size >= 0 && position + size <= _buffer.Length ? (int)position : throw Malformed();
}
