namespace SpikeStream.Recordings;

/// <summary>What a piece of a filter's text is.</summary>
internal enum UnitFilterTokenKind
{
    /// <summary>A name of a column, or a word such as <c>and</c>.</summary>
    Word,

    /// <summary>A name of a column between backquotes.</summary>
    Column,

    /// <summary>A comparison, a parenthesis, a bracket or a comma.</summary>
    Sign,

    /// <summary>A number.</summary>
    Number,

    /// <summary>Text between quotes.</summary>
    Text,

    /// <summary>The end of the text.</summary>
    End,
}
