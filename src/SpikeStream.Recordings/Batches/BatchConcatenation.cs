using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Apache.Arrow;
using Apache.Arrow.Types;

namespace SpikeStream.Recordings;

/// <summary>
/// Joins batches into one whose buffers depend on the values alone: offset 0, no validity where nothing is null, padding bits zero.
/// </summary>
public static class BatchConcatenation
{
    private readonly record struct Part(ArrayData Data, int Offset, int Length);

    /// <summary>Joins batches.</summary>
    /// <param name="schema">Schema of the result, with the columns of the batches.</param>
    /// <param name="batches">The batches, in order; may be none.</param>
    /// <returns>One batch in memory of its own.</returns>
    /// <exception cref="InvalidInputException">A column is of a type that cannot be joined, or too large for one batch.</exception>
    public static RecordBatch Concatenate(Schema schema, IReadOnlyList<RecordBatch> batches)
    {
        ArgumentNullException.ThrowIfNull(schema);
        ArgumentNullException.ThrowIfNull(batches);
        int rows = 0;
        foreach (RecordBatch batch in batches) rows = checked(rows + batch.Length);
        var arrays = new IArrowArray[schema.FieldsList.Count];
        for (int column = 0; column < arrays.Length; column++)
        {
            var parts = new Part[batches.Count];
            for (int i = 0; i < parts.Length; i++)
            {
                ArrayData data = batches[i].Column(column).Data;
                parts[i] = new Part(data, data.Offset, data.Length);
            }

            Field field = schema.FieldsList[column];
            arrays[column] = ArrowArrayFactory.BuildArray(Concatenate(field.DataType, field.Name, parts, rows));
        }

        return new RecordBatch(schema, arrays, rows);
    }

    private static ArrayData Concatenate(IArrowType type, string name, Part[] parts, int length)
    {
        if (type is NullType) return new ArrayData(type, length, length, 0, []);
        (ArrowBuffer validity, int nulls) = JoinValidity(parts, length);
        return type switch
        {
            BooleanType => new ArrayData(type, length, nulls, 0, [validity, JoinBits(parts, 1, length)]),
            FixedSizeListType list => new ArrayData(type, length, nulls, 0, [validity], [JoinEntries(list, name, parts, length)]),
            ListType list => JoinLists(list, name, parts, length, validity, nulls),
            StringType or BinaryType => JoinTexts(type, parts, length, validity, nulls),
            StructType record => new ArrayData(type, length, nulls, 0, [validity], JoinFields(record, parts, length)),
            FixedWidthType fixedWidth => new ArrayData(type, length, nulls, 0, [validity, JoinFixed(parts, fixedWidth.BitWidth / 8, length)]),
            _ => throw new InvalidInputException($"column \"{name}\": found type {Columns.Describe(type)}, which cannot be re-batched."),
        };
    }

    private static ArrowBuffer JoinFixed(Part[] parts, int width, int length)
    {
        byte[] bytes = Allocate((long)length * width);
        int at = 0;
        foreach (Part part in parts)
        {
            part.Data.Buffers[1].Span.Slice(part.Offset * width, part.Length * width).CopyTo(bytes.AsSpan(at));
            at += part.Length * width;
        }

        return new ArrowBuffer(bytes);
    }

    private static (ArrowBuffer Validity, int Nulls) JoinValidity(Part[] parts, int length)
    {
        int valid = 0;
        foreach (Part part in parts)
        {
            ReadOnlySpan<byte> bits = Columns.Validity(part.Data);
            valid += bits.IsEmpty ? part.Length : BitUtility.CountBits(bits, part.Offset, part.Length);
        }

        return valid == length ? (ArrowBuffer.Empty, 0) : (JoinBits(parts, 0, length), length - valid);
    }

    private static ArrowBuffer JoinBits(Part[] parts, int buffer, int length)
    {
        byte[] bytes = new byte[(length + 7) / 8];
        int at = 0;
        foreach (Part part in parts)
        {
            ReadOnlySpan<byte> bits = buffer == 0 ? Columns.Validity(part.Data) : part.Data.Buffers[buffer].Span;
            for (int i = 0; i < part.Length; i++, at++)
            {
                if (bits.IsEmpty || BitUtility.GetBit(bits, part.Offset + i)) bytes[at >> 3] |= (byte)(1 << (at & 7));
            }
        }

        return new ArrowBuffer(bytes);
    }

    private static ArrayData JoinEntries(FixedSizeListType list, string name, Part[] parts, int length)
    {
        var entries = new Part[parts.Length];
        for (int i = 0; i < parts.Length; i++)
        {
            ArrayData child = parts[i].Data.Children![0];
            entries[i] = new Part(child, child.Offset + checked(parts[i].Offset * list.ListSize), checked(parts[i].Length * list.ListSize));
        }

        return Concatenate(list.ValueDataType, name, entries, checked(length * list.ListSize));
    }

    private static ArrayData[] JoinFields(StructType record, Part[] parts, int length)
    {
        var children = new ArrayData[record.Fields.Count];
        for (int field = 0; field < children.Length; field++)
        {
            var entries = new Part[parts.Length];
            for (int i = 0; i < parts.Length; i++)
            {
                ArrayData child = parts[i].Data.Children![field];
                entries[i] = new Part(child, child.Offset + parts[i].Offset, parts[i].Length);
            }

            children[field] = Concatenate(record.Fields[field].DataType, record.Fields[field].Name, entries, length);
        }

        return children;
    }

    private static ArrayData JoinLists(ListType list, string name, Part[] parts, int length, ArrowBuffer validity, int nulls)
    {
        ArrowBuffer offsets = JoinOffsets(parts, length, out (int Start, int Stop)[] ranges, out int total);
        var entries = new Part[parts.Length];
        for (int i = 0; i < parts.Length; i++)
        {
            ArrayData child = parts[i].Data.Children![0];
            entries[i] = new Part(child, child.Offset + ranges[i].Start, ranges[i].Stop - ranges[i].Start);
        }

        return new ArrayData(list, length, nulls, 0, [validity, offsets], [Concatenate(list.ValueDataType, name, entries, total)]);
    }

    private static ArrayData JoinTexts(IArrowType type, Part[] parts, int length, ArrowBuffer validity, int nulls)
    {
        ArrowBuffer offsets = JoinOffsets(parts, length, out (int Start, int Stop)[] ranges, out int total);
        byte[] bytes = Allocate(total);
        int at = 0;
        for (int i = 0; i < parts.Length; i++)
        {
            ReadOnlySpan<byte> text = parts[i].Length == 0 ? [] : parts[i].Data.Buffers[2].Span[ranges[i].Start..ranges[i].Stop];
            text.CopyTo(bytes.AsSpan(at));
            at += text.Length;
        }

        return new ArrayData(type, length, nulls, 0, [validity, offsets, new ArrowBuffer(bytes)]);
    }

    private static ArrowBuffer JoinOffsets(Part[] parts, int length, out (int Start, int Stop)[] ranges, out int total)
    {
        byte[] bytes = Allocate((length + 1L) * sizeof(int));
        BinaryPrimitives.WriteInt32LittleEndian(bytes, 0);
        Span<int> offsets = MemoryMarshal.Cast<byte, int>(bytes.AsSpan());
        ranges = new (int, int)[parts.Length];
        total = 0;
        int row = 0;
        for (int i = 0; i < parts.Length; i++)
        {
            if (parts[i].Length == 0) continue;
            ReadOnlySpan<int> source = MemoryMarshal.Cast<byte, int>(parts[i].Data.Buffers[1].Span).Slice(parts[i].Offset, parts[i].Length + 1);
            ranges[i] = (source[0], source[^1]);
            foreach (int offset in source[1..]) offsets[++row] = checked(total + offset - source[0]);
            total = offsets[row];
        }

        return new ArrowBuffer(bytes);
    }

    private static byte[] Allocate(long size) => size <= System.Array.MaxLength
        ? GC.AllocateUninitializedArray<byte>((int)size)
        : throw new InvalidInputException($"found a column of {size} bytes in one batch, expected less than 2 GiB: use smaller batches.");
}
