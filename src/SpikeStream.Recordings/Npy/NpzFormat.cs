using System.Text.Json;
using Apache.Arrow;

namespace SpikeStream.Recordings;

/// <summary>A NumPy archive: members for times and units of spikes, or one for counts or a series; the columns setting names them where they have other names.</summary>
public sealed class NpzFormat : RecordingFormat
{
    private const int MostMetadataBytes = 1 << 26;
    private const string Ending = ".npy";
    private const string UnitNamesRole = "unit_names";

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
        var directory = ZipDirectory.Read(path);
        Dictionary<string, long> members = ReadMembers(directory);
        string? time = Find(path, members, options, "time", "time", "times", "spike_times");
        string? unit = Find(path, members, options, "unit", "unit", "units", "spike_clusters");
        NpyColumn Open(string member) => OpenMember(path, directory, member);
        if (options.Kind == RecordingKind.Spikes || (options.Kind is null && time is not null && unit is not null))
        {
            string role = time is null ? "time" : "unit";
            if (time is null || unit is null) throw new InvalidInputException($"{path}: found members {Names(members)}, expected one for {role}; name it in the setting columns: {{ \"{role}\": \"MEMBER\" }} (--column {role}=MEMBER).");
            return NpyReader.Spikes(Name, Open(time), Open(unit), WithNames(path, directory, members, options), ReadMetadata(path, directory, members));
        }

        string? counts = Find(path, members, options, "counts", "counts"), values = Find(path, members, options, "values", "values");
        string? matrix = options.Kind == RecordingKind.Series ? values ?? counts : counts ?? values;
        if (matrix is null)
            throw new InvalidInputException($"{path}: found members {Names(members)}, expected time and unit, counts, or values; name them in the setting columns, such as {{ \"time\": \"MEMBER\", \"unit\": \"MEMBER\" }} (--column time=MEMBER --column unit=MEMBER).");
        NpyColumn? Companion(string member) => members.ContainsKey(member) && member != matrix ? Open(member) : null;
        return NpyReader.Matrix(
            Name,
            Open(matrix),
            WithNames(path, directory, members, options) with { Kind = options.Kind ?? (matrix == counts ? RecordingKind.Counts : RecordingKind.Series) },
            new NpyCompanions(Companion(CountsSchema.Bin), Companion(CountsSchema.Time), Companion(NpzWriter.Observed)),
            ReadMetadata(path, directory, members));
    }

    /// <inheritdoc/>
    public override IRecordingWriter Create(string path, Schema schema, WriteOptions options) => new NpzWriter(path, schema, options);

    // What our own archives say of themselves; a member of that name that is something else is not ours.
    private static Dictionary<string, string>? ReadMetadata(string path, ZipDirectory directory, Dictionary<string, long> members)
    {
        if (!members.TryGetValue(NpzWriter.Metadata, out long bytes) || bytes > MostMetadataBytes) return null;
        try
        {
            NpyColumn column = OpenMember(path, directory, NpzWriter.Metadata);
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

    // Names of the units by their numbers, where the options do not state them.
    private static ReadOptions WithNames(string path, ZipDirectory directory, Dictionary<string, long> members, ReadOptions options)
    {
        if (options.UnitNames is not null || Find(path, members, options, UnitNamesRole, UnitNamesRole, "names") is not { } member) return options;
        try
        {
            return options with { UnitNames = NpyText.ReadNames(OpenMember(path, directory, member)) };
        }
        catch (InvalidInputException fault) when (options.ColumnFor(UnitNamesRole) is null)
        {
            options.Notice?.Invoke($"left out the names of units: {fault.Message}");
            return options;
        }
    }

    private static Dictionary<string, long> ReadMembers(ZipDirectory directory) =>
        directory.Members.Values.Where(member => member.Name.EndsWith(Ending, StringComparison.Ordinal)).ToDictionary(member => member.Name[..^Ending.Length], member => member.Bytes, StringComparer.Ordinal);

    private static string Names(Dictionary<string, long> members) => members.Count == 0 ? "none" : string.Join(", ", members.Keys.Take(20));

    private static string? Find(string path, Dictionary<string, long> members, ReadOptions options, string role, params ReadOnlySpan<string> usual)
    {
        if (options.ColumnFor(role) is { } named)
        {
            return members.ContainsKey(named)
                ? named
                : throw new InvalidInputException($"{path}: found no member \"{named}\" for {role}, expected one of {Names(members)}.");
        }

        foreach (string name in usual)
        {
            if (members.ContainsKey(name)) return name;
        }

        return null;
    }

    private static NpyColumn OpenMember(string path, ZipDirectory directory, string member) =>
        NpyColumn.OpenMember($"{path}[{member}]", directory.Members[member + Ending].Bytes, () => directory.Open(member + Ending));
}
