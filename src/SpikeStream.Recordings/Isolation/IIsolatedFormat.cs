namespace SpikeStream.Recordings;

/// <summary>A format whose files the C library for HDF5 reads, in a process of its own where there is one.</summary>
internal interface IIsolatedFormat
{
    /// <summary>Name of the format.</summary>
    string Name { get; }

    /// <summary>Opens a file in this process.</summary>
    IRecordingReader OpenHere(string path, ReadOptions options);

    /// <summary>The tables of a file, read in this process.</summary>
    IReadOnlyList<RecordingTable> ListHere(string path, ReadOptions options);
}
