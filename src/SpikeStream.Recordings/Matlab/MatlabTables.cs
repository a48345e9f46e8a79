using System.Text.Json;
using Apache.Arrow;

namespace SpikeStream.Recordings;

/// <summary>Finds what is to be read of a MATLAB file, and opens it.</summary>
internal static class MatlabTables
{
    /// <summary>Opens the variables that options choose.</summary>
    public static IRecordingReader Open(string path, ReadOptions options)
    {
        var file = MatlabFile.Open(path);
        try
        {
            MatlabPlace? place = options.Table is { } table ? MatlabPath.Find(file, file.Root, table, "table") : null;
            (RecordingKind kind, place) = options.Kind is { } stated ? (stated, place ?? DefaultFor(file, stated, options)) : Choose(file, place, options);
            return kind switch
            {
                RecordingKind.Spikes => MatlabSpikes.Open(file, place, options),
                RecordingKind.Counts or RecordingKind.Series => SelectedReader.Create(path, MatlabMatrixReader.Open(file, place, kind, options), options),
                RecordingKind.Trials => SelectedReader.Create(path, MatlabTrials.Open(file, place, options), options),
                _ => throw new InvalidInputException($"{path}: found kind {RecordingMetadata.KindText(kind)} asked for, expected spikes, counts, series or trials of a MATLAB file."),
            };
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>What can be read, the spikes first; matrices only where options say the time between their rows, or nothing else is there.</summary>
    public static IReadOnlyList<RecordingTable> List(string path, ReadOptions options)
    {
        using var file = MatlabFile.Open(path);
        List<RecordingTable> tables = [.. MatlabCandidates.Spikes(file).Select(place => new RecordingTable(place?.Path, RecordingKind.Spikes))];
        bool isTimed = options.BinWidth is not null || options.ColumnFor("time") is not null;
        tables.AddRange(MatlabCandidates.Trials(file).Select(place => new RecordingTable(place.Path, RecordingKind.Trials)));
        if (isTimed || tables.Count == 0)
        {
            tables.AddRange(MatlabCandidates.Matrices(file, options.ColumnFor("time"))
                .Select(place => new RecordingTable(place.Path, options.Kind == RecordingKind.Counts || IsCounts(place) ? RecordingKind.Counts : RecordingKind.Series)));
        }

        if (options.Kind is { } kind && tables.Exists(table => table.Kind == kind)) tables.RemoveAll(table => table.Kind != kind);
        return tables.Count > 0 ? tables : throw new InvalidInputException($"{path}: found {file.Variables}, expected spikes, a matrix of numbers, or trials.");
    }

    /// <summary>The variable that plays a role: a field of the chosen struct, or else a variable of the file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="place">What was chosen.</param>
    /// <param name="path">Name or path of the variable.</param>
    /// <param name="role">The role, for messages.</param>
    public static MatlabPlace Role(MatlabFile file, MatlabPlace? place, string path, string role)
    {
        int end = path.AsSpan().IndexOfAny(".{('");
        if (place?.Value is MatlabStructs structs && structs.Find(end < 0 ? path : path[..end]) >= 0)
            return MatlabPath.Find(file, structs, path, $"columns {role}") with { Path = $"{place.Path}.{path}" };
        return MatlabPath.Find(file, file.Root, path, $"columns {role}");
    }

    /// <summary>A schema with what the file says of itself.</summary>
    public static Schema WithSession(MatlabFile file, Schema schema)
    {
        SortedDictionary<string, string> facts = new(StringComparer.Ordinal) { ["header"] = file.Header.Text, ["variables"] = file.Variables };
        return RecordingMetadata.With(schema, new KeyValuePair<string, string?>(RecordingMetadata.Session, JsonSerializer.Serialize(facts)));
    }

    // Where options state no kind, what is there decides.
    private static (RecordingKind Kind, MatlabPlace? Place) Choose(MatlabFile file, MatlabPlace? place, ReadOptions options)
    {
        if (options.ColumnFor("counts") is not null) return (RecordingKind.Counts, place);
        if (options.ColumnFor("values") is not null) return (RecordingKind.Series, place);
        if (options.ColumnFor("unit") is not null) return (RecordingKind.Spikes, place);
        if (options.ColumnFor("condition") is not null || options.ColumnFor("start") is not null) return (RecordingKind.Trials, place);
        if (place is not null) return (KindOf(file, place, options), place);
        if (options.ColumnFor("time") is { } time) return (RecordingKind.Spikes, Role(file, null, time, "time"));
        MatlabPlace?[] spikes = [.. MatlabCandidates.Spikes(file)];
        if (spikes.Length > 0) return (RecordingKind.Spikes, Only(file, spikes, "spikes"));
        MatlabPlace[] matrices = [.. MatlabCandidates.Matrices(file, null).Where(matrix => !matrix.Value.IsVector)];
        if (matrices.Length == 1) return (IsCounts(matrices[0]) ? RecordingKind.Counts : RecordingKind.Series, matrices[0]);
        throw new InvalidInputException(
            $"{file.Path}: found no spikes in {file.Variables}, expected cells or structs with a vector of times per unit, or vectors such as spiketimes and unit: name what is to be read in the setting table, and state its kind.");
    }

    private static MatlabPlace? DefaultFor(MatlabFile file, RecordingKind kind, ReadOptions options)
    {
        switch (kind)
        {
            case RecordingKind.Spikes:
                if (options.ColumnFor("unit") is not null) return null;
                if (options.ColumnFor("time") is { } time) return Role(file, null, time, "time");
                MatlabPlace?[] spikes = [.. MatlabCandidates.Spikes(file)];
                return spikes.Length > 0 ? Only(file, spikes, "spikes") : throw new InvalidInputException($"{file.Path}: found no spikes in {file.Variables}, expected cells or structs with a vector of times per unit, or vectors such as spiketimes and unit: name the variable in the setting table (--table).");
            case RecordingKind.Trials:
                MatlabPlace?[] trials = [.. MatlabCandidates.Trials(file)];
                bool isStated = options.ColumnFor("condition") is not null || options.ColumnFor("start") is not null;
                return isStated || trials.Length == 0 ? null : Only(file, trials, "trials");
            default:
                if (options.ColumnFor("counts") is not null || options.ColumnFor("values") is not null) return null;
                MatlabPlace?[] matrices = [.. MatlabCandidates.Matrices(file, options.ColumnFor("time"))];
                return matrices.Length > 0 ? Only(file, matrices, RecordingMetadata.KindText(kind)) : throw new InvalidInputException($"{file.Path}: found no matrix of numbers in {file.Variables}, expected one for {RecordingMetadata.KindText(kind)}.");
        }
    }

    private static MatlabPlace? Only(MatlabFile file, MatlabPlace?[] places, string what) => places.Length == 1
        ? places[0]
        : throw new InvalidInputException(
            $"{file.Path}: found {string.Join(" and ", places.Take(5).Select(place => place?.Path ?? "two vectors"))}{(places.Length > 5 ? " and others" : string.Empty)}, which may all be {what}, among {file.Variables}, expected one: name it in the setting table.");

    private static RecordingKind KindOf(MatlabFile file, MatlabPlace place, ReadOptions options)
    {
        switch (place.Value)
        {
            case MatlabNumbers { IsMatrix: true } numbers when !numbers.IsVector || place.IsTransposed || (options.ColumnFor("time") is not null && !MatlabNames.IsSpikeTime(place.Name)):
                return IsCounts(place) ? RecordingKind.Counts : RecordingKind.Series;
            case MatlabNumbers { IsVector: true } when MatlabNames.IsTime(place.Name):
            case MatlabCells:
                return RecordingKind.Spikes;
            case MatlabStructs structs:
                return MatlabCandidates.HasTrials(structs) && MatlabUnitSearch.TimeField(structs, options.ColumnFor("time")) < 0 ? RecordingKind.Trials : RecordingKind.Spikes;
            default:
                throw new InvalidInputException($"{file.Path}: {place.Path}: found {place.Value}, which does not say what it is, expected the setting kind: spikes, counts, series or trials.");
        }
    }

    // As with other arrays: integers are counts and other numbers a series, unless the kind is stated.
    private static bool IsCounts(MatlabPlace place) => place.Value is MatlabNumbers { IsInteger: true };
}
