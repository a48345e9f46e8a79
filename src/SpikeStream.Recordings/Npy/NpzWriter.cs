using System.IO.Compression;
using System.Text.Json;
using Apache.Arrow;
using Apache.Arrow.Types;

namespace SpikeStream.Recordings;

/// <summary>
/// Writes spikes, counts and series as a NumPy archive: one member per column, stored without compression, and the schema's metadata as JSON bytes.
/// </summary>
/// <remarks>
/// An archive holds its members one after the other, rows come in for all of them at once: rows are spooled chunk by chunk beside the
/// partial file, which is put together from the spool at the end; the spool stays until the commit, so that a checkpoint stays good.
/// </remarks>
internal sealed class NpzWriter : ChunkedWriter
{
    /// <summary>Name of the member that says which entries were observed; only there where some were not.</summary>
    public const string Observed = "observed";

    /// <summary>Name of the member with the schema's metadata.</summary>
    public const string Metadata = "metadata";

    /// <summary>Key of the unit of measure of a series among the metadata.</summary>
    public const string ValueUnit = "spikestream.values.unit";

    // A regular file that all may read: rw-r--r--.
    private const int Attributes = unchecked((int)0x81A40000);
    private const int BufferBytes = 1 << 20;

    private static readonly DateTimeOffset EarliestTime = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>What the name of the spool has after that of the file.</summary>
    private const string SpoolSuffix = ".spool.partial";

    private readonly List<Member> _members = [];
    private readonly string? _matrix;
    private readonly int _chunkRows;
    private long _rows;
    private bool _hasUnobserved;

    public NpzWriter(string path, Schema schema, WriteOptions options)
        : base(path, schema, options, SpoolSuffix)
    {
        _chunkRows = options.ChunkRows;
        RecordingKind? kind = RecordingMetadata.KindOf(schema);
        if (kind is not (RecordingKind.Spikes or RecordingKind.Counts or RecordingKind.Series))
        {
            Abandon();
            string found = kind is null ? "a table of no kind" : RecordingMetadata.KindText(kind.Value);
            throw new InvalidInputException($"{path}: found {found}, expected spikes, counts or a series for .npz: write .arrow or .csv.");
        }

        foreach (Field field in schema.FieldsList)
        {
            if (field.DataType is not FixedSizeListType list)
            {
                _members.Add(new Member(field.Name, TypeText(field.DataType), Width(field.DataType), null));
                continue;
            }

            _matrix = field.Name;
            _members.Add(new Member(field.Name, TypeText(list.ValueDataType), Width(list.ValueDataType) * list.ListSize, list.ListSize));
            _members.Add(new Member(Observed, "|b1", list.ListSize, list.ListSize));
        }
    }

    private sealed record Member(string Name, string Type, int RowBytes, int? RowSize);

    protected override void Start()
    {
        _rows = 0;
        _hasUnobserved = false;
    }

    protected override void WriteChunk(RecordBatch chunk)
    {
        foreach (Member member in _members)
        {
            if (member.Name == Observed)
            {
                File.Write(ObservedEntries(chunk, member.RowSize!.Value));
                continue;
            }

            ArrayData data = chunk.Column(Columns.IndexOf(chunk.Schema, member.Name)).Data;
            ArrayData values = member.RowSize is null ? data : data.Children![0];
            int offset = member.RowSize is null ? data.Offset * member.RowBytes : values.Offset * (member.RowBytes / member.RowSize.Value) + data.Offset * member.RowBytes;
            File.Write(values.Buffers[1].Span.Slice(offset, chunk.Length * member.RowBytes));
        }

        _rows += chunk.Length;
    }

    protected override void Finish()
    {
        File.Flush();
        using (var complete = new FileStream(PartialPath, FileMode.Create, FileAccess.ReadWrite, FileShare.None, 1 << 16))
        {
            using (var archive = new ZipArchive(complete, ZipArchiveMode.Create, leaveOpen: true))
            {
                long before = 0;
                foreach (Member member in _members)
                {
                    if (member.Name != Observed || _hasUnobserved) WriteMember(archive, member, before);
                    before += member.RowBytes;
                }

                byte[] metadata = JsonSerializer.SerializeToUtf8Bytes(MetadataToWrite());
                using Stream stream = Begin(archive, Metadata);
                stream.Write(NpyHeader.Write("|u1", metadata.Length, null));
                stream.Write(metadata);
            }

            complete.Flush(flushToDisk: true);
        }

        File.Position = File.Length;
    }

    protected override void SaveState(BinaryWriter checkpoint)
    {
        checkpoint.Write(_rows);
        checkpoint.Write(_hasUnobserved);
    }

    protected override void RestoreState(BinaryReader checkpoint, long length)
    {
        _rows = checkpoint.ReadInt64();
        _hasUnobserved = checkpoint.ReadBoolean();
    }

    private static Stream Begin(ZipArchive archive, string member)
    {
        ZipArchiveEntry entry = archive.CreateEntry(member + ".npy", CompressionLevel.NoCompression);
        entry.LastWriteTime = EarliestTime;
        entry.ExternalAttributes = Attributes;
        return entry.Open();
    }

    // The spool is chunk after chunk, in each all members one after the other.
    private void WriteMember(ZipArchive archive, Member member, long bytesBefore)
    {
        long rowBytes = _members.Sum(each => (long)each.RowBytes);
        byte[] buffer = new byte[BufferBytes];
        using Stream stream = Begin(archive, member.Name);
        stream.Write(NpyHeader.Write(member.Type, _rows, member.RowSize));
        for (long row = 0; row < _rows; row += _chunkRows)
        {
            long rows = Math.Min(_chunkRows, _rows - row);
            File.Position = row * rowBytes + rows * bytesBefore;
            for (long left = rows * member.RowBytes; left > 0;)
            {
                int part = (int)Math.Min(left, buffer.Length);
                File.ReadExactly(buffer, 0, part);
                stream.Write(buffer, 0, part);
                left -= part;
            }
        }
    }

    private byte[] ObservedEntries(RecordBatch chunk, int rowSize)
    {
        byte[] observed = new byte[checked(chunk.Length * rowSize)];
        if (Columns.IsListComplete(chunk, _matrix!))
        {
            observed.AsSpan().Fill(1);
            return observed;
        }

        _hasUnobserved = true;
        for (int i = 0; i < observed.Length; i++) observed[i] = Columns.IsListEntryValid(chunk, _matrix!, i / rowSize, i % rowSize) ? (byte)1 : (byte)0;
        return observed;
    }

    private SortedDictionary<string, string> MetadataToWrite()
    {
        var metadata = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach ((string key, string value) in Schema.Metadata ?? new Dictionary<string, string>()) metadata[key] = value;
        if (RecordingMetadata.KindOf(Schema) == RecordingKind.Series && SeriesSchema.Describe(Schema).ValueUnit is { } unit) metadata[ValueUnit] = unit;
        return metadata;
    }

    private static string TypeText(IArrowType type) => type.TypeId switch
    {
        ArrowTypeId.Double => "<f8",
        ArrowTypeId.Int64 => "<i8",
        ArrowTypeId.Int32 => "<i4",
        _ => "<u4",
    };

    private static int Width(IArrowType type) => type.TypeId is ArrowTypeId.Double or ArrowTypeId.Int64 ? 8 : 4;
}
