using System.Buffers.Binary;

namespace SpikeStream.Arrow.Tests;

/// <summary>Finds places in the metadata of a message, to change what a writer of ours never writes.</summary>
internal sealed class FlatBufferPatch(byte[] bytes, int start)
{
    /// <summary>The first message of a stream, and those after it, each by where its metadata begin.</summary>
    public static List<FlatBufferPatch> Messages(byte[] stream)
    {
        List<FlatBufferPatch> messages = [];
        int position = 0;
        while (BinaryPrimitives.ReadInt32LittleEndian(stream.AsSpan(position + 4)) is var length && length > 0)
        {
            var message = new FlatBufferPatch(stream, position + 8);
            messages.Add(message);
            position += 8 + length + (int)BinaryPrimitives.ReadInt64LittleEndian(stream.AsSpan(message.Place(message.Root, 3)));
        }

        return messages;
    }

    public int Root => start + Int32(start);

    public int Start => start;

    /// <summary>Where a slot of a table's vtable lies.</summary>
    public int Entry(int table, int slot) => table - Int32(table) + 4 + (slot * 2);

    /// <summary>Where the value of a slot lies.</summary>
    public int Place(int table, int slot) => table + BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(Entry(table, slot)));

    public int Table(int table, int slot) => Place(table, slot) + Int32(Place(table, slot));

    public int VectorTable(int table, int slot, int index)
    {
        int element = Table(table, slot) + 4 + (index * 4);
        return element + Int32(element);
    }

    private int Int32(int position) => BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(position));
}
