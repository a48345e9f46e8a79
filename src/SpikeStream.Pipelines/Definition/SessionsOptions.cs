using SpikeStream.Pipelines.Options;

namespace SpikeStream.Pipelines.Definition;

/// <summary>The sessions that a pipeline runs over, each by itself.</summary>
public sealed record SessionsOptions : ISelfChecked
{
    /// <summary>The files or folders, one per session, such as "${data}/sessions/*.nwb": * and ? stand for any characters of the last part. A folder means all that it holds.</summary>
    [NotEmpty]
    public required string Path { get; init; }

    /// <summary>The variable that holds the path of a session in the rest of the file; with "-name" after it, the session's name.</summary>
    [NotEmpty]
    public string As { get; init; } = "session";

    /// <summary>Sessions that run at the same time at most; as many as the run has threads where it is left out. They share its threads.</summary>
    [InRange(1, 1024)]
    public int? Parallelism { get; init; }

    /// <inheritdoc/>
    public IEnumerable<(string Key, string Message)> Check()
    {
        if (!NodeId.IsValid(As)) yield return ("as", $"found \"{As}\", expected letters, digits, - and _, for it names a variable");
    }
}
