using Apache.Arrow;
using Apache.Arrow.Ipc;

namespace SpikeStream.Recordings;

/// <summary>
/// The base of writers: collects rows into chunks of a fixed number, so that the bytes do not depend on the batches that come in,
/// and keeps everything under the partial name until the commit.
/// </summary>
internal abstract class ChunkedWriter : IRecordingWriter
{
    private const string PartialSuffix = ".partial";

    private readonly WriteOptions _options;
    private BatchShaper _shaper;
    private bool _isBegun;
    private bool _isComplete;

    /// <summary>Begins a file.</summary>
    /// <param name="path">Its final name.</param>
    /// <param name="schema">Schema of the rows.</param>
    /// <param name="options">How to write it.</param>
    /// <param name="spoolSuffix">What the name of the file that rows are written to has after the final name, where the complete file is made from it at the end; null where it becomes the complete file itself.</param>
    protected ChunkedWriter(string path, Schema schema, WriteOptions options, string? spoolSuffix = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(options.ChunkRows, 1);
        Path = path;
        SpoolPath = path + (spoolSuffix ?? PartialSuffix);
        Schema = schema;
        _options = options;
        _shaper = NewShaper();
        string? folder = System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(path));
        if (folder is not null && !Directory.Exists(folder)) throw new InvalidInputException($"{path}: found no folder {folder}, expected one that can be written to.");
        if (Directory.Exists(path)) throw new InvalidInputException($"{path}: found a folder, expected the name of a file to write.");
        // What stands there may be wanted by Restore: it is cut off only when rows are written without one.
        File = RecordingFormats.OpenGuarded(path, () => new FileStream(SpoolPath, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read, 1 << 16));
    }

    public string Path { get; }

    /// <summary>Name of the complete file until the commit.</summary>
    protected string PartialPath => Path + PartialSuffix;

    /// <summary>Name of the file that rows are written to: the partial file, or another that it is made from at the end.</summary>
    protected string SpoolPath { get; }

    /// <summary>Ends the completion.</summary>
    protected CancellationToken Cancellation { get; private set; }

    protected Schema Schema { get; }

    /// <summary>The file that rows are written to.</summary>
    protected FileStream File { get; }

    public ValueTask WriteAsync(RecordBatch batch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        Begin();
        _shaper.Add(batch);
        while (_shaper.TryTake(out RecordBatch? chunk))
        {
            cancellationToken.ThrowIfCancellationRequested();
            WriteChunk(chunk);
        }

        return ValueTask.CompletedTask;
    }

    public void Save(BinaryWriter checkpoint)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        Begin();
        Flush();
        File.Flush(flushToDisk: true);
        checkpoint.Write(File.Length);
        SaveState(checkpoint);
        using var pending = new MemoryStream();
        if (_shaper.PeekRest() is { } rows)
        {
            using var writer = new ArrowStreamWriter(pending, Schema, leaveOpen: true);
            writer.WriteRecordBatch(rows);
            writer.WriteEnd();
        }

        checkpoint.Write((int)pending.Length);
        checkpoint.Write(pending.GetBuffer().AsSpan(0, (int)pending.Length));
    }

    public void Restore(BinaryReader checkpoint)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        long length = checkpoint.ReadInt64();
        if (length < 0 || File.Length < length)
            throw new InvalidInputException($"{SpoolPath}: found {File.Length} bytes, expected the {length} that the checkpoint noted: it was changed since; start the run anew.");
        File.SetLength(length);
        File.Position = length;
        _isBegun = true;
        RestoreState(checkpoint, length);
        _shaper = NewShaper();
        byte[] pending = checkpoint.ReadBytes(checkpoint.ReadInt32());
        if (pending.Length == 0) return;
        using var reader = new ArrowStreamReader(pending);
        while (reader.ReadNextRecordBatch() is { } batch)
        {
            _shaper.Add(batch);
            while (_shaper.TryTake(out RecordBatch? chunk)) WriteChunk(chunk);
        }
    }

    public ValueTask CompleteAsync(CancellationToken cancellationToken)
    {
        if (_isComplete) return ValueTask.CompletedTask;
        Cancellation = cancellationToken;
        Begin();
        if (_shaper.TakeRest() is { } rest) WriteChunk(rest);
        Finish();
        File.Flush(flushToDisk: SpoolPath == PartialPath);
        File.Dispose();
        _isComplete = true;
        return ValueTask.CompletedTask;
    }

    public void Commit()
    {
        if (!_isComplete) throw new InvalidOperationException($"{Path} is not complete.");
        System.IO.File.Move(PartialPath, Path, overwrite: true);
        if (SpoolPath != PartialPath) System.IO.File.Delete(SpoolPath);
    }

    public void Abandon()
    {
        if (_isBegun && !_isComplete && File.CanWrite) Flush();
        File.Dispose();
        if (SpoolPath != PartialPath) System.IO.File.Delete(PartialPath);
        if (_options.PartialFile == PartialFile.Delete || !_isBegun) System.IO.File.Delete(SpoolPath);
    }

    public virtual ValueTask DisposeAsync() => File.DisposeAsync();

    /// <summary>Begins an empty file.</summary>
    protected abstract void Start();

    /// <summary>Writes one chunk.</summary>
    protected abstract void WriteChunk(RecordBatch chunk);

    /// <summary>Hands everything written to <see cref="File"/>.</summary>
    protected virtual void Flush() => File.Flush();

    /// <summary>Ends the content.</summary>
    protected abstract void Finish();

    /// <summary>Notes what a restore needs beyond the length of the file.</summary>
    protected virtual void SaveState(BinaryWriter checkpoint)
    {
    }

    /// <summary>Goes on after a file that has been cut back to a length.</summary>
    protected abstract void RestoreState(BinaryReader checkpoint, long length);

    private BatchShaper NewShaper() => new(Schema, _options.ChunkRows, BatchCopying.Always);

    private void Begin()
    {
        if (_isBegun) return;
        _isBegun = true;
        File.SetLength(0);
        Start();
    }
}
