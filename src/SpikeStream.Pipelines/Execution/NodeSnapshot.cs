namespace SpikeStream.Pipelines.Execution;

/// <summary>A node's part of a checkpoint.</summary>
/// <param name="IsEnded">Whether the node had ended: on resume it only says so to its readers.</param>
/// <param name="State">What the node and its runner saved; empty where ended.</param>
internal sealed record NodeSnapshot(bool IsEnded, byte[] State);
