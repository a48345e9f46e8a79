using System.Buffers;
using System.Globalization;

namespace SpikeStream.Recordings;

/// <summary>Units by their original ids: numbers and ranges of them, such as <c>3, 7-12</c>.</summary>
internal static class UnitIdList
{
    private static readonly SearchValues<char> OfLists = SearchValues.Create("0123456789,- \t");

    /// <summary>Reads a list; null where the text is something else.</summary>
    public static UnitCondition? TryParse(string text)
    {
        ReadOnlySpan<char> digits = text.AsSpan().Trim();
        if (digits.IsEmpty || !char.IsAsciiDigit(digits[0]) || digits.ContainsAnyExcept(OfLists)) return null;
        List<(long First, long Last, int At)> ranges = [];
        int at = 0;
        foreach (string part in text.Split(','))
        {
            int position = at + part.Length - part.AsSpan().TrimStart().Length;
            at += part.Length + 1;
            string[] ends = part.Split('-', StringSplitOptions.TrimEntries);
            if (ends.Length > 2 || !TryId(ends[0], out long first) || !TryId(ends[^1], out long last))
                throw UnitFilter.Refuse(text, Math.Min(position, text.Length), $"found \"{part.Trim()}\", expected a number or a range such as 7-12.");
            if (last < first) throw UnitFilter.Refuse(text, position, $"found the range \"{part.Trim()}\", expected the smaller number first.");
            ranges.Add((first, last, position));
        }

        return table => Bind(text, ranges, table);
    }

    private static Func<int, bool> Bind(string text, List<(long First, long Last, int At)> ranges, UnitTable table)
    {
        UnitColumn? column = table.Find(UnitTable.Id);
        long?[] ids = [.. Enumerable.Range(0, table.Count).Select(row => column is null ? row : IdOf(column.Values[row]))];
        foreach ((long first, long last, int at) in ranges)
        {
            if (!ids.Any(id => id >= first && id <= last))
                throw UnitFilter.Refuse(text, at, $"found {(first == last ? $"unit {first}" : $"units {first}-{last}")}, expected ids of the recording: {Describe(ids, column)}.");
        }

        return row => ids[row] is { } id && ranges.Exists(range => id >= range.First && id <= range.Last);
    }

    private static string Describe(long?[] ids, UnitColumn? column)
    {
        long[] known = [.. ids.Where(id => id is not null).Select(id => id!.Value).Order()];
        return known.Length switch
        {
            0 => $"they are no numbers, use a condition such as id == \"{(column?.Values is [{ } name, ..] ? name : "...")}\"",
            <= 12 => string.Join(", ", known),
            _ => $"{known.Length} from {known[0]} to {known[^1]}",
        };
    }

    private static long? IdOf(object? value) => value switch
    {
        double number when number == Math.Floor(number) && Math.Abs(number) < 1e15 => (long)number,
        string name when TryId(name, out long id) => id,
        _ => null,
    };

    private static bool TryId(string text, out long id) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out id);
}
