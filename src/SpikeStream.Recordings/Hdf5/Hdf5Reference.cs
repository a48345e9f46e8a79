namespace SpikeStream.Recordings;

/// <summary>A reference to an object of the same file; zero refers to none.</summary>
/// <param name="Address">Address in the file.</param>
internal readonly record struct Hdf5Reference(ulong Address);
