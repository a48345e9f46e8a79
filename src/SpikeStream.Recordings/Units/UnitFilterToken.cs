namespace SpikeStream.Recordings;

/// <summary>One piece of the text of a filter.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">The piece as it stands in the text, or the content of quotes.</param>
/// <param name="At">Index of its first character.</param>
internal readonly record struct UnitFilterToken(UnitFilterTokenKind Kind, string Text, int At)
{
    /// <summary>Whether it is a word, a sign or a number that reads so, case aside.</summary>
    public bool Is(string word) => Kind is UnitFilterTokenKind.Word or UnitFilterTokenKind.Sign && string.Equals(Text, word, StringComparison.OrdinalIgnoreCase);

    /// <summary>The piece for a message.</summary>
    public override string ToString() => Kind == UnitFilterTokenKind.End ? "the end" : $"\"{Text}\"";
}
