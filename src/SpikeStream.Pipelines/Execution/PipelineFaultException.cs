namespace SpikeStream.Pipelines.Execution;

/// <summary>A node failed and ended the run. The message is one line with the node and where in the stream it was.</summary>
public sealed class PipelineFaultException : Exception
{
    /// <summary>States the fault.</summary>
    /// <param name="nodeId">The node that failed.</param>
    /// <param name="position">Where in the stream, or null where not in a batch.</param>
    /// <param name="cause">What it threw.</param>
    public PipelineFaultException(string nodeId, string? position, Exception cause)
        : base(Line(nodeId, position, cause), cause)
    {
        NodeId = nodeId;
        Position = position;
    }

    /// <summary>The node that failed.</summary>
    public string NodeId { get; }

    /// <summary>Rows and times of the batch it was working on; null where it was none.</summary>
    public string? Position { get; }

    private static string Line(string nodeId, string? position, Exception? cause)
    {
        string where = position is null ? "" : $" {position}";
        string kind = cause is IOException or UnauthorizedAccessException or null ? "" : $"{cause.GetType().Name}: ";
        return $"\"{nodeId}\" failed{where}: {kind}{cause?.Message.ReplaceLineEndings(" ")}";
    }
}
