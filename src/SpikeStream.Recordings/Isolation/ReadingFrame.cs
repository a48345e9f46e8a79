namespace SpikeStream.Recordings;

/// <summary>What a message between the program and the process that reads for it is; both ends are of the same build.</summary>
internal enum ReadingFrame : byte
{
    /// <summary>To the process: a format, a path and options; answered by notices and <see cref="Opened"/>.</summary>
    Open,

    /// <summary>To the process: a format, a path and options; answered by <see cref="Tables"/>.</summary>
    List,

    /// <summary>To the process: first row and rows of a chunk; answered by batches and <see cref="End"/>.</summary>
    Read,

    /// <summary>To the process: close what is open.</summary>
    Close,

    /// <summary>The process has started.</summary>
    Ready,

    /// <summary>A line for <see cref="ReadOptions.Notice"/>.</summary>
    Notice,

    /// <summary>Kind, number of rows and schema.</summary>
    Opened,

    /// <summary>Names and kinds of tables.</summary>
    Tables,

    /// <summary>Rows, as an Arrow stream.</summary>
    Batch,

    /// <summary>All rows have been sent.</summary>
    End,

    /// <summary>The library gets on.</summary>
    Progress,

    /// <summary>A refusal.</summary>
    Refusal,
}
