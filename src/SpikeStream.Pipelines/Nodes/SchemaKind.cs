using Apache.Arrow;
using SpikeStream.Recordings;

namespace SpikeStream.Pipelines.Nodes;

/// <summary>Reads the kind of a table from its schema's metadata.</summary>
internal static class SchemaKind
{
    private const string Key = "spikestream.kind";

    public static RecordingKind? Of(Schema schema) =>
        schema.Metadata is { } metadata && metadata.TryGetValue(Key, out string? text) && Enum.TryParse(text, ignoreCase: true, out RecordingKind kind)
            ? kind
            : null;
}
