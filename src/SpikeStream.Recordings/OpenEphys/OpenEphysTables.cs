namespace SpikeStream.Recordings;

/// <summary>Finds the tables of a recording, and opens one.</summary>
internal static class OpenEphysTables
{
    private const string Spikes = "spikes";
    private const string Events = "events";
    private const string Continuous = "continuous";

    /// <summary>Opens a table.</summary>
    /// <param name="recording">The recording.</param>
    /// <param name="name">Name of the table; null for the first of the kind that options state, or the first of all.</param>
    public static IRecordingReader Open(OpenEphysRecording recording, string? name)
    {
        RecordingTable[] all = [.. All(recording)];
        RecordingTable table = Choose(recording, all, name);
        if (recording.Options.Kind is { } kind && kind != table.Kind)
            throw new InvalidInputException($"{recording.Folder}: found {RecordingMetadata.KindText(table.Kind)} in \"{table.Name}\", expected {RecordingMetadata.KindText(kind)} because the kind is stated.");
        if (table.Kind == RecordingKind.Spikes) return OpenEphysSpikes.Open(recording);
        string folder = table.Name![(table.Name!.IndexOf('/', StringComparison.Ordinal) + 1)..];
        IRecordingReader whole = table.Kind == RecordingKind.Series
            ? OpenEphysSeriesReader.Open(recording, recording.Structure.Streams.First(stream => stream.Folder == folder))
            : OpenEphysEvents.Open(recording, recording.Structure.Events.First(events => events.Folder == folder));
        return SelectedReader.Create(recording.Folder, whole, recording.Options);
    }

    /// <summary>All tables, the one that is read by default first. Continuous data are listed only where there is nothing else: they are far larger, and read when they are named.</summary>
    public static IReadOnlyList<RecordingTable> List(OpenEphysRecording recording)
    {
        RecordingTable[] all = [.. All(recording)], small = [.. all.Where(table => table.Kind != RecordingKind.Series)];
        if (all.Length == 0) throw Nothing(recording);
        return small.Length > 0 ? small : all;
    }

    private static RecordingTable Choose(OpenEphysRecording recording, RecordingTable[] all, string? name)
    {
        if (all.Length == 0) throw Nothing(recording);
        if (name is not null) return all.FirstOrDefault(table => table.Name == name) ?? throw new InvalidInputException($"{recording.Folder}: found no table \"{name}\", expected one of {Names(all)}.");
        RecordingKind kind = recording.Options.Kind ?? all[0].Kind;
        RecordingTable[] fitting = [.. all.Where(table => table.Kind == kind)];
        if (fitting.Length == 0) throw new InvalidInputException($"{recording.Folder}: found no {RecordingMetadata.KindText(kind)}, expected one of {Names(all)}.");
        if (fitting.Length > 1) recording.Options.Notice?.Invoke($"{recording.Folder}: read the table {fitting[0].Name}, the first of {fitting.Length}");
        return fitting[0];
    }

    private static IEnumerable<RecordingTable> All(OpenEphysRecording recording)
    {
        if (recording.Structure.Spikes.Any(spikes => Directory.Exists(recording.In(Spikes, spikes.Folder)))) yield return new(Spikes, RecordingKind.Spikes);
        string[] events = [.. recording.Structure.Events.Select(events => events.Folder).Distinct()];
        foreach (string folder in events.Where(folder => OpenEphysEvents.IsLines(recording.In(Events, folder)))) yield return new($"{Events}/{folder}", RecordingKind.Trials);
        foreach (string folder in events.Where(folder => OpenEphysEvents.IsMessages(recording.In(Events, folder)))) yield return new($"{Events}/{folder}", RecordingKind.Trials);
        foreach (string folder in recording.Structure.Streams.Select(stream => stream.Folder).Distinct().Where(folder => Directory.Exists(recording.In(Continuous, folder))))
            yield return new($"{Continuous}/{folder}", RecordingKind.Series);
    }

    private static InvalidInputException Nothing(OpenEphysRecording recording) =>
        new($"{recording.Folder}: found none of the folders that {OpenEphysFolders.Structure} lists, expected spikes, events or continuous data.");

    private static string Names(RecordingTable[] tables) => string.Join(", ", tables.Take(20).Select(table => table.Name)) + (tables.Length > 20 ? ", ..." : "");
}
