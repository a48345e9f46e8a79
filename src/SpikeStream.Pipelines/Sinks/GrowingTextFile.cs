using System.Text;
using SpikeStream.Pipelines.Nodes;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Sinks;

/// <summary>A text file of a sink that grows under its partial name, and is cut back to the length that a checkpoint noted.</summary>
/// <param name="file">The file.</param>
internal sealed class GrowingTextFile(OutputFile file) : IAsyncDisposable
{
    private const int BufferBytes = 1 << 16;
    private readonly StringBuilder _line = new();
    private FileStream? _stream;

    /// <summary>Begins an empty file.</summary>
    public void Start() => _stream = Open(FileMode.Create);

    /// <summary>The line that is being written; it goes to the file by <see cref="EndLine"/>.</summary>
    public StringBuilder Line => _line;

    /// <summary>Writes the line.</summary>
    public void EndLine()
    {
        _stream!.Write(Encoding.UTF8.GetBytes(_line.Append('\n').ToString()));
        _line.Clear();
    }

    /// <summary>Flushes to disk and closes.</summary>
    public async ValueTask CompleteAsync()
    {
        _stream!.Flush(flushToDisk: true);
        await _stream.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Flushes to disk and notes the length.</summary>
    public void Save(BinaryWriter writer)
    {
        if (_stream!.CanWrite) _stream.Flush(flushToDisk: true);
        writer.Write(_stream.CanWrite ? _stream.Position : new FileInfo(file.PartialPath).Length);
    }

    /// <summary>Cuts the file back to the noted length.</summary>
    /// <exception cref="InvalidInputException">It is shorter than that.</exception>
    public void Restore(BinaryReader reader)
    {
        long length = reader.ReadInt64();
        _stream = Open(FileMode.OpenOrCreate);
        if (_stream.Length < length)
            throw new InvalidInputException($"{file.PartialPath}: found {_stream.Length} bytes, expected the {length} that the checkpoint noted: it was changed since; start the run anew.");
        _stream.SetLength(length);
        _stream.Position = length;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _stream?.DisposeAsync() ?? ValueTask.CompletedTask;

    private FileStream Open(FileMode mode) => new(file.PartialPath, mode, FileAccess.Write, FileShare.Read, BufferBytes);
}
