using SpikeStream.Tests;

namespace SpikeStream.Recordings.Tests;

/// <summary>Files that write_mat.py has written with scipy and h5py: the same variables in every version.</summary>
internal static class MatlabGolden
{
    /// <summary>The versions: not compressed, compressed, both with the highest bytes first, and HDF5.</summary>
    public static TheoryData<string> Versions { get; } = new(Names);

    /// <summary>Their names.</summary>
    public static IReadOnlyList<string> Names => ["v6", "v7", "v6-big-endian", "v7-big-endian", "v7.3"];

    /// <summary>A file by its name without the ending.</summary>
    public static string File(string name) => Path.Combine(SharedData.RepositoryRoot, "tests", "SpikeStream.Recordings.Tests", "Matlab", "golden", name + ".mat");
}
