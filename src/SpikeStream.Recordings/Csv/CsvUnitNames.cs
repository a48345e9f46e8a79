using System.Text;

namespace SpikeStream.Recordings;

/// <summary>Units that a text table names by words: numbered in the order of their first appearance, or as a list says.</summary>
internal sealed class CsvUnitNames
{
    private const int MostNames = 1 << 20;
    private const int ShortBytes = 256;

    private readonly Dictionary<string, uint> _numbers = new(StringComparer.Ordinal);

    private CsvUnitNames()
    {
    }

    /// <summary>The names by their numbers.</summary>
    public IReadOnlyList<string> Names => [.. _numbers.Keys];

    /// <summary>Collects the names of a file, which is read through once; null where units are numbers.</summary>
    /// <param name="path">The file.</param>
    /// <param name="head">Its head.</param>
    /// <param name="column">The column of units.</param>
    /// <param name="stated">Names in their order, which spare the reading; null to find them.</param>
    public static CsvUnitNames? Find(string path, CsvHead head, int column, IReadOnlyList<string>? stated)
    {
        var fields = new CsvFields(path, head.Delimiter);
        using var lines = new CsvRecords(path, fields);
        lines.Skip(head.Lines);
        var names = new CsvUnitNames();
        bool isFirst = true;
        while (lines.TryRead(out ReadOnlySpan<byte> line))
        {
            // The reading proper tells of lines that are too short.
            if (fields.Count <= column) continue;
            if (isFirst && !IsName(fields.Bytes(line, column))) return null;
            isFirst = false;
            if (stated is not null) break;
            if (names.TryFind(fields, line, column, out _)) continue;
            string name = fields.Text(line, column);
            if (name.Length == 0) throw fields.Refuse(line, lines.Number, column, "the name of a unit");
            names._numbers.Add(name, (uint)names._numbers.Count);
            if (names._numbers.Count > MostNames)
                throw new InvalidInputException($"{path}: found more than {MostNames} names of units: is it the right column?");
        }

        if (isFirst) return null;
        foreach (string name in stated ?? [])
        {
            if (!names._numbers.TryAdd(name, (uint)names._numbers.Count)) throw new InvalidInputException($"{path}: unitNames: found \"{name}\" twice, expected names that differ.");
        }

        return names;
    }

    /// <summary>The number of a field's name.</summary>
    public bool TryFind(CsvFields fields, ReadOnlySpan<byte> line, int column, out uint number)
    {
        ReadOnlySpan<byte> bytes = fields.Bytes(line, column);
        if (bytes.Length > ShortBytes || bytes.Contains((byte)'"')) return _numbers.TryGetValue(fields.Text(line, column), out number);
        Span<char> text = stackalloc char[ShortBytes];
        int length = Encoding.UTF8.GetChars(bytes, text);
        return _numbers.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(text[..length], out number);
    }

    private static bool IsName(ReadOnlySpan<byte> text) => text.Length > 0 && !char.IsAsciiDigit((char)text[0]) && text[0] is not ((byte)'-' or (byte)'+' or (byte)'.');
}
