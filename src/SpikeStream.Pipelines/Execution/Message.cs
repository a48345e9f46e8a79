using SpikeStream.Pipelines.Nodes;

namespace SpikeStream.Pipelines.Execution;

/// <summary>What travels along an edge.</summary>
internal enum MessageKind
{
    /// <summary>A batch that a stateless stage dropped; keeps its place in the order and is skipped.</summary>
    Nothing,

    /// <summary>Rows.</summary>
    Data,

    /// <summary>Everything before belongs to a checkpoint, everything after does not.</summary>
    Barrier,

    /// <summary>Nothing follows.</summary>
    End,
}

/// <summary>One entry of an edge's queue.</summary>
internal readonly record struct Message(MessageKind Kind, Batch? Batch = null, long Checkpoint = 0);
