namespace SpikeStream.Recordings;

/// <summary>How a new dataset is stored.</summary>
/// <param name="Chunk">Extent of a chunk along each axis; null for one contiguous stretch.</param>
/// <param name="Deflate">Level of gzip from 1 to 9, after a shuffle of bytes; 0 for none. Needs chunks.</param>
/// <param name="IsExtensible">Whether the first axis can grow. Needs chunks.</param>
internal sealed record Hdf5Layout(IReadOnlyList<long>? Chunk = null, int Deflate = 0, bool IsExtensible = false)
{
    /// <summary>One contiguous stretch.</summary>
    public static Hdf5Layout Contiguous { get; } = new();
}
