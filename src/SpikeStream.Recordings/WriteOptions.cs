namespace SpikeStream.Recordings;

/// <summary>How to write a file.</summary>
public sealed record WriteOptions
{
    /// <summary>The options that most files are written with.</summary>
    public static WriteOptions Default { get; } = new();

    /// <summary>Name of the format, such as <c>csv</c>; null to take it from the name of the file.</summary>
    public string? Format { get; init; }

    /// <summary>Rows of each batch of the file, whatever batches come in.</summary>
    public int ChunkRows { get; init; } = 65_536;

    /// <summary>When the session began, for a recording that does not say it and a format that must; an ISO 8601 time with its zone is meant.</summary>
    public DateTimeOffset? SessionStart { get; init; }

    /// <summary>Receives one line for everything that was assumed or changed; null to say nothing.</summary>
    public Action<string>? Notice { get; init; }

    /// <summary>What becomes of a partial file after a fault.</summary>
    public PartialFile PartialFile { get; init; }
}
