namespace SpikeStream.Recordings;

/// <summary>How sure the content of a file makes its format.</summary>
public enum FormatMatch
{
    /// <summary>It is not this format.</summary>
    No,

    /// <summary>It may be, if nothing surer is found.</summary>
    Possible,

    /// <summary>It begins with what only this format begins with.</summary>
    Certain,
}
