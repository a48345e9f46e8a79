using System.Runtime.InteropServices;
using Apache.Arrow;
using Apache.Arrow.Types;

namespace SpikeStream.Arrow.Tests;

/// <summary>Random schemas and batches of all types, with nulls, nesting and slices; the same seed gives the same.</summary>
internal sealed class RandomTable
{
    private readonly Random _random;

    public RandomTable(int seed)
    {
        _random = new Random(seed);
        var builder = new Schema.Builder();
        int columns = _random.Next(0, 8);
        for (int i = 0; i < columns; i++)
            builder.Field(new Field(_random.Next(10) == 0 ? "" : $"column µ {i % 5}", RandomType(depth: 0), true, RandomMetadata()));
        if (RandomMetadata() is { } metadata) builder.Metadata(metadata);
        Schema = builder.Build();
        var dictionaries = new Dictionary<IArrowType, IArrowArray>();
        Batches = [.. Enumerable.Range(0, _random.Next(0, 4)).Select(_ => RandomBatch(dictionaries))];
    }

    public Schema Schema { get; }

    public IReadOnlyList<RecordBatch> Batches { get; }

    private Dictionary<string, string>? RandomMetadata() => _random.Next(3) != 0
        ? null
        : Enumerable.Range(0, _random.Next(1, 4)).ToDictionary(i => $"key {i}", _ => new string('é', _random.Next(0, 20)));

    private IArrowType RandomType(int depth) => _random.Next(depth < 3 ? 26 : 22) switch
    {
        0 => NullType.Default,
        1 => BooleanType.Default,
        2 => Int8Type.Default,
        3 => UInt8Type.Default,
        4 => Int16Type.Default,
        5 => UInt16Type.Default,
        6 => Int32Type.Default,
        7 => UInt32Type.Default,
        8 => Int64Type.Default,
        9 => UInt64Type.Default,
        10 => FloatType.Default,
        11 => DoubleType.Default,
        12 => StringType.Default,
        13 => BinaryType.Default,
        14 => Date32Type.Default,
        15 => Date64Type.Default,
        16 => new TimestampType((TimeUnit)_random.Next(4), _random.Next(2) == 0 ? null : "Europe/Zurich"),
        17 => DurationType.FromTimeUnit((TimeUnit)_random.Next(4)),
        18 => new FixedSizeBinaryType(_random.Next(1, 20)),
        19 => HalfFloatType.Default,
        20 => LargeStringType.Default,
        21 => LargeBinaryType.Default,
        22 => new ListType(new Field("item", RandomType(depth + 1), true)),
        23 => new FixedSizeListType(new Field("item", RandomType(depth + 1), true), _random.Next(1, 5)),
        24 => new StructType([.. Enumerable.Range(0, _random.Next(1, 4)).Select(i => new Field($"child {i}", RandomType(depth + 1), true))]),
        _ => new DictionaryType(_random.Next(2) == 0 ? Int8Type.Default : UInt32Type.Default, StringType.Default, _random.Next(2) == 0),
    };

    private RecordBatch RandomBatch(Dictionary<IArrowType, IArrowArray> dictionaries)
    {
        int length = _random.Next(0, 40);
        int offset = _random.Next(0, 20);
        IEnumerable<IArrowArray> arrays = Schema.FieldsList.Select(field =>
        {
            ArrayData data = RandomData(field.DataType, length + offset + _random.Next(0, 3), dictionaries);
            return ArrowArrayFactory.BuildArray(data.Slice(offset, length));
        });
        return new RecordBatch(Schema, arrays, length);
    }

    private ArrayData RandomData(IArrowType type, int length, Dictionary<IArrowType, IArrowArray> dictionaries)
    {
        if (type is NullType) return new NullArray(length).Data;
        var validity = new ArrowBuffer.BitmapBuilder();
        bool hasNulls = _random.Next(2) == 0;
        for (int i = 0; i < length; i++) validity.Append(!hasNulls || _random.Next(3) != 0);
        int nulls = validity.UnsetBitCount;
        ArrowBuffer bitmap = nulls == 0 && _random.Next(2) == 0 ? ArrowBuffer.Empty : validity.Build();
        switch (type)
        {
            case DictionaryType dictionary:
                // A dictionary stays the same over the batches, as the official writer takes for granted.
                if (!dictionaries.TryGetValue(type, out IArrowArray? values))
                    dictionaries[type] = values = ArrowArrayFactory.BuildArray(RandomData(dictionary.ValueType, 5, dictionaries));
                var indices = new byte[length * dictionary.BitWidth / 8];
                for (int i = 0; i < length; i++) indices[i * dictionary.BitWidth / 8] = (byte)_random.Next(values.Length);
                return new ArrayData(type, length, nulls, 0, new[] { bitmap, new ArrowBuffer(indices) }, null, values.Data);
            case StringType or BinaryType:
                ArrowBuffer offsets = RandomOffsets(length, out int bytes);
                var text = new byte[bytes];
                for (int i = 0; i < bytes; i++) text[i] = (byte)_random.Next(32, 127);
                return new ArrayData(type, length, nulls, 0, new[] { bitmap, offsets, new ArrowBuffer(text) });
            case LargeStringType or LargeBinaryType:
                ArrowBuffer narrow = RandomOffsets(length, out int largeBytes);
                var wide = new ArrowBuffer.Builder<long>(length + 1);
                foreach (int end in MemoryMarshal.Cast<byte, int>(narrow.Span)[..(length + 1)]) wide.Append(end);
                var characters = new byte[largeBytes];
                for (int i = 0; i < largeBytes; i++) characters[i] = (byte)_random.Next(32, 127);
                return new ArrayData(type, length, nulls, 0, new[] { bitmap, wide.Build(), new ArrowBuffer(characters) });
            case ListType list:
                ArrowBuffer listOffsets = RandomOffsets(length, out int entries);
                ArrayData child = RandomData(list.ValueDataType, entries, dictionaries);
                return new ArrayData(type, length, nulls, 0, new[] { bitmap, listOffsets }, new[] { child });
            case FixedSizeListType list:
                return new ArrayData(type, length, nulls, 0, new[] { bitmap }, new[] { RandomData(list.ValueDataType, length * list.ListSize, dictionaries) });
            case StructType structure:
                ArrayData[] children = [.. structure.Fields.Select(field => RandomData(field.DataType, length, dictionaries))];
                return new ArrayData(type, length, nulls, 0, new[] { bitmap }, children);
            default:
                var raw = new byte[((length * ((FixedWidthType)type).BitWidth) + 7) / 8];
                _random.NextBytes(raw);
                return new ArrayData(type, length, nulls, 0, new[] { bitmap, new ArrowBuffer(raw) });
        }
    }

    private ArrowBuffer RandomOffsets(int length, out int end)
    {
        var offsets = new ArrowBuffer.Builder<int>(length + 1);
        end = 0;
        offsets.Append(0);
        for (int i = 0; i < length; i++) offsets.Append(end += _random.Next(0, 4));
        return offsets.Build();
    }
}
