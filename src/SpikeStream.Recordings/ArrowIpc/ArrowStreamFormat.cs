using Apache.Arrow;

namespace SpikeStream.Recordings;

/// <summary>The Arrow IPC stream: messages one after the other, valid up to the last whole batch at every moment.</summary>
public sealed class ArrowStreamFormat : RecordingFormat
{
    /// <inheritdoc/>
    public override string Name => "arrow-stream";

    /// <inheritdoc/>
    public override string Description => "an Arrow IPC stream";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Extensions { get; } = [".arrows"];

    /// <inheritdoc/>
    public override FormatMatch Match(string path, ReadOnlySpan<byte> start)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (start.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFF, 0xFF, 0xFF])) return FormatMatch.Certain;
        // Before version 0.15 a stream began with the length of its first message.
        bool isLength = start.Length >= 8 && start[3] == 0 && start[2] == 0 && (start[0] | start[1]) != 0;
        return isLength && path.EndsWith(".arrows", StringComparison.OrdinalIgnoreCase) ? FormatMatch.Possible : FormatMatch.No;
    }

    /// <inheritdoc/>
    public override IRecordingReader Open(string path, ReadOptions options)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(options);
        if (options.Repair) return ArrowIpcReader.OpenDamaged(path, Name, 0, options);
        return ArrowIpcReader.Open(path, Name, 0, new FileInfo(path).Length, null, options);
    }

    /// <inheritdoc/>
    public override IRecordingWriter Create(string path, Schema schema, WriteOptions options) => ArrowIpcWriter.CreateStream(path, schema, options);
}
