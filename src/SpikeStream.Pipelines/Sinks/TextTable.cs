using System.Text;

namespace SpikeStream.Pipelines.Sinks;

/// <summary>A table of text with aligned columns, for a terminal or a log.</summary>
/// <param name="headings">Heading of each column.</param>
/// <param name="textColumns">How many columns, from the left, hold text and are aligned left; the others are numbers and aligned right.</param>
internal sealed class TextTable(IReadOnlyList<string> headings, int textColumns = 1)
{
    private const int LongestCell = 40;
    private const string Gap = "  ";

    private readonly List<string[]> _rows = [];

    /// <summary>Adds a row.</summary>
    /// <param name="cells">One cell per heading.</param>
    public void Add(params IReadOnlyList<string> cells) => _rows.Add([.. cells.Select(Shorten)]);

    /// <summary>Lays the table out.</summary>
    /// <returns>Lines: headings, a rule, rows.</returns>
    public override string ToString()
    {
        int[] widths = [.. headings.Select((heading, column) => Math.Max(heading.Length, _rows.Select(row => row[column].Length).DefaultIfEmpty().Max()))];
        StringBuilder text = new();
        Append(text, headings, widths);
        Append(text, [.. widths.Select(width => new string('-', width))], widths);
        foreach (string[] row in _rows) Append(text, row, widths);
        return text.ToString();
    }

    private static string Shorten(string cell) => cell.Length <= LongestCell ? cell : cell[..(LongestCell - 3)] + "...";

    private void Append(StringBuilder text, IReadOnlyList<string> cells, int[] widths)
    {
        StringBuilder line = new();
        for (int column = 0; column < widths.Length; column++)
        {
            if (column > 0) line.Append(Gap);
            line.Append(column < textColumns ? cells[column].PadRight(widths[column]) : cells[column].PadLeft(widths[column]));
        }

        text.Append(line.ToString().TrimEnd()).Append('\n');
    }
}
