using Apache.Arrow;
using Apache.Arrow.Ipc;

namespace SpikeStream.Recordings;

/// <summary>What can be read of a damaged Arrow file or stream: every batch that the footer finds, or all before the first that is damaged.</summary>
internal sealed class ArrowSalvage
{
    private readonly string _path;
    private readonly long _start;
    private readonly int? _batches;

    /// <summary>Looks for the footer and reads the schema.</summary>
    /// <param name="path">The file.</param>
    /// <param name="start">Where its stream starts.</param>
    /// <exception cref="InvalidInputException">Not even the schema can be read.</exception>
    public ArrowSalvage(string path, long start)
    {
        _path = path;
        _start = start;
        _batches = start > 0 ? ArrowIpcReader.Guarded(path, () => CountByFooter(path)) : null;
        using ArrowStreamReader reader = _batches is null ? OpenStream() : OpenFile(path);
        Schema = ArrowIpcReader.Guarded(path, () => reader.Schema);
    }

    /// <summary>The schema of every batch.</summary>
    public Schema Schema { get; }

    /// <summary>A refusal of a file whose stream ends before its footer says so.</summary>
    /// <param name="path">The file.</param>
    /// <param name="found">Batches that were found.</param>
    /// <param name="expected">Batches by the footer.</param>
    public static InvalidInputException Refuse(string path, int found, int expected)
    {
        string why = "the file is damaged";
        try
        {
            using ArrowFileReader reader = OpenFile(path);
            Read(reader, found);
        }
        catch (Exception fault) when (fault is not OutOfMemoryException)
        {
            why = fault.Message.TrimEnd('.');
        }

        return new($"{path}: found {found} record batches, expected {expected} as the footer says; batch {found} (from 0) cannot be read: {why}; go on without it with repair.");
    }

    /// <summary>Reads what can be read.</summary>
    /// <param name="notice">Is told what cannot.</param>
    /// <returns>The batches in their order; null where at least one is lost.</returns>
    public IEnumerable<RecordBatch?> Read(Action<string>? notice) => _batches is { } batches ? ByFooter(batches, notice) : ByStream(notice);

    /// <summary>The batches that can be read.</summary>
    public IEnumerable<RecordBatch> ReadKept() => Read(null).OfType<RecordBatch>();

    private static int? CountByFooter(string path)
    {
        try
        {
            using ArrowFileReader reader = OpenFile(path);
            return reader.RecordBatchCountAsync().AsTask().GetAwaiter().GetResult();
        }
        catch (Exception fault) when (IsDamage(fault))
        {
            return null;
        }
    }

    // What is not supported is whole, and what is out of memory is not damaged.
    private static bool IsDamage(Exception fault) => fault is not (NotSupportedException or OperationCanceledException or OutOfMemoryException or InvalidInputException);

    private static ArrowFileReader OpenFile(string path) => new(File.OpenRead(path), new ManagedAllocator(), leaveOpen: false);

    private static RecordBatch? Read(ArrowFileReader reader, int batch) => reader.ReadRecordBatchAsync(batch).AsTask().GetAwaiter().GetResult();

    private ArrowStreamReader OpenStream() => new(OpenAtStart(), new ManagedAllocator(), leaveOpen: false);

    private FileStream OpenAtStart()
    {
        FileStream file = File.OpenRead(_path);
        file.Position = _start;
        return file;
    }

    private IEnumerable<RecordBatch?> ByFooter(int batches, Action<string>? notice)
    {
        using ArrowFileReader reader = OpenFile(_path);
        int lost = 0;
        for (int i = 0; i < batches; i++)
        {
            if (TryNext(() => Read(reader, i), out string? fault) is { } batch)
            {
                yield return batch;
                continue;
            }

            yield return null;
            // A file of nothing but damage is told in some lines, not in as many as it claims to have batches.
            if (++lost <= 10) notice?.Invoke($"{_path}: left out batch {i} (from 0) of {batches}: {fault}");
        }

        if (lost > 10) notice?.Invoke($"{_path}: left out {lost} of {batches} batches in all");
    }

    private IEnumerable<RecordBatch?> ByStream(Action<string>? notice)
    {
        using FileStream file = OpenAtStart();
        using ArrowStreamReader reader = new(file, new ManagedAllocator(), leaveOpen: true);
        if (_start > 0) notice?.Invoke($"{_path}: found no footer that can be read, took the whole batches that are there");
        long rows = 0;
        int batches = 0;
        string? fault;
        while (TryNext(reader.ReadNextRecordBatch, out fault) is { } batch)
        {
            yield return batch;
            rows += batch.Length;
            batches++;
        }

        if (fault is not null) notice?.Invoke($"{_path}: kept {batches} batches of {rows} rows in all and left out what follows: {fault}");
        if (fault is not null || (_start > 0 && !HasEnded(file))) yield return null;
    }

    // A stream may just end; the one within a file has a mark at its end, without which more may have followed.
    private static bool HasEnded(FileStream file)
    {
        Span<byte> mark = stackalloc byte[8];
        file.Position -= Math.Min(file.Position, mark.Length);
        return file.ReadAtLeast(mark, mark.Length, throwOnEndOfStream: false) == mark.Length && mark.SequenceEqual((ReadOnlySpan<byte>)[0xFF, 0xFF, 0xFF, 0xFF, 0, 0, 0, 0]);
    }

    private RecordBatch? TryNext(Func<RecordBatch?> next, out string? why)
    {
        why = null;
        try
        {
            return next();
        }
        catch (NotSupportedException fault)
        {
            throw new InvalidInputException($"{_path}: found Arrow data that cannot be read: {fault.Message.TrimEnd('.')}.", fault);
        }
        catch (Exception fault) when (IsDamage(fault))
        {
            why = fault.Message;
            return null;
        }
    }
}
