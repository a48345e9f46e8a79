using System.Globalization;
using SpikeStream.Recordings;

namespace SpikeStream.Cli.Information;

/// <summary>The properties of units in a line each: how often each word occurs, or the range of numbers.</summary>
internal static class UnitTableSummary
{
    private const int MostWords = 8;

    /// <summary>A line per property.</summary>
    /// <param name="table">The table.</param>
    public static IEnumerable<(string What, string Value)> Lines(UnitTable table) => table.Columns.Select(column => (column.Name, Describe(column)));

    private static string Describe(UnitColumn column)
    {
        int unknown = column.Values.Count(value => value is null);
        string rest = unknown > 0 ? $"; {NumberText.Whole(unknown)} not known" : string.Empty;
        if (unknown == column.Values.Count) return "not known of any unit";
        double[] numbers = [.. column.Values.OfType<double>()];
        if (numbers.Length == column.Values.Count - unknown)
            return (numbers.Min() == numbers.Max() ? NumberText.Short(numbers[0]) : $"from {NumberText.Short(numbers.Min())} to {NumberText.Short(numbers.Max())}") + rest;
        List<(string Word, int Count)> words =
        [
            .. column.Values.Where(value => value is not null).GroupBy(Word, StringComparer.Ordinal).Select(group => (group.Key, group.Count()))
                .OrderByDescending(group => group.Item2).ThenBy(group => group.Key, StringComparer.Ordinal),
        ];
        string shown = string.Join(", ", words.Take(MostWords).Select(word => $"{word.Word} {NumberText.Whole(word.Count)}"));
        return words.Count <= MostWords ? shown + rest : $"{shown}, ... ({NumberText.Whole(words.Count)} different values){rest}";
    }

    private static string Word(object? value) => value switch
    {
        bool truth => truth ? "true" : "false",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? string.Empty,
    };
}
