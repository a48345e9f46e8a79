using System.Buffers;
using System.IO.MemoryMappedFiles;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace SpikeStream.Recordings;

/// <summary>A file mapped into memory; the mapping lives as long as anything refers to its memory, so that batches over it stay valid.</summary>
internal sealed unsafe partial class MappedFile : MemoryManager<byte>
{
    private const int DontNeed = 4;
    private const long ReleaseStep = 16 << 20;

    private readonly MemoryMappedViewAccessor _view;
    private readonly byte* _start;
    private readonly int _length;
    private long _released;

    private MappedFile(MemoryMappedViewAccessor view, int length)
    {
        _view = view;
        _length = length;
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref _start);
        _start += view.PointerOffset;
    }

#pragma warning disable CA2015 // Batches hold this object while their spans are read; without the finalizer every file that was ever opened would stay mapped.
    /// <summary>Frees the mapping when nothing refers to it.</summary>
    ~MappedFile() => Dispose(disposing: false);
#pragma warning restore CA2015

    /// <summary>Maps a file of less than 2 GiB.</summary>
    public static MappedFile Open(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        long length = file.Length;
        using var map = MemoryMappedFile.CreateFromFile(file, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);
        return new MappedFile(map.CreateViewAccessor(0, length, MemoryMappedFileAccess.Read), checked((int)length));
    }

    public override Span<byte> GetSpan() => new(_start, _length);

    public override MemoryHandle Pin(int elementIndex = 0) => new(_start + elementIndex, pinnable: this);

    public override void Unpin()
    {
    }

    /// <summary>Lets the system take back the pages well before some memory of this file; they come back from the file if they are read again.</summary>
    public void ReleaseBefore(ReadOnlySpan<byte> memory)
    {
        if (!OperatingSystem.IsLinux() || memory.IsEmpty) return;
        long position = (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(memory)) - _start;
        if (position < 0 || position > _length) return;
        if (position < _released) _released = 0;
        long until = (position - ReleaseStep) & ~(ReleaseStep - 1);
        if (until <= _released) return;
        // The answer does not matter: without it the pages stay a little longer.
        _ = Advise(_start + _released, (nuint)(until - _released), DontNeed);
        _released = until;
    }

    protected override void Dispose(bool disposing)
    {
        // Only the finalizer unmaps: batches may outlive their reader.
        if (disposing) return;
        _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _view.Dispose();
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(byte* start, nuint length, int advice);
}
