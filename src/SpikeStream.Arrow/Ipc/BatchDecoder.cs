using System.Buffers.Binary;
using Apache.Arrow.Types;

namespace Apache.Arrow.Ipc;

// Makes arrays of a message's body without copying. Every length is checked against the body, every offset and dictionary
// index against what it refers to, so that no array made here can be read out of range.
internal ref struct BatchDecoder
{
    private readonly ReadOnlyMemory<byte> _body;
    private readonly DictionaryStore _dictionaries;
    private ReadOnlySpan<byte> _nodes;
    private ReadOnlySpan<byte> _buffers;

    private BatchDecoder(FlatBufferTable batch, ReadOnlyMemory<byte> body, DictionaryStore dictionaries)
    {
        _body = body;
        _dictionaries = dictionaries;
        _nodes = batch.Vector(IpcFormat.RecordBatch.Nodes, 2 * sizeof(long), out _);
        _buffers = batch.Vector(IpcFormat.RecordBatch.Buffers, 2 * sizeof(long), out _);
    }

    // The arrays of the fields, and the number of rows.
    public static (ArrayData[] Columns, int Length) Decode(
        FlatBufferTable batch, ReadOnlySpan<FieldPlan> plans, ReadOnlyMemory<byte> body, DictionaryStore dictionaries)
    {
        if (batch.Has(IpcFormat.RecordBatch.Compression))
        {
            byte codec = batch.Table(IpcFormat.RecordBatch.Compression).Byte(0);
            string name = codec switch { 0 => "LZ4 frame", 1 => "ZSTD", _ => $"codec {codec}" };
            throw new NotSupportedException($"The record batch is compressed ({name}), which is not supported. Write the data again without compression.");
        }

        long length = batch.Int64(IpcFormat.RecordBatch.Length);
        if (length is < 0 or > int.MaxValue)
            throw new InvalidDataException($"Malformed record batch: found {length} rows, expected 0 to {int.MaxValue}.");
        var decoder = new BatchDecoder(batch, body, dictionaries);
        var columns = new ArrayData[plans.Length];
        for (int i = 0; i < columns.Length; i++)
        {
            columns[i] = decoder.Load(plans[i]);
            if (columns[i].Length != length) throw Bad(plans[i], $"found {columns[i].Length} entries in a record batch of {length} rows");
        }

        if (!decoder._nodes.IsEmpty || !decoder._buffers.IsEmpty)
            throw new InvalidDataException("Malformed record batch: it has more columns or buffers than its schema.");
        return (columns, (int)length);
    }

    private static InvalidDataException Bad(FieldPlan plan, string what) => new($"Field {plan.Path}: {what}. The record batch is damaged.");

    private ArrayData Load(FieldPlan plan)
    {
        long declaredLength = NextNode(plan, out long declaredNulls);
        if (declaredLength is < 0 or > int.MaxValue) throw Bad(plan, $"found a length of {declaredLength}");
        int length = (int)declaredLength;
        IArrowType type = plan.Type;
        if (type.TypeId == ArrowTypeId.Null) return new ArrayData(type, length, length, 0, System.Array.Empty<ArrowBuffer>());
        if (declaredNulls < 0 || declaredNulls > length) throw Bad(plan, $"found {declaredNulls} nulls among {length} entries");
        int nulls = (int)declaredNulls;
        ArrowBuffer validity = NextBuffer(plan, "validity bitmap");
        if (validity.IsEmpty && nulls > 0 && length > 0) throw Bad(plan, $"found {nulls} nulls without a validity bitmap");
        if (!validity.IsEmpty) Require(plan, validity, "validity bitmap", BitUtility.ByteCount(length));
        return type.TypeId switch
        {
            ArrowTypeId.Boolean => Fixed(plan, length, nulls, validity, BitUtility.ByteCount(length)),
            ArrowTypeId.Dictionary => Dictionary(plan, length, nulls, validity),
            ArrowTypeId.String or ArrowTypeId.Binary => Variable(plan, length, nulls, validity, sizeof(int)),
            ArrowTypeId.LargeString or ArrowTypeId.LargeBinary => Variable(plan, length, nulls, validity, sizeof(long)),
            ArrowTypeId.List => List(plan, length, nulls, validity),
            ArrowTypeId.FixedSizeList => Children(plan, length, nulls, validity, ((FixedSizeListType)type).ListSize),
            ArrowTypeId.Struct => Children(plan, length, nulls, validity, 1),
            _ => Fixed(plan, length, nulls, validity, (long)length * TypeWidth.InBytes(type)),
        };
    }

    private ArrayData Fixed(FieldPlan plan, int length, int nulls, ArrowBuffer validity, long bytes)
    {
        ArrowBuffer values = NextBuffer(plan, "values");
        Require(plan, values, "values", bytes);
        return new ArrayData(plan.Type, length, nulls, 0, new[] { validity, values });
    }

    private ArrayData Dictionary(FieldPlan plan, int length, int nulls, ArrowBuffer validity)
    {
        ArrayData dictionary = _dictionaries.Find(plan);
        ArrayData indices = Fixed(plan, length, nulls, validity, (long)length * TypeWidth.InBytes(plan.Type));
        long outside = ArrayChecks.FirstIndexOutside(indices, ((DictionaryType)plan.Type).IndexType.TypeId, dictionary.Length);
        if (outside >= 0) throw Bad(plan, $"the index of entry {outside} is outside its dictionary of {dictionary.Length} values");
        return new ArrayData(plan.Type, length, nulls, 0, indices.Buffers, null, dictionary);
    }

    private ArrayData Variable(FieldPlan plan, int length, int nulls, ArrowBuffer validity, int offsetSize)
    {
        ArrowBuffer offsets = NextBuffer(plan, "offsets");
        ArrowBuffer values = NextBuffer(plan, "values");
        CheckOffsets(plan, length, offsets, offsetSize, values.Length);
        return new ArrayData(plan.Type, length, nulls, 0, new[] { validity, offsets, values });
    }

    private ArrayData List(FieldPlan plan, int length, int nulls, ArrowBuffer validity)
    {
        ArrowBuffer offsets = NextBuffer(plan, "offsets");
        ArrayData child = Load(plan.Children[0]);
        CheckOffsets(plan, length, offsets, sizeof(int), child.Length);
        return new ArrayData(plan.Type, length, nulls, 0, new[] { validity, offsets }, new[] { child });
    }

    private ArrayData Children(FieldPlan plan, int length, int nulls, ArrowBuffer validity, int entriesPerParent)
    {
        var children = new ArrayData[plan.Children.Length];
        for (int i = 0; i < children.Length; i++)
        {
            children[i] = Load(plan.Children[i]);
            long expected = (long)length * entriesPerParent;
            if (children[i].Length < expected)
                throw Bad(plan.Children[i], $"found {children[i].Length} entries, expected {expected} for {length} entries of {plan.Path}");
        }

        return new ArrayData(plan.Type, length, nulls, 0, new[] { validity }, children);
    }

    private static void CheckOffsets(FieldPlan plan, int length, ArrowBuffer offsets, int size, int limit)
    {
        // An array of no entries may come without offsets.
        if (length == 0 && offsets.IsEmpty) return;
        Require(plan, offsets, "offsets", ((long)length + 1) * size);
        bool ordered = size == sizeof(int)
            ? ArrayChecks.AreOffsets(offsets.As<int>()[..(length + 1)], limit)
            : ArrayChecks.AreOffsets(offsets.As<long>()[..(length + 1)], limit);
        if (!ordered) throw Bad(plan, $"its offsets decrease or lie outside its {limit} values");
    }

    private static void Require(FieldPlan plan, ArrowBuffer buffer, string what, long bytes)
    {
        if (buffer.Length < bytes) throw Bad(plan, $"found {buffer.Length} bytes of {what}, expected at least {bytes}");
    }

    private long NextNode(FieldPlan plan, out long nulls)
    {
        if (_nodes.IsEmpty) throw Bad(plan, "the record batch has fewer columns than its schema");
        long length = BinaryPrimitives.ReadInt64LittleEndian(_nodes);
        nulls = BinaryPrimitives.ReadInt64LittleEndian(_nodes[sizeof(long)..]);
        _nodes = _nodes[(2 * sizeof(long))..];
        return length;
    }

    private ArrowBuffer NextBuffer(FieldPlan plan, string what)
    {
        if (_buffers.IsEmpty) throw Bad(plan, $"found no {what}");
        long offset = BinaryPrimitives.ReadInt64LittleEndian(_buffers);
        long length = BinaryPrimitives.ReadInt64LittleEndian(_buffers[sizeof(long)..]);
        _buffers = _buffers[(2 * sizeof(long))..];
        if (length == 0) return ArrowBuffer.Empty;
        if (offset < 0 || length < 0 || offset > _body.Length || length > _body.Length - offset)
            throw Bad(plan, $"found {what} at bytes {offset} to {unchecked(offset + length)}, outside the body of {_body.Length} bytes");
        return new ArrowBuffer(_body.Slice((int)offset, (int)length));
    }
}
