using System.Runtime.InteropServices;
using Apache.Arrow.Types;

namespace Apache.Arrow.Ipc;

// Lays out arrays as a message's body: the parts of their buffers that are used, in the format's order. Only what has to
// begin at another bit or offset is copied. The same values give the same bytes, sliced or not.
internal sealed class BatchEncoder
{
    private readonly List<long> _nodes = [];
    private readonly List<long> _buffers = [];

    public List<ReadOnlyMemory<byte>> Body { get; } = [];

    public long BodyLength { get; private set; }

    public void Clear()
    {
        _nodes.Clear();
        _buffers.Clear();
        Body.Clear();
        BodyLength = 0;
    }

    // The table that describes the arrays added.
    public int Encode(FlatBufferWriter writer, int length)
    {
        int buffers = writer.StructVector(CollectionsMarshal.AsSpan(_buffers), 2);
        int nodes = writer.StructVector(CollectionsMarshal.AsSpan(_nodes), 2);
        writer.StartTable(IpcFormat.RecordBatch.Slots);
        writer.AddInt64(IpcFormat.RecordBatch.Length, length);
        writer.AddOffset(IpcFormat.RecordBatch.Nodes, nodes);
        writer.AddOffset(IpcFormat.RecordBatch.Buffers, buffers);
        return writer.EndTable();
    }

    public void Add(ArrayData data)
    {
        int nulls = data.DataType.TypeId == ArrowTypeId.Null ? data.Length : data.GetNullCount();
        _nodes.Add(data.Length);
        _nodes.Add(nulls);
        if (data.DataType.TypeId == ArrowTypeId.Null) return;
        if (nulls == 0)
            AddBuffer(default);
        else
            AddBits(data.Buffers[0], data.Offset, data.Length);
        switch (data.DataType.TypeId)
        {
            case ArrowTypeId.Boolean:
                AddBits(data.Buffers[1], data.Offset, data.Length);
                break;
            case ArrowTypeId.String or ArrowTypeId.Binary:
                (int start, int end) = AddOffsets(data);
                AddBuffer(data.Buffers[2].Memory[start..end]);
                break;
            case ArrowTypeId.LargeString or ArrowTypeId.LargeBinary:
                (start, end) = AddLargeOffsets(data);
                AddBuffer(data.Buffers[2].Memory[start..end]);
                break;
            case ArrowTypeId.List:
                (start, end) = AddOffsets(data);
                Add(data.Children![0].Slice(start, end - start));
                break;
            case ArrowTypeId.FixedSizeList:
                int size = ((FixedSizeListType)data.DataType).ListSize;
                Add(Entries(data.Children![0], checked(data.Offset * size), checked(data.Length * size)));
                break;
            case ArrowTypeId.Struct:
                foreach (ArrayData child in data.Children!) Add(Entries(child, data.Offset, data.Length));
                break;
            default:
                int width = TypeWidth.InBytes(data.DataType);
                AddBuffer(data.Buffers[1].Memory.Slice(checked(data.Offset * width), checked(data.Length * width)));
                break;
        }
    }

    private static ArrayData Entries(ArrayData child, int offset, int length)
    {
        if (offset + (long)length > child.Length)
            throw new ArgumentException($"A child has {child.Length} entries, expected at least {offset + (long)length}.", nameof(child));
        return child.Slice(offset, length);
    }

    private void AddBits(ArrowBuffer bits, int offset, int length)
    {
        ReadOnlyMemory<byte> memory = bits.Memory;
        int bytes = BitUtility.ByteCount(length);
        bool isAligned = (offset & 7) == 0;
        if (isAligned && ((length & 7) == 0 || memory.Span[(offset >> 3) + bytes - 1] >> (length & 7) == 0))
        {
            AddBuffer(memory.Slice(offset >> 3, bytes));
            return;
        }

        var copy = new byte[bytes];
        BitUtility.CopyBits(memory.Span, offset, length, copy);
        AddBuffer(copy);
    }

    private (int Start, int End) AddOffsets(ArrayData data)
    {
        ArrowBuffer buffer = data.Buffers[1];
        if (data.Length == 0)
        {
            AddBuffer(new byte[sizeof(int)]);
            return (0, 0);
        }

        ReadOnlySpan<int> offsets = buffer.As<int>().Slice(data.Offset, data.Length + 1);
        int first = offsets[0];
        if (first == 0)
        {
            AddBuffer(buffer.Memory.Slice(checked(data.Offset * sizeof(int)), checked(offsets.Length * sizeof(int))));
        }
        else
        {
            var copy = new byte[checked(offsets.Length * sizeof(int))];
            Span<int> rebased = MemoryMarshal.Cast<byte, int>(copy.AsSpan());
            for (int i = 0; i < offsets.Length; i++) rebased[i] = offsets[i] - first;
            AddBuffer(copy);
        }

        return (first, offsets[^1]);
    }

    private (int Start, int End) AddLargeOffsets(ArrayData data)
    {
        ArrowBuffer buffer = data.Buffers[1];
        if (data.Length == 0)
        {
            AddBuffer(new byte[sizeof(long)]);
            return (0, 0);
        }

        ReadOnlySpan<long> offsets = buffer.As<long>().Slice(data.Offset, data.Length + 1);
        var copy = new byte[checked(offsets.Length * sizeof(long))];
        Span<long> rebased = MemoryMarshal.Cast<byte, long>(copy.AsSpan());
        for (int i = 0; i < offsets.Length; i++) rebased[i] = offsets[i] - offsets[0];
        AddBuffer(copy);
        return (checked((int)offsets[0]), checked((int)offsets[^1]));
    }

    private void AddBuffer(ReadOnlyMemory<byte> bytes)
    {
        _buffers.Add(BodyLength);
        _buffers.Add(bytes.Length);
        Body.Add(bytes);
        BodyLength += BitUtility.RoundUpToMultipleOf8(bytes.Length);
    }
}
