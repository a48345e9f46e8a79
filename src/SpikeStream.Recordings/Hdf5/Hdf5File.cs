namespace SpikeStream.Recordings;

/// <summary>An HDF5 file that is open for reading, or is being made.</summary>
internal sealed class Hdf5File : IDisposable
{
    /// <summary>First bytes of a file without a block of its user.</summary>
    public static ReadOnlySpan<byte> Signature => [0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A];

    private const uint ForReading = 0, ForWriting = 2;
    private const int WholeFile = 1, CloseAll = 3;

    private readonly Hdf5Handle _handle;

    private Hdf5File(string path, long length, Hdf5Handle handle)
    {
        Path = path;
        Length = length;
        _handle = handle;
        try
        {
            Root = new Hdf5Group(this, string.Empty, Hdf5Library.Check(Hdf5Native.OpenObject(handle, "/", Hdf5Handle.Default), path, "open the root of"));
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>Its length in bytes when it was opened; values are checked against it.</summary>
    public long Length { get; }

    /// <summary>The group that holds all others.</summary>
    public Hdf5Group Root { get; }

    /// <summary>Opens a file for reading.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InvalidInputException">The library is missing, or the file is damaged.</exception>
    public static Hdf5File Open(string path)
    {
        Hdf5Library.Require(path);
        lock (Hdf5Library.Gate)
        {
            using Hdf5Handle access = Access(path);
            return new(path, new FileInfo(path).Length, Hdf5Library.Check(Hdf5Native.OpenFile(path, ForReading, access), path, "open"));
        }
    }

    /// <summary>Makes a file, in place of one that is there.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InvalidInputException">The library is missing, or the file cannot be made.</exception>
    public static Hdf5File Create(string path)
    {
        Hdf5Library.Require(path);
        lock (Hdf5Library.Gate)
        {
            using Hdf5Handle access = Access(path);
            return new(path, long.MaxValue, Hdf5Library.Check(Hdf5Native.CreateFile(path, ForWriting, Hdf5Handle.Default, access), path, "make"));
        }
    }

    /// <summary>Gives everything written to the system.</summary>
    public void Flush()
    {
        lock (Hdf5Library.Gate) Hdf5Library.Check(Hdf5Native.Flush(_handle, WholeFile), Path, "write");
    }

    /// <summary>Closes the file; what was opened in it has been closed before.</summary>
    public void Dispose()
    {
        Root.Dispose();
        _handle.Dispose();
    }

    private static Hdf5Handle Access(string path)
    {
        Hdf5Handle access = Hdf5Library.Check(Hdf5Native.CreateProperties(Hdf5Types.FileAccess), path, "prepare to open");
        // Whatever is still open in it closes with it: the library would else serve an old content of the same file.
        _ = Hdf5Native.SetClosing(access, CloseAll);
        // A lock would refuse files on shares and of other programs, and protects nobody here.
        if (Hdf5Library.Has("H5Pset_file_locking")) _ = Hdf5Native.SetFileLocking(access, 0, 1);
        return access;
    }
}
