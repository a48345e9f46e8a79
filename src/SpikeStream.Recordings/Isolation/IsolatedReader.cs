using Apache.Arrow;
using Apache.Arrow.Ipc;

namespace SpikeStream.Recordings;

/// <summary>A recording that another process reads and sends as Arrow batches.</summary>
internal sealed class IsolatedReader : RecordingReader
{
    private readonly IIsolatedFormat _format;
    private readonly string _path;
    private readonly ReadOptions _options;
    private ReadingProcess? _process;

    private IsolatedReader(IIsolatedFormat format, string path, ReadOptions options, ReadingProcess process, RecordingKind kind, Schema schema, long? rowCount)
        : base(kind, schema, format.Name, rowCount)
    {
        _format = format;
        _path = path;
        _options = options;
        _process = process;
    }

    /// <summary>Opens a file.</summary>
    public static IsolatedReader Open(IIsolatedFormat format, string path, ReadOptions options) => IsolatedReading.Ask(path, process =>
    {
        process.Send(ReadingFrame.Open, request =>
        {
            request.Write(format.Name);
            request.Write(Path.GetFullPath(path));
            request.Write(ReadingOptions.Write(options));
        });
        while (process.Receive(path) == ReadingFrame.Notice)
        {
            string line = process.Content.ReadString();
            options.Notice?.Invoke(line);
        }

        var kind = (RecordingKind)process.Content.ReadInt32();
        long rows = process.Content.ReadInt64();
        using ArrowStreamReader stream = new(process.Content.ReadBytes(process.Content.ReadInt32()));
        return new IsolatedReader(format, path, options, process, kind, stream.Schema!, rows < 0 ? null : rows);
    });

    public override async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _process, null) is { } process) IsolatedReading.Return(process);
        await base.DisposeAsync().ConfigureAwait(false);
    }

    protected override IAsyncEnumerable<RecordBatch> ReadChunksAsync(long firstRow, int chunkRows, CancellationToken cancellationToken) =>
        FromSync(ReadChunks(firstRow, chunkRows), cancellationToken);

    private IEnumerable<RecordBatch> ReadChunks(long firstRow, int chunkRows)
    {
        // Whoever reads while another does gets a process of its own.
        ReadingProcess process = Interlocked.Exchange(ref _process, null) ?? Interlocked.Exchange(ref Open(_format, _path, _options with { Notice = null })._process, null)!;
        bool isWhole = false;
        try
        {
            Guarded(() =>
            {
                process.Send(ReadingFrame.Read, request =>
                {
                    request.Write(firstRow);
                    request.Write(chunkRows);
                });
                return 0;
            });
            while (true)
            {
                RecordBatch? batch;
                try
                {
                    batch = Guarded(() => Next(process));
                }
                catch (InvalidInputException)
                {
                    isWhole = true;
                    throw;
                }

                if (batch is null)
                {
                    isWhole = true;
                    yield break;
                }

                yield return batch;
            }
        }
        finally
        {
            // One that is left in the middle has batches on the way that nobody wants.
            if (!isWhole) process.Dispose();
            else if (Interlocked.CompareExchange(ref _process, process, null) is not null) IsolatedReading.Return(process);
        }
    }

    private RecordBatch? Next(ReadingProcess process)
    {
        while (true)
        {
            switch (process.Receive(_path))
            {
                case ReadingFrame.Notice:
                    _options.Notice?.Invoke(process.Content.ReadString());
                    break;
                case ReadingFrame.Batch:
                    using (ArrowStreamReader stream = new(process.Content.ReadBytes(process.Content.ReadInt32())))
                    {
                        RecordBatch batch = stream.ReadNextRecordBatch()!;
                        return new RecordBatch(Schema, batch.Arrays, batch.Length);
                    }

                default:
                    return null;
            }
        }
    }

    private T Guarded<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (EndOfStreamException fault)
        {
            throw IsolatedReading.Crashed(_path, fault);
        }
    }
}
