namespace SpikeStream.Recordings;

/// <summary>An array of characters: a text per row.</summary>
/// <param name="extent">Lengths along its axes.</param>
/// <param name="rows">The texts; those of several rows without the blanks that make them equally long.</param>
internal sealed class MatlabText(IReadOnlyList<long> extent, IReadOnlyList<string> rows) : MatlabValue(extent)
{
    /// <summary>Longest text that is read, in characters.</summary>
    public const int MostCharacters = 1 << 20;

    public IReadOnlyList<string> Rows => rows;

    public override string Class => "char";

    /// <summary>Makes texts of characters in column-major order.</summary>
    /// <param name="extent">Lengths along the axes.</param>
    /// <param name="characters">The characters.</param>
    public static MatlabText From(IReadOnlyList<long> extent, string characters)
    {
        if (characters.Length == 0) return new(extent, []);
        // Characters of more than one unit make a text longer than its extent says, which a single row can bear.
        if (extent[0] <= 1 || extent[0] > characters.Length || characters.Length % extent[0] != 0) return new(extent, [characters]);
        int rows = (int)extent[0], columns = characters.Length / rows;
        return new(extent, [.. Enumerable.Range(0, rows).Select(row => string.Create(columns, row, (text, r) =>
        {
            for (int column = 0; column < text.Length; column++) text[column] = characters[(column * rows) + r];
        }).TrimEnd())]);
    }
}
