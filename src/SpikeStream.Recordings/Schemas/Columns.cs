using System.Runtime.InteropServices;
using Apache.Arrow;
using Apache.Arrow.Types;

namespace SpikeStream.Recordings;

/// <summary>Typed views over the columns of a record batch, and arrays made from numbers.</summary>
public static class Columns
{
    /// <summary>The values of a column of fixed width.</summary>
    /// <typeparam name="T">The type that the column's Arrow type has in C#.</typeparam>
    /// <param name="batch">The batch.</param>
    /// <param name="name">The column's name.</param>
    /// <returns>One value per row, a slice's offset honoured; what stands where the column is null is undefined.</returns>
    /// <exception cref="InvalidInputException">There is no such column, or it has another width.</exception>
    public static ReadOnlySpan<T> Values<T>(RecordBatch batch, string name)
        where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(batch);
        return Values<T>(batch.Column(IndexOf(batch.Schema, name)), name);
    }

    /// <summary>The flat values of a column of fixed-size lists.</summary>
    /// <typeparam name="T">The type that the list's value type has in C#.</typeparam>
    /// <param name="batch">The batch.</param>
    /// <param name="name">The column's name.</param>
    /// <returns>Values [row, entry], a slice's offset honoured; what stands where the list or an entry is null is undefined.</returns>
    /// <exception cref="InvalidInputException">There is no such column, or it is no fixed-size list of <typeparamref name="T"/>.</exception>
    public static ReadOnlySpan<T> ListValues<T>(RecordBatch batch, string name)
        where T : unmanaged
    {
        ArgumentNullException.ThrowIfNull(batch);
        int index = IndexOf(batch.Schema, name);
        ArrayData data = batch.Column(index).Data;
        if (data.DataType is not FixedSizeListType list || !Matches<T>(list.ValueDataType))
            throw new InvalidInputException($"column \"{name}\": found {Describe(data.DataType)}, expected a fixed-size list of {typeof(T).Name}.");
        ArrayData values = data.Children![0];
        return MemoryMarshal.Cast<byte, T>(values.Buffers[1].Span).Slice(values.Offset + data.Offset * list.ListSize, data.Length * list.ListSize);
    }

    /// <summary>Whether every entry of a column of fixed-size lists is there.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="name">The column's name.</param>
    /// <returns>False where a list or an entry in the batch's rows is null.</returns>
    public static bool IsListComplete(RecordBatch batch, string name)
    {
        ArgumentNullException.ThrowIfNull(batch);
        ArrayData data = batch.Column(IndexOf(batch.Schema, name)).Data;
        if (data.DataType is not FixedSizeListType list) return true;
        if (!AllSet(Validity(data), data.Offset, data.Length)) return false;
        ArrayData values = data.Children![0];
        return AllSet(Validity(values), values.Offset + data.Offset * list.ListSize, data.Length * list.ListSize);
    }

    /// <summary>Whether one entry of a column of fixed-size lists is there.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="name">The column's name.</param>
    /// <param name="row">Row in the batch.</param>
    /// <param name="entry">Entry in the list.</param>
    /// <returns>False where the list or the entry is null.</returns>
    public static bool IsListEntryValid(RecordBatch batch, string name, int row, int entry)
    {
        ArgumentNullException.ThrowIfNull(batch);
        ArrayData data = batch.Column(IndexOf(batch.Schema, name)).Data;
        ReadOnlySpan<byte> lists = Validity(data);
        if (!lists.IsEmpty && !BitUtility.GetBit(lists, data.Offset + row)) return false;
        if (data.DataType is not FixedSizeListType list) return true;
        ArrayData values = data.Children![0];
        ReadOnlySpan<byte> entries = Validity(values);
        return entries.IsEmpty || BitUtility.GetBit(entries, values.Offset + (data.Offset + row) * list.ListSize + entry);
    }

    /// <summary>Which entries of a column of fixed-size lists are there.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="name">The column's name.</param>
    /// <returns>One bit per entry [row, entry], least significant first, a slice's offset honoured; 0 where the list or the entry is null.</returns>
    /// <exception cref="InvalidInputException">There is no such column, or it is no fixed-size list.</exception>
    public static byte[] ListValidity(RecordBatch batch, string name)
    {
        ArgumentNullException.ThrowIfNull(batch);
        ArrayData data = batch.Column(IndexOf(batch.Schema, name)).Data;
        if (data.DataType is not FixedSizeListType list) throw new InvalidInputException($"column \"{name}\": found {Describe(data.DataType)}, expected a fixed-size list.");
        int size = list.ListSize, count = data.Length * size;
        byte[] bits = new byte[BitUtility.ByteCount(count)];
        ReadOnlySpan<byte> lists = Validity(data), entries = Validity(data.Children![0]);
        int first = data.Children[0].Offset + data.Offset * size;
        if (entries.IsEmpty) bits.AsSpan().Fill(0xFF);
        else if (first % 8 == 0) entries.Slice(first / 8, bits.Length).CopyTo(bits);
        else for (int i = 0; i < count; i++) BitUtility.SetBit(bits, i, BitUtility.GetBit(entries, first + i));
        for (int row = 0; row < data.Length && !lists.IsEmpty; row++)
        {
            if (BitUtility.GetBit(lists, data.Offset + row)) continue;
            for (int i = row * size; i < (row + 1) * size; i++) BitUtility.ClearBit(bits, i);
        }

        return bits;
    }

    /// <summary>Rows of a batch as a batch, without a copy.</summary>
    /// <param name="batch">The batch.</param>
    /// <param name="offset">First row.</param>
    /// <param name="length">Number of rows.</param>
    /// <returns>The slice; the batch itself where all its rows are asked for.</returns>
    public static RecordBatch Slice(RecordBatch batch, int offset, int length)
    {
        ArgumentNullException.ThrowIfNull(batch);
        if (offset == 0 && length == batch.Length) return batch;
        var arrays = new IArrowArray[batch.ColumnCount];
        for (int i = 0; i < arrays.Length; i++) arrays[i] = ArrowArrayFactory.BuildArray(batch.Column(i).Data.Slice(offset, length));
        return new RecordBatch(batch.Schema, arrays, length);
    }

    /// <summary>A copy of a span as an Arrow buffer.</summary>
    /// <typeparam name="T">The number.</typeparam>
    /// <param name="values">The values.</param>
    /// <returns>The buffer.</returns>
    public static ArrowBuffer Copy<T>(ReadOnlySpan<T> values)
        where T : unmanaged
    {
        var memory = new ColumnMemory<T>(values.Length);
        values.CopyTo(memory.Span);
        return memory.ToBuffer();
    }

    /// <summary>An array of fixed width without nulls over a buffer.</summary>
    /// <param name="type">The Arrow type.</param>
    /// <param name="values">The values.</param>
    /// <param name="length">Number of values.</param>
    /// <returns>The array, sharing the buffer.</returns>
    public static IArrowArray Array(IArrowType type, ArrowBuffer values, int length) =>
        ArrowArrayFactory.BuildArray(new ArrayData(type, length, 0, 0, [ArrowBuffer.Empty, values]));

    /// <summary>An array of fixed-size lists without null lists over a buffer.</summary>
    /// <param name="type">The list's type.</param>
    /// <param name="values">The flat values [row, entry].</param>
    /// <param name="rows">Number of lists.</param>
    /// <param name="validity">One bit per flat value, least significant first; empty where all are there.</param>
    /// <returns>The array, sharing the buffers.</returns>
    public static IArrowArray ListArray(FixedSizeListType type, ArrowBuffer values, int rows, ArrowBuffer validity = default)
    {
        ArgumentNullException.ThrowIfNull(type);
        int entries = checked(rows * type.ListSize);
        int nulls = validity.Length == 0 ? 0 : entries - BitUtility.CountBits(validity.Span, 0, entries);
        var child = new ArrayData(type.ValueDataType, entries, nulls, 0, [nulls == 0 ? ArrowBuffer.Empty : validity, values]);
        return ArrowArrayFactory.BuildArray(new ArrayData(type, rows, 0, 0, [ArrowBuffer.Empty], [child]));
    }

    /// <summary>An array of text.</summary>
    /// <param name="texts">The texts; null is allowed.</param>
    /// <returns>The array.</returns>
    public static StringArray Text(IEnumerable<string?> texts)
    {
        ArgumentNullException.ThrowIfNull(texts);
        var builder = new StringArray.Builder();
        foreach (string? text in texts)
        {
            if (text is null) builder.AppendNull();
            else builder.Append(text);
        }

        return builder.Build();
    }

    /// <summary>An Arrow type as a person would write it.</summary>
    /// <param name="type">The type.</param>
    /// <returns>Such as <c>double</c> or <c>fixed_size_list[12] of int32</c>.</returns>
    public static string Describe(IArrowType type)
    {
        ArgumentNullException.ThrowIfNull(type);
        return type switch
        {
            FixedSizeListType list => $"fixed_size_list[{list.ListSize}] of {Describe(list.ValueDataType)}",
            ListType list => $"list of {Describe(list.ValueDataType)}",
            DictionaryType dictionary => $"dictionary of {Describe(dictionary.ValueType)}",
            _ => type.Name,
        };
    }

    internal static int IndexOf(Schema schema, string name)
    {
        for (int i = 0; i < schema.FieldsList.Count; i++)
        {
            if (schema.FieldsList[i].Name == name) return i;
        }

        throw new InvalidInputException(
            $"schema: found no column \"{name}\" among {string.Join(", ", schema.FieldsList.Select(field => $"\"{field.Name}\""))}.");
    }

    internal static ReadOnlySpan<T> Values<T>(IArrowArray array, string name)
        where T : unmanaged
    {
        ArrayData data = array.Data;
        if (!Matches<T>(data.DataType))
            throw new InvalidInputException($"column \"{name}\": found {Describe(data.DataType)}, expected {typeof(T).Name}.");
        return MemoryMarshal.Cast<byte, T>(data.Buffers[1].Span).Slice(data.Offset, data.Length);
    }

    /// <summary>The validity bits of an array: empty where all is valid.</summary>
    internal static ReadOnlySpan<byte> Validity(ArrayData data) =>
        data.NullCount == 0 || data.Buffers.Length == 0 ? [] : data.Buffers[0].Span;

    internal static bool AllSet(ReadOnlySpan<byte> bits, int offset, int length) =>
        bits.IsEmpty || BitUtility.CountBits(bits, offset, length) == length;

    private static bool Matches<T>(IArrowType type) => type.TypeId switch
    {
        ArrowTypeId.Double => typeof(T) == typeof(double),
        ArrowTypeId.Float => typeof(T) == typeof(float),
        ArrowTypeId.UInt8 => typeof(T) == typeof(byte),
        ArrowTypeId.Int8 => typeof(T) == typeof(sbyte),
        ArrowTypeId.UInt16 => typeof(T) == typeof(ushort),
        ArrowTypeId.Int16 => typeof(T) == typeof(short),
        ArrowTypeId.UInt32 => typeof(T) == typeof(uint),
        ArrowTypeId.Int32 or ArrowTypeId.Date32 => typeof(T) == typeof(int),
        ArrowTypeId.UInt64 => typeof(T) == typeof(ulong),
        ArrowTypeId.Int64 or ArrowTypeId.Timestamp or ArrowTypeId.Duration or ArrowTypeId.Date64 => typeof(T) == typeof(long),
        _ => false,
    };
}
