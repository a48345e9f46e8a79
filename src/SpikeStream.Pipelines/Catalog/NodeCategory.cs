namespace SpikeStream.Pipelines.Catalog;

/// <summary>Where a node stands in a pipeline file.</summary>
public enum NodeCategory
{
    /// <summary>Reads or makes recordings; listed under <c>sources</c>.</summary>
    Source,

    /// <summary>Turns batches into batches; listed under <c>stages</c>.</summary>
    Stage,

    /// <summary>Writes or shows; listed under <c>sinks</c>.</summary>
    Sink,
}
