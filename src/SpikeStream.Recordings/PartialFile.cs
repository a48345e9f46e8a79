namespace SpikeStream.Recordings;

/// <summary>What becomes of a partial file after a fault.</summary>
public enum PartialFile
{
    /// <summary>It stays, so that a run can be resumed.</summary>
    Keep,

    /// <summary>It is deleted.</summary>
    Delete,
}
