namespace SpikeStream.Pipelines.Nodes;

/// <summary>A file that a node writes: under a partial name until every sink of the run has completed, then renamed by the engine.</summary>
/// <param name="Path">The final path.</param>
public sealed record OutputFile(string Path)
{
    /// <summary>Where to write.</summary>
    public string PartialPath => Path + ".partial";
}
