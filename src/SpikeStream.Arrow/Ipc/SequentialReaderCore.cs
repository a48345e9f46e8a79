namespace Apache.Arrow.Ipc;

// Reads messages in the order in which they come: schema, then dictionaries and record batches. Other kinds are skipped.
internal abstract class SequentialReaderCore : ArrowReaderCore
{
    private long _batches;
    private bool _isAtEnd;

    public sealed override async ValueTask ReadSchemaAsync(bool isAsync, CancellationToken cancellationToken)
    {
        if (HasReadSchema) return;
        while (await NextMessageAsync(isAsync, cancellationToken).ConfigureAwait(false) is IpcMessage message)
        {
            (IpcFormat.Header header, _) = IpcMessage.Inspect(message.Metadata.Span);
            if (header == IpcFormat.Header.Schema)
            {
                TakeSchema(message);
                message.Owner?.Dispose();
                return;
            }

            message.Owner?.Dispose();
            if (header is IpcFormat.Header.RecordBatch or IpcFormat.Header.DictionaryBatch)
                throw new InvalidDataException($"Found a {header} before the schema.");
        }

        throw new InvalidDataException("There is no schema: the Arrow stream is empty.");
    }

    public sealed override async ValueTask<RecordBatch?> ReadNextAsync(bool isAsync, CancellationToken cancellationToken)
    {
        await ReadSchemaAsync(isAsync, cancellationToken).ConfigureAwait(false);
        if (_isAtEnd) return null;
        while (await NextMessageAsync(isAsync, cancellationToken).ConfigureAwait(false) is IpcMessage message)
        {
            bool isKept = false;
            try
            {
                (IpcFormat.Header header, _) = IpcMessage.Inspect(message.Metadata.Span);
                if (header == IpcFormat.Header.RecordBatch)
                {
                    RecordBatch batch = TakeRecordBatch(message);
                    isKept = true;
                    _batches++;
                    return batch;
                }

                if (header == IpcFormat.Header.Schema) throw new InvalidDataException("Found a second schema in the Arrow stream.");
                if (header == IpcFormat.Header.DictionaryBatch)
                {
                    // Batches read so far may go on using the dictionary that this one replaces: its memory is left to the collector.
                    Dictionaries.Read(message);
                    isKept = true;
                }
            }
            catch (InvalidDataException fault)
            {
                throw new InvalidDataException($"Record batch {_batches}: {fault.Message}", fault);
            }
            finally
            {
                if (!isKept) message.Owner?.Dispose();
            }
        }

        _isAtEnd = true;
        return null;
    }

    protected abstract ValueTask<IpcMessage?> NextMessageAsync(bool isAsync, CancellationToken cancellationToken);

    // The metadata length of a message, or 0 at the end of the stream.
    protected static int CheckMetadataLength(int length)
    {
        if (length == IpcFormat.FileMagicStart)
            throw new InvalidDataException("Found an Arrow file where an Arrow stream is expected: read it with ArrowFileReader, or as a stream from byte 8 on.");
        return length >= 0 ? length : throw new InvalidDataException($"Malformed Arrow message: found a metadata length of {length}.");
    }

    protected InvalidDataException Truncated(string what, long found, long expected) => new(
        $"The Arrow stream is truncated after {_batches} record batches: found {found} bytes of {what}, expected {expected}.");
}
