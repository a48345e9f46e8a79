using System.Buffers.Binary;
using System.Text;

namespace SpikeStream.Recordings;

/// <summary>Reads arrays of text: characters of four bytes (<c>U</c>) in either byte order, or bytes (<c>S</c>), filled up with zeros.</summary>
internal static class NpyText
{
    private const long MostBytes = 1 << 26;

    /// <summary>Reads names, which are few.</summary>
    /// <param name="column">An array of text with one axis.</param>
    /// <exception cref="InvalidInputException">It is no such array.</exception>
    public static string[] ReadNames(NpyColumn column)
    {
        NpyHeader header = column.Header;
        if (!header.IsText || header.RowSize != 1)
            throw new InvalidInputException($"{column.Name}: found {(header.IsText ? $"rows of {header.RowSize} texts" : "numbers")}, expected one name per unit: save it as numpy.array(names).");
        if (header.DataBytes > MostBytes) throw new InvalidInputException($"{column.Name}: found {header.DataBytes} bytes of names, expected at most {MostBytes}.");
        string[] names = new string[header.Rows];
        using Stream stream = column.OpenRows(0);
        byte[] bytes = new byte[header.ItemSize];
        for (int row = 0; row < names.Length; row++)
        {
            if (stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) < bytes.Length) throw column.Truncated(row);
            names[row] = Text(bytes, column, row);
        }

        return names;
    }

    /// <summary>One text.</summary>
    /// <param name="bytes">Its element.</param>
    /// <param name="column">The array it is of.</param>
    /// <param name="row">Its row, for messages.</param>
    public static string Text(ReadOnlySpan<byte> bytes, NpyColumn column, long row)
    {
        if (column.Header.Kind == 'S') return Encoding.UTF8.GetString(bytes.TrimEnd((byte)0));
        StringBuilder text = new(bytes.Length / 4);
        int pending = 0;
        for (int at = 0; at < bytes.Length; at += 4)
        {
            uint value = column.Header.IsBigEndian ? BinaryPrimitives.ReadUInt32BigEndian(bytes[at..]) : BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]);
            if (value == 0)
            {
                pending++;
                continue;
            }

            text.Append('\0', pending);
            pending = 0;
            if (!Rune.TryCreate(value, out Rune rune))
                throw new InvalidInputException($"{column.Name}: row {row}: found the character number {value}, expected text: the file is damaged.");
            text.Append(rune.ToString());
        }

        return text.ToString();
    }
}
