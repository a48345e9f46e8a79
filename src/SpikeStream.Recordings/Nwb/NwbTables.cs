namespace SpikeStream.Recordings;

/// <summary>Finds the tables of an NWB file, and opens one.</summary>
internal static class NwbTables
{
    private const int MostDepth = 5;
    private const int MostTables = 10_000;

    /// <summary>Opens the table that options choose.</summary>
    public static IRecordingReader Open(string path, ReadOptions options)
    {
        NwbFile file = NwbFile.Open(path, options);
        try
        {
            string? table = options.Table?.Trim('/');
            RecordingKind kind = options.Kind ?? (table is null ? RecordingKind.Spikes : KindOf(file, table));
            return kind switch
            {
                RecordingKind.Spikes => NwbSpikes.Open(file, table ?? DefaultUnits(file)),
                RecordingKind.Trials => SelectedReader.Create(path, NwbTrials.Open(file, table ?? DefaultIntervals(file)), options),
                RecordingKind.Series => SelectedReader.Create(path, NwbSeriesReader.Open(file, table ?? DefaultSeries(file)), options),
                _ => throw new InvalidInputException($"{path}: found kind {RecordingMetadata.KindText(kind)} asked for, expected spikes, trials or series of an NWB file."),
            };
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>All tables, the one that is read by default first.</summary>
    public static IReadOnlyList<RecordingTable> List(string path)
    {
        using var file = NwbFile.Open(path, ReadOptions.Default);
        List<RecordingTable> tables = [.. All(file)];
        return tables.Count > 0 ? tables : throw new InvalidInputException($"{path}: found neither units with spike times nor intervals nor time series, expected one of them.");
    }

    private static IEnumerable<RecordingTable> All(NwbFile file)
    {
        foreach (string root in (string[])["units", "intervals", "processing/behavior", "processing", "acquisition", "stimulus", "analysis", "scratch"])
        {
            using Hdf5Group? group = file.Root.FindGroup(root);
            if (group is null) continue;
            foreach (RecordingTable table in Below(group, 0, skip: root == "processing" ? "behavior" : null)) yield return table;
        }
    }

    private static IEnumerable<RecordingTable> Below(Hdf5Group group, int depth, string? skip = null)
    {
        if (Kind(group) is { } kind)
        {
            yield return new(group.Path, kind);
            yield break;
        }

        if (depth > MostDepth) yield break;
        foreach (string name in group.Names().Take(MostTables))
        {
            if (name == skip || group.IsExternal(name)) continue;
            using Hdf5Group? next = group.FindGroup(name);
            if (next is null) continue;
            foreach (RecordingTable table in Below(next, depth + 1)) yield return table;
        }
    }

    private static RecordingKind? Kind(Hdf5Group group)
    {
        if (group.Has("spike_times")) return RecordingKind.Spikes;
        if (group.Has("start_time") && group.Has("stop_time")) return RecordingKind.Trials;
        return group.Has("data") && (group.Has("timestamps") || group.Has("starting_time")) ? RecordingKind.Series : null;
    }

    private static RecordingKind KindOf(NwbFile file, string table)
    {
        using Hdf5Group? group = file.Root.FindGroup(table);
        if (group is not null && Kind(group) is { } kind) return kind;
        throw new InvalidInputException($"{file.Path}: found {(group is null ? "no group" : "neither spike times nor intervals nor a time series in")} \"{table}\", expected one of {Names(file, null)}.");
    }

    private static string DefaultUnits(NwbFile file)
    {
        if (All(file).FirstOrDefault(table => table.Kind == RecordingKind.Spikes)?.Name is { } found) return found;
        using Hdf5Group? units = file.Root.FindGroup("units");
        string what = units is null ? "found no units table" : "found units but no spike times";
        throw new InvalidInputException($"{file.Path}: {what}, expected /units with spike_times; what else there is: {Names(file, null)}.");
    }

    private static string DefaultIntervals(NwbFile file)
    {
        string[] names = [.. All(file).Where(table => table.Kind == RecordingKind.Trials && table.Name != NwbObservation.InvalidTimes).Select(table => table.Name!)];
        if (names.Contains("intervals/trials")) return "intervals/trials";
        if (names.Length == 0) throw new InvalidInputException($"{file.Path}: found no trials, expected /intervals/trials; what else there is: {Names(file, null)}.");
        file.Notice($"{file.Path}: found no /intervals/trials, and took /{names[0]} for the trials");
        return names[0];
    }

    private static string DefaultSeries(NwbFile file) =>
        All(file).FirstOrDefault(table => table.Kind == RecordingKind.Series)?.Name
        ?? throw new InvalidInputException($"{file.Path}: found no time series, expected one in /processing, /acquisition or /stimulus; what else there is: {Names(file, null)}.");

    private static string Names(NwbFile file, RecordingKind? kind)
    {
        string[] names = [.. All(file).Where(table => kind is null || table.Kind == kind).Take(21).Select(table => table.Name!)];
        return names.Length switch { 0 => "none", > 20 => $"{string.Join(", ", names[..20])}, ...", _ => string.Join(", ", names) };
    }
}
