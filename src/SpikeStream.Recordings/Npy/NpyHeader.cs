using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace SpikeStream.Recordings;

/// <summary>The header of a NumPy array.</summary>
/// <param name="Kind">Kind of the elements: i, u, f, b, or text: U of characters of four bytes, S of bytes.</param>
/// <param name="ItemSize">Bytes per element.</param>
/// <param name="IsBigEndian">Whether elements are stored with the highest byte first.</param>
/// <param name="IsColumnMajor">Whether the first index varies fastest.</param>
/// <param name="Rows">Length of the first axis; 1 for a scalar.</param>
/// <param name="RowSize">Elements per row: 1, or the length of the second axis; with three axes the product of the last two.</param>
/// <param name="Dimensions">Number of axes, up to 2, or to 3 where they are asked for.</param>
/// <param name="DataStart">Where the elements start.</param>
/// <param name="LastAxis">Length of the last axis; 1 for a scalar.</param>
internal sealed partial record NpyHeader(
    char Kind, int ItemSize, bool IsBigEndian, bool IsColumnMajor, long Rows, int RowSize, int Dimensions, int DataStart, int LastAxis = 1)
{
    private const int MostHeaderBytes = 1 << 16;
    private const int MostTextCharacters = 1 << 16;

    /// <summary>The bytes that every array starts with.</summary>
    public static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    /// <summary>Bytes of all elements.</summary>
    public long DataBytes => checked(Rows * RowSize * ItemSize);

    /// <summary>Whether elements are integers.</summary>
    public bool IsInteger => Kind is 'i' or 'u' or 'b';

    /// <summary>Whether elements are text.</summary>
    public bool IsText => Kind is 'U' or 'S';

    /// <summary>Reads a header and leaves the stream at the first element.</summary>
    /// <param name="stream">The array.</param>
    /// <param name="name">The file, for messages.</param>
    /// <param name="mostAxes">Most axes that the array may have: 2 or 3.</param>
    /// <exception cref="InvalidInputException">It is no header, or of an array that cannot be read.</exception>
    public static NpyHeader Read(Stream stream, string name, int mostAxes = 2)
    {
        byte[] start = new byte[12];
        if (stream.ReadAtLeast(start.AsSpan(0, 10), 10, throwOnEndOfStream: false) < 10 || !start.AsSpan().StartsWith(Magic))
            throw new InvalidInputException($"{name}: found no NumPy header, expected an array as numpy.save writes it.");
        int version = start[6];
        if (version is < 1 or > 3) throw new InvalidInputException($"{name}: found NumPy format version {version}, expected 1, 2 or 3.");
        int prefix = version == 1 ? 10 : 12;
        if (prefix == 12 && stream.ReadAtLeast(start.AsSpan(10, 2), 2, throwOnEndOfStream: false) < 2)
            throw new InvalidInputException($"{name}: found a header that is cut off: the file is truncated.");
        long length = version == 1 ? BinaryPrimitives.ReadUInt16LittleEndian(start.AsSpan(8)) : BinaryPrimitives.ReadUInt32LittleEndian(start.AsSpan(8));
        if (length > MostHeaderBytes) throw new InvalidInputException($"{name}: found a header of {length} bytes, expected at most {MostHeaderBytes}.");
        byte[] bytes = new byte[(int)length];
        if (stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) < bytes.Length)
            throw new InvalidInputException($"{name}: found a header that is cut off: the file is truncated.");
        return Parse((version < 3 ? Encoding.Latin1 : Encoding.UTF8).GetString(bytes), name, prefix + bytes.Length, mostAxes);
    }

    /// <summary>A header for an array that is written row by row; always of the same size, so that the number of rows can be filled in later.</summary>
    public static byte[] Write(string type, long rows, int? rowSize)
    {
        string shape = rowSize is null ? $"({rows},)" : $"({rows}, {rowSize})";
        string text = $"{{'descr': '{type}', 'fortran_order': False, 'shape': {shape}, }}".PadRight(117) + "\n";
        byte[] header = new byte[10 + text.Length];
        Magic.CopyTo(header);
        header[6] = 1;
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(8), (ushort)text.Length);
        Encoding.ASCII.GetBytes(text, header.AsSpan(10));
        return header;
    }

    private static NpyHeader Parse(string text, string name, int dataStart, int mostAxes)
    {
        (string descr, bool isColumnMajor, List<long> axes) = NpyHeaderText.Parse(text, name);
        if (descr.Contains('O', StringComparison.Ordinal))
            throw new InvalidInputException($"{name}: found an array of Python objects, which would have to be unpickled and is never read: save it as numbers, or names as numpy.array(names, dtype=\"U\").");
        Match plain = PlainTypePattern().Match(descr);
        if (!plain.Success || !int.TryParse(plain.Groups[3].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out int size) || size > MostTextCharacters)
            throw new InvalidInputException($"{name}: found elements of type {descr}, expected integers, floating-point numbers, booleans or text.");
        string shape = string.Join(", ", axes);
        if (axes.Count > mostAxes) throw new InvalidInputException($"{name}: found an array of {axes.Count} axes, expected {(mostAxes == 2 ? "1 or 2: save one slice or reshape it" : $"at most {mostAxes}")}.");
        long rows = axes.Count == 0 ? 1 : axes[0];
        Int128 rowSize = axes.Skip(1).Aggregate(Int128.One, (product, axis) => product * axis);
        char kind = plain.Groups[2].Value[0];
        int itemSize = kind == 'U' ? 4 * size : size;
        if (rowSize > int.MaxValue / 8 || rows * rowSize * itemSize > long.MaxValue)
            throw new InvalidInputException($"{name}: found the shape ({shape}), which is larger than any file.");
        return new NpyHeader(kind, itemSize, plain.Groups[1].Value == ">", isColumnMajor && axes.Count > 1, rows, (int)rowSize, axes.Count, dataStart, axes.Count == 0 ? 1 : (int)Math.Min(axes[^1], int.MaxValue));
    }

    [GeneratedRegex("^([<>|=]?)([iu](?=[1248]$)|f(?=[248]$)|b(?=1$)|[US])([0-9]+)$")]
    private static partial Regex PlainTypePattern();
}
