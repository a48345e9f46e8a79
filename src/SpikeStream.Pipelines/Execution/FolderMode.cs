namespace SpikeStream.Pipelines.Execution;

/// <summary>What to do with a run folder that exists.</summary>
public enum FolderMode
{
    /// <summary>Refuse it; without a given folder take the next free number.</summary>
    New,

    /// <summary>Empty it first.</summary>
    Overwrite,

    /// <summary>Go on from its checkpoint.</summary>
    Resume,
}
