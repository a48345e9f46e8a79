namespace SpikeStream.Recordings;

/// <summary>Where a table goes in an NWB file.</summary>
/// <param name="Parent">Path of the group that it lies in; empty for the root.</param>
/// <param name="Name">Its name there.</param>
internal sealed record NwbPlace(string Parent, string Name)
{
    private const string Trials = "trials", Results = "processing/spikestream", Intervals = "intervals", Units = "units";

    /// <summary>Path in the file.</summary>
    public string Path => Parent.Length == 0 ? Name : $"{Parent}/{Name}";

    /// <summary>Finds a place: that which the table had where it has one in every file, else that of its kind.</summary>
    /// <param name="name">Its name where it comes from, or null.</param>
    /// <param name="kind">Its kind.</param>
    /// <param name="isSeries">Whether it is written as a time series.</param>
    /// <param name="taken">Paths that are taken; the new one is added.</param>
    public static NwbPlace Find(string? name, RecordingKind kind, bool isSeries, HashSet<string> taken)
    {
        string[] parts = (name ?? string.Empty).Split('/', StringSplitOptions.RemoveEmptyEntries);
        string? last = parts.Length == 0 ? null : Plain(parts[^1]);
        NwbPlace place = kind switch
        {
            RecordingKind.Spikes => taken.Contains(Units) ? new("processing/ecephys", last ?? Units) : new(string.Empty, Units),
            RecordingKind.Trials => new(Intervals, last is null || (!taken.Contains($"{Intervals}/{Trials}") && parts[0] != Intervals) ? Trials : last),
            _ when !isSeries => new(Results, last ?? RecordingMetadata.KindText(kind)),
            RecordingKind.Counts => new("processing/ecephys", last ?? "counts"),
            _ when parts is ["acquisition", _, ..] => new("acquisition", last!),
            _ when parts is ["stimulus", "presentation", _, ..] => new("stimulus/presentation", last!),
            _ when parts is ["processing", _, _, ..] => new($"processing/{Plain(parts[1])}", last!),
            _ => new("processing/behavior", last ?? "series"),
        };
        NwbPlace free = place;
        for (int copy = 2; !taken.Add(free.Path); copy++) free = place with { Name = $"{place.Name}_{copy}" };
        return free;
    }

    private static string Plain(string name) => name is "." or ".." ? "table" : name;
}
