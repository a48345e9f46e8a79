namespace SpikeStream.Pipelines.Execution;

/// <summary>How a run ended.</summary>
public enum RunOutcome
{
    /// <summary>Not yet, or the process was killed.</summary>
    Running,

    /// <summary>All outputs are there under their final names.</summary>
    Completed,

    /// <summary>Stopped on request; can be resumed.</summary>
    Interrupted,

    /// <summary>A node failed, or its input was bad.</summary>
    Failed,
}
