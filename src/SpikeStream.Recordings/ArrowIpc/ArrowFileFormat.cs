using System.Buffers.Binary;
using Apache.Arrow;
using Apache.Arrow.Ipc;

namespace SpikeStream.Recordings;

/// <summary>The Arrow IPC file: <c>ARROW1</c>, a stream of record batches, and a footer.</summary>
public sealed class ArrowFileFormat : RecordingFormat
{
    private const int HeadBytes = 8;
    private const int TailBytes = 10;

    /// <inheritdoc/>
    public override string Name => "arrow";

    /// <inheritdoc/>
    public override string Description => "an Arrow IPC file";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Extensions { get; } = [".arrow", ".feather"];

    /// <inheritdoc/>
    public override FormatMatch Match(string path, ReadOnlySpan<byte> start) =>
        start.StartsWith("ARROW1"u8) ? FormatMatch.Certain : FormatMatch.No;

    /// <inheritdoc/>
    public override IRecordingReader Open(string path, ReadOptions options)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(options);
        if (options.Repair) return ArrowIpcReader.OpenDamaged(path, Name, HeadBytes, options);
        (long stop, int batches) = ReadFooter(path);
        return ArrowIpcReader.Open(path, Name, HeadBytes, stop, batches, options);
    }

    /// <inheritdoc/>
    public override IRecordingWriter Create(string path, Schema schema, WriteOptions options) => ArrowIpcWriter.CreateFile(path, schema, options);

    // The stream lies between the head and the footer; the footer says how many batches it must have.
    private static (long Stop, int Batches) ReadFooter(string path)
    {
        using FileStream file = File.OpenRead(path);
        byte[] tail = new byte[TailBytes];
        if (file.Length >= HeadBytes + TailBytes)
        {
            file.Position = file.Length - TailBytes;
            file.ReadExactly(tail);
        }

        if (!tail.AsSpan(4).SequenceEqual("ARROW1"u8))
        {
            throw new InvalidInputException(
                $"{path}: found an Arrow file of {file.Length} bytes without its footer, expected ARROW1 at its end: it is truncated, or its writer was stopped; take the whole batches that are there with repair (spikestream verify --repair IN OUT).");
        }

        int footer = BinaryPrimitives.ReadInt32LittleEndian(tail);
        if (footer <= 0 || footer > file.Length - HeadBytes - TailBytes)
            throw new InvalidInputException($"{path}: found a footer of {footer} bytes in a file of {file.Length}: the file is damaged.");
        file.Position = 0;
        int batches = ArrowIpcReader.Guarded(path, () =>
        {
            using var reader = new ArrowFileReader(file, leaveOpen: true);
            return reader.RecordBatchCountAsync().AsTask().GetAwaiter().GetResult();
        });
        return (file.Length - TailBytes - footer, batches);
    }
}
