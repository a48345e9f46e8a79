using Apache.Arrow.Memory;

namespace Apache.Arrow.Ipc;

/// <summary>Reads an Arrow IPC file, whose record batches can be read in any order. To read one that lies in memory without copying, read it as a stream from byte 8 on.</summary>
public class ArrowFileReader : ArrowStreamReader
{
    /// <summary>Reads a file from a stream that can seek, and disposes the stream at the end.</summary>
    public ArrowFileReader(Stream stream)
        : this(stream, null, leaveOpen: false)
    {
    }

    /// <summary>Reads a file into memory of an allocator and disposes the stream at the end.</summary>
    public ArrowFileReader(Stream stream, MemoryAllocator? allocator)
        : this(stream, allocator, leaveOpen: false)
    {
    }

    /// <summary>Reads a file from a stream that can seek.</summary>
    public ArrowFileReader(Stream stream, bool leaveOpen)
        : this(stream, null, leaveOpen)
    {
    }

    /// <summary>Reads a file into memory of an allocator.</summary>
    public ArrowFileReader(Stream stream, MemoryAllocator? allocator, bool leaveOpen)
        : base(new FileReaderCore(stream, allocator, leaveOpen))
    {
    }

    /// <summary>Whether the file begins and ends as an Arrow file does and its footer can be read.</summary>
    public bool IsFileValid => File.IsFileValid;

    private FileReaderCore File => (FileReaderCore)Core;

    /// <summary>Opens a file.</summary>
    public static ArrowFileReader FromFile(string filename) => new(new FileStream(filename, FileMode.Open, FileAccess.Read));

    /// <summary>The number of record batches.</summary>
    public ValueTask<int> RecordBatchCountAsync() => File.CountAsync(isAsync: true, default);

    /// <summary>A record batch by its position.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such batch.</exception>
    public async ValueTask<RecordBatch> ReadRecordBatchAsync(int index, CancellationToken cancellationToken = default) =>
        await File.ReadAsync(index, isAsync: true, cancellationToken).ConfigureAwait(false);
}
