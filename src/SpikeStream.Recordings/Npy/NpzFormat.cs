using System.IO.Compression;
using System.Text.Json;
using Apache.Arrow;

namespace SpikeStream.Recordings;

/// <summary>A NumPy archive: members for times and units of spikes, or one for counts or a series; the columns setting names them where they have other names.</summary>
public sealed class NpzFormat : RecordingFormat
{
    private const int MostMetadataBytes = 1 << 26;

    /// <inheritdoc/>
    public override string Name => "npz";

    /// <inheritdoc/>
    public override string Description => "a NumPy archive";

    /// <inheritdoc/>
    public override IReadOnlyList<string> Extensions { get; } = [".npz"];

    /// <inheritdoc/>
    public override FormatMatch Match(string path, ReadOnlySpan<byte> start) =>
        start.StartsWith("PK\u0003\u0004"u8) || start.StartsWith("PK\u0005\u0006"u8) ? FormatMatch.Certain : FormatMatch.No;

    /// <inheritdoc/>
    public override IRecordingReader Open(string path, ReadOptions options)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(options);
        try
        {
            Dictionary<string, long> members = ReadMembers(path);
            string? time = Find(path, members, options, "time", "time", "times", "spike_times");
            string? unit = Find(path, members, options, "unit", "unit", "units", "spike_clusters");
            if (time is not null && unit is not null && options.Kind is null or RecordingKind.Spikes)
                return NpyReader.Spikes(Name, OpenMember(path, members, time!), OpenMember(path, members, unit!), options, ReadMetadata(path, members));
            string? counts = Find(path, members, options, "counts", "counts"), values = Find(path, members, options, "values", "values");
            string? matrix = options.Kind == RecordingKind.Series ? values ?? counts : counts ?? values;
            if (matrix is null)
                throw new InvalidInputException($"{path}: found members {string.Join(", ", members.Keys.Take(20))}, expected time and unit, counts, or values; name them in the setting columns.");
            NpyColumn? Companion(string member) => members.ContainsKey(member) && member != matrix ? OpenMember(path, members, member) : null;
            return NpyReader.Matrix(
                Name,
                OpenMember(path, members, matrix),
                options with { Kind = options.Kind ?? (matrix == counts ? RecordingKind.Counts : RecordingKind.Series) },
                new NpyCompanions(Companion(CountsSchema.Bin), Companion(CountsSchema.Time), Companion(NpzWriter.Observed)),
                ReadMetadata(path, members));
        }
        catch (InvalidDataException fault)
        {
            throw new InvalidInputException($"{path}: found an archive that cannot be read: {fault.Message.TrimEnd('.')}.", fault);
        }
    }

    /// <inheritdoc/>
    public override IRecordingWriter Create(string path, Schema schema, WriteOptions options) => new NpzWriter(path, schema, options);

    // What our own archives say of themselves; a member of that name that is something else is not ours.
    private static Dictionary<string, string>? ReadMetadata(string path, Dictionary<string, long> members)
    {
        if (!members.TryGetValue(NpzWriter.Metadata, out long bytes) || bytes > MostMetadataBytes) return null;
        try
        {
            NpyColumn column = OpenMember(path, members, NpzWriter.Metadata);
            if (column.Header is not { Kind: 'u', ItemSize: 1, Dimensions: 1 }) return null;
            double[] values = new double[column.Header.Rows];
            using NpyColumn.Cursor cursor = column.OpenAt(0);
            cursor.Read(values);
            Dictionary<string, string>? metadata = JsonSerializer.Deserialize<Dictionary<string, string>>(System.Array.ConvertAll(values, value => (byte)value));
            return metadata is not null && metadata.ContainsKey(RecordingMetadata.Kind) && !metadata.ContainsValue(null!) ? metadata : null;
        }
        catch (Exception fault) when (fault is JsonException or InvalidInputException)
        {
            return null;
        }
    }

    private static Dictionary<string, long> ReadMembers(string path)
    {
        using ZipArchive archive = ZipFile.OpenRead(path);
        var members = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (ZipArchiveEntry entry in archive.Entries)
        {
            if (entry.FullName.EndsWith(".npy", StringComparison.Ordinal)) members[entry.FullName[..^4]] = entry.Length;
        }

        return members;
    }

    private static string? Find(string path, Dictionary<string, long> members, ReadOptions options, string role, params ReadOnlySpan<string> usual)
    {
        if (options.ColumnFor(role) is { } named)
        {
            return members.ContainsKey(named)
                ? named
                : throw new InvalidInputException($"{path}: found no member \"{named}\" for {role}, expected one of {string.Join(", ", members.Keys.Take(20))}.");
        }

        foreach (string name in usual)
        {
            if (members.ContainsKey(name)) return name;
        }

        return null;
    }

    private static NpyColumn OpenMember(string path, Dictionary<string, long> members, string member) =>
        NpyColumn.Open($"{path}[{member}]", members[member], () => new ZipMemberStream(path, member + ".npy"));
}
