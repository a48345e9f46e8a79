namespace SpikeStream.Recordings;

/// <summary>When re-batching copies rows.</summary>
internal enum BatchCopying
{
    /// <summary>Only where a batch is made of several.</summary>
    AcrossBorders,

    /// <summary>Always, so that the buffers depend on the values alone.</summary>
    Always,
}
