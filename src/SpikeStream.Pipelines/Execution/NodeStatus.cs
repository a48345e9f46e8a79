using SpikeStream.Pipelines.Catalog;

namespace SpikeStream.Pipelines.Execution;

/// <summary>How far one node is.</summary>
/// <param name="Id">The node.</param>
/// <param name="Category">Source, stage or sink.</param>
/// <param name="RowsIn">Rows taken.</param>
/// <param name="BatchesIn">Batches taken.</param>
/// <param name="RowsOut">Rows given.</param>
/// <param name="BatchesOut">Batches given.</param>
/// <param name="Done">Work units done, as the node reports them; for a source that reports none, its rows.</param>
/// <param name="Total">Work units in all; null where unknown.</param>
/// <param name="Text">A few words of the node, or null.</param>
public sealed record NodeStatus(
    string Id, NodeCategory Category, long RowsIn, long BatchesIn, long RowsOut, long BatchesOut, long Done, long? Total, string? Text);
