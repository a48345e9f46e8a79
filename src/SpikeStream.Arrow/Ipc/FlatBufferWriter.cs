using System.Buffers.Binary;
using System.Text;

namespace Apache.Arrow.Ipc;

// Writes FlatBuffers from the end of the memory towards its start, as the format wants: what is referred to comes first.
// Offsets are counted from the end.
internal sealed class FlatBufferWriter
{
    private readonly int[] _slots = new int[8];
    private byte[] _memory = new byte[1024];
    private int _start;
    private int _slotCount;
    private int _tableEnd;

    public FlatBufferWriter()
    {
        _start = _memory.Length;
    }

    private int Offset => _memory.Length - _start;

    public void Clear() => _start = _memory.Length;

    // The finished buffer, a multiple of 8 bytes long; valid until the writer is used again.
    public ReadOnlyMemory<byte> Finish(int root)
    {
        Align(8, sizeof(int));
        PutOffset(root);
        return _memory.AsMemory(_start);
    }

    public int String(string text)
    {
        int count = Encoding.UTF8.GetByteCount(text);
        Align(sizeof(int), count + 1);
        Push(1).Clear();
        Encoding.UTF8.GetBytes(text, Push(count));
        PutInt32(count);
        return Offset;
    }

    public int OffsetVector(ReadOnlySpan<int> offsets)
    {
        Align(sizeof(int), offsets.Length * sizeof(int));
        for (int i = offsets.Length - 1; i >= 0; i--) PutOffset(offsets[i]);
        PutInt32(offsets.Length);
        return Offset;
    }

    // Structs of 64-bit words, given in the order in which they are to be read.
    public int StructVector(ReadOnlySpan<long> words, int wordsPerStruct)
    {
        Align(sizeof(int), words.Length * sizeof(long));
        Align(sizeof(long), words.Length * sizeof(long));
        for (int i = words.Length - 1; i >= 0; i--) BinaryPrimitives.WriteInt64LittleEndian(Push(sizeof(long)), words[i]);
        PutInt32(words.Length / wordsPerStruct);
        return Offset;
    }

    public void StartTable(int slotCount)
    {
        _slotCount = slotCount;
        _slots.AsSpan(0, slotCount).Clear();
        _tableEnd = Offset;
    }

    public void AddBool(int slot, bool value)
    {
        if (!value) return;
        Push(1)[0] = 1;
        _slots[slot] = Offset;
    }

    public void AddByte(int slot, byte value)
    {
        Push(1)[0] = value;
        _slots[slot] = Offset;
    }

    public void AddInt16(int slot, int value)
    {
        Align(sizeof(short), 0);
        BinaryPrimitives.WriteInt16LittleEndian(Push(sizeof(short)), checked((short)value));
        _slots[slot] = Offset;
    }

    public void AddInt32(int slot, int value)
    {
        Align(sizeof(int), 0);
        PutInt32(value);
        _slots[slot] = Offset;
    }

    public void AddInt64(int slot, long value)
    {
        Align(sizeof(long), 0);
        BinaryPrimitives.WriteInt64LittleEndian(Push(sizeof(long)), value);
        _slots[slot] = Offset;
    }

    // 0 stands for a part that is absent.
    public void AddOffset(int slot, int offset)
    {
        if (offset == 0) return;
        Align(sizeof(int), 0);
        PutOffset(offset);
        _slots[slot] = Offset;
    }

    public int EndTable()
    {
        Align(sizeof(int), 0);
        PutInt32(0);
        int table = Offset;
        for (int i = _slotCount - 1; i >= 0; i--)
            BinaryPrimitives.WriteUInt16LittleEndian(Push(sizeof(ushort)), (ushort)(_slots[i] == 0 ? 0 : table - _slots[i]));
        BinaryPrimitives.WriteUInt16LittleEndian(Push(sizeof(ushort)), checked((ushort)(table - _tableEnd)));
        BinaryPrimitives.WriteUInt16LittleEndian(Push(sizeof(ushort)), (ushort)((_slotCount + 2) * sizeof(ushort)));
        BinaryPrimitives.WriteInt32LittleEndian(_memory.AsSpan(_memory.Length - table), Offset - table);
        return table;
    }

    private void PutInt32(int value) => BinaryPrimitives.WriteInt32LittleEndian(Push(sizeof(int)), value);

    private void PutOffset(int offset)
    {
        Align(sizeof(int), 0);
        PutInt32(Offset + sizeof(int) - offset);
    }

    // Pads so that after as many bytes more the position is a multiple of the size.
    private void Align(int size, int bytesAfter)
    {
        int padding = -(Offset + bytesAfter) & (size - 1);
        Push(padding).Clear();
    }

    private Span<byte> Push(int count)
    {
        if (count > _start)
        {
            var grown = new byte[checked(Math.Max(_memory.Length * 2, Offset + count + 64)) & ~7];
            _memory.AsSpan(_start).CopyTo(grown.AsSpan(grown.Length - Offset));
            _start = grown.Length - Offset;
            _memory = grown;
        }

        _start -= count;
        return _memory.AsSpan(_start, count);
    }
}
