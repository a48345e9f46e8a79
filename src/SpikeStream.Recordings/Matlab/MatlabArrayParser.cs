using System.Text;

namespace SpikeStream.Recordings;

/// <summary>Reads arrays of versions 5 to 7: what they are and where their numbers lie, but not the numbers themselves unless they are few.</summary>
/// <param name="bytes">The elements.</param>
/// <param name="store">Gives the storage of numbers at an element, which is next to be read, and is told whether they lie in a cell or field.</param>
internal sealed class MatlabArrayParser(MatlabBytes bytes, Func<MatlabElement, bool, MatlabStorage> store)
{
    /// <summary>Deepest that arrays may lie in one another.</summary>
    public const int MostDepth = 64;

    /// <summary>Most arrays of a variable, those in its cells and fields counted.</summary>
    public const int MostArrays = 1 << 21;

    /// <summary>Longest array of numbers that is read at once.</summary>
    public const int FewNumbers = 16;

    private const int CellClass = 1, StructClass = 2, ObjectClass = 3, CharClass = 4, SparseClass = 5, FirstNumberClass = 6, LastNumberClass = 15, FunctionClass = 16, OpaqueClass = 17;
    private const uint ComplexFlag = 0x0800, LogicalFlag = 0x0200;
    private const int LeastArrayBytes = 8;
    private const int MostAxes = 32, MostNameBytes = 1 << 12, MostFieldBytes = 1 << 20;

    private int _arrays;

    /// <summary>Reads an array, up to its numbers if it is one of numbers.</summary>
    /// <param name="array">Its element, whose tag has been read.</param>
    /// <param name="depth">How many arrays it lies in.</param>
    /// <returns>Its name, which those within others do not have, and the array.</returns>
    public (string Name, MatlabValue Value) Read(MatlabElement array, int depth)
    {
        if (array.Type != MatlabElementType.Matrix) throw bytes.Refuse($"found a data element of type {(int)array.Type} at {array.Start}, expected an array: the file is damaged.");
        if (array.Bytes == 0) return (string.Empty, MatlabNumbers.Empty);
        if (depth > MostDepth) throw bytes.Refuse($"found arrays within more than {MostDepth} others, expected fewer.");
        if (++_arrays > MostArrays) throw bytes.Refuse($"found a variable of more than {MostArrays} arrays, expected fewer.");
        uint flags = BeginArray(array.End);
        int kind = (int)(flags & 0xFF);
        if (kind == OpaqueClass) return (ReadText(array.End, MostNameBytes), new MatlabOther([1, 1], "object"));
        long[] extent = ReadExtent(array.End);
        string name = ReadText(array.End, MostNameBytes);
        bool isLogical = (flags & LogicalFlag) != 0, isComplex = (flags & ComplexFlag) != 0;
        return (name, kind switch
        {
            CellClass => ReadCells(extent, array.End, depth),
            StructClass => ReadStructs(extent, array.End, depth),
            CharClass => ReadCharacters(extent, array.End),
            SparseClass => new MatlabOther(extent, isLogical ? "sparse logical" : "sparse double"),
            ObjectClass => new MatlabOther(extent, $"object of class {ReadText(array.End, MostNameBytes)}"),
            FunctionClass => new MatlabOther(extent, "function handle"),
            >= FirstNumberClass and <= LastNumberClass => ReadNumbers(extent, isLogical ? MatlabClass.Logical : (MatlabClass)(kind - FirstNumberClass), isComplex, array.End),
            _ => throw bytes.Refuse($"found an array of class {kind} at {array.Start}, expected one that MATLAB has: the file is damaged."),
        });
    }

    private uint BeginArray(long end)
    {
        MatlabElement element = bytes.ReadElement(end);
        if (element.Type != MatlabElementType.UInt32 || element.Bytes != 2 * sizeof(uint))
            throw bytes.Refuse($"found {element.Bytes} bytes of type {(int)element.Type} at {element.Start}, expected the flags of an array: the file is damaged.");
        uint flags = bytes.ReadUInt32();
        bytes.SkipTo(element.Next);
        return flags;
    }

    private long[] ReadExtent(long end)
    {
        MatlabElement element = bytes.ReadElement(end);
        long axes = element.Bytes / sizeof(int);
        if (element.Type is not (MatlabElementType.Int32 or MatlabElementType.UInt32) || axes is < 2 or > MostAxes)
            throw bytes.Refuse($"found {element.Bytes} bytes of type {(int)element.Type} at {element.Start}, expected the dimensions of an array: the file is damaged.");
        long[] extent = new long[axes];
        for (int axis = 0; axis < axes; axis++)
        {
            extent[axis] = unchecked((int)bytes.ReadUInt32());
            if (extent[axis] < 0) throw bytes.Refuse($"found the dimension {extent[axis]} at {element.Start}, expected none below 0: the file is damaged.");
        }

        bytes.SkipTo(element.Next);
        return extent;
    }

    private string ReadText(long end, int most)
    {
        MatlabElement element = bytes.ReadElement(end);
        if (element.Bytes > most) throw bytes.Refuse($"found a name of {element.Bytes} bytes at {element.Start}, expected at most {most}: the file is damaged.");
        byte[] text = new byte[element.Bytes];
        bytes.Read(text);
        bytes.SkipTo(element.Next);
        return Encoding.UTF8.GetString(text).TrimEnd('\0');
    }

    private MatlabCells ReadCells(long[] extent, long end, int depth)
    {
        long count = CheckedCount(extent, 1, end);
        List<MatlabValue> items = [];
        for (long i = 0; i < count; i++) items.Add(ReadInner(end, depth));
        return new(extent, items);
    }

    private MatlabStructs ReadStructs(long[] extent, long end, int depth)
    {
        MatlabElement lengthElement = bytes.ReadElement(end);
        uint length = lengthElement is { Type: MatlabElementType.Int32, Bytes: sizeof(int) } ? bytes.ReadUInt32() : 0;
        if (length is 0 or > MostNameBytes) throw bytes.Refuse($"found no length of field names at {lengthElement.Start}, expected one from 1 to {MostNameBytes}: the file is damaged.");
        bytes.SkipTo(lengthElement.Next);
        MatlabElement namesElement = bytes.ReadElement(end);
        if (namesElement.Bytes > MostFieldBytes || namesElement.Bytes % length != 0)
            throw bytes.Refuse($"found {namesElement.Bytes} bytes of field names of {length} at {namesElement.Start}, expected whole names and at most {MostFieldBytes}: the file is damaged.");
        byte[] names = new byte[namesElement.Bytes];
        bytes.Read(names);
        bytes.SkipTo(namesElement.Next);
        string[] fields = [.. names.Chunk((int)length).Select(FieldName)];
        if (fields.Length == 0) return new([.. extent.Select(side => Math.Min(side, 1))], [], []);
        long count = CheckedCount(extent, fields.Length, end);
        List<MatlabValue> values = [];
        for (long i = 0; i < count; i++) values.Add(ReadInner(end, depth));
        return new(extent, fields, values);
    }

    private MatlabValue ReadInner(long end, int depth)
    {
        MatlabElement element = bytes.ReadElement(end);
        MatlabValue value = Read(element, depth + 1).Value;
        bytes.SkipTo(element.Next);
        return value;
    }

    private MatlabValue ReadCharacters(long[] extent, long end)
    {
        // Empty text may lack even the tag.
        if (bytes.Position == end) return new MatlabText(extent, []);
        MatlabElement element = bytes.ReadElement(end);
        if (element.Bytes > MatlabText.MostCharacters * (long)sizeof(int)) return new MatlabOther(extent, "long char");
        byte[] text = new byte[element.Bytes];
        bytes.Read(text);
        bool isBig = bytes.IsBigEndian;
        Encoding encoding = element.Type switch
        {
            MatlabElementType.Int8 or MatlabElementType.UInt8 => Encoding.Latin1,
            MatlabElementType.Utf8 => Encoding.UTF8,
            MatlabElementType.UInt16 or MatlabElementType.Int16 or MatlabElementType.Utf16 => isBig ? Encoding.BigEndianUnicode : Encoding.Unicode,
            MatlabElementType.Utf32 or MatlabElementType.UInt32 => new UTF32Encoding(isBig, byteOrderMark: false),
            _ => throw bytes.Refuse($"found characters of type {(int)element.Type} at {element.Start}, expected text: the file is damaged."),
        };
        return MatlabText.From(extent, encoding.GetString(text));
    }

    private MatlabValue ReadNumbers(long[] extent, MatlabClass numberClass, bool isComplex, long end)
    {
        MatlabNumbers unread = new(extent, numberClass, new MatlabMemory([]));
        if (isComplex) return new MatlabOther(extent, $"complex {unread.Class}");
        if (unread.Count == 0) return unread;
        MatlabElement element = bytes.ReadElement(end);
        int size = MatlabNumberBytes.Size(element.Type);
        if (size == 0 || (Int128)unread.Count * size != element.Bytes)
            throw bytes.Refuse($"found {element.Bytes} bytes of type {(int)element.Type} at {element.Start}, expected the numbers of an array {unread}: the file is damaged.");
        if (unread.Count > FewNumbers) return new MatlabNumbers(extent, numberClass, store(element, _arrays > 1));
        Span<byte> few = stackalloc byte[(int)element.Bytes];
        bytes.Read(few);
        double[] numbers = new double[unread.Count];
        MatlabNumberBytes.Decode(few, element.Type, bytes.IsBigEndian, numbers);
        return new MatlabNumbers(extent, numberClass, new MatlabMemory(numbers, MatlabNumberBytes.IsInteger(element.Type)));
    }

    private long CheckedCount(long[] extent, int each, long end)
    {
        long count = new MatlabCells(extent, []).Count, most = (end - bytes.Position) / LeastArrayBytes;
        if ((Int128)count * each > most) throw bytes.Refuse($"found a cell or struct array of {string.Join('x', extent)} at {bytes.Position}, expected no more arrays than the {most} that fit into what is left: the file is damaged.");
        return count * each;
    }

    private static string FieldName(byte[] name)
    {
        int end = Array.IndexOf(name, (byte)0);
        return Encoding.UTF8.GetString(name, 0, end < 0 ? name.Length : end);
    }
}
