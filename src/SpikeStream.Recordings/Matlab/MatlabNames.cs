namespace SpikeStream.Recordings;

/// <summary>Names that variables and fields usually have, in any case of letters, with or without underscores.</summary>
internal static class MatlabNames
{
    private static readonly HashSet<string> SpikeTimeNames = new(StringComparer.OrdinalIgnoreCase) { "spiketime", "spiketimes", "spiketimestamps" };
    private static readonly HashSet<string> TimeNames = new(StringComparer.OrdinalIgnoreCase) { "time", "times", "timestamp", "timestamps" };
    private static readonly HashSet<string> UnitNames = new(StringComparer.OrdinalIgnoreCase)
    {
        "unit", "units", "unitid", "unitids", "cluster", "clusters", "clusterid", "clusterids", "spikeclusters", "spikeunits", "neuron", "neurons", "neuronid", "neuronids",
    };

    private static readonly HashSet<string> StartNames = new(StringComparer.OrdinalIgnoreCase) { "start", "starts", "starttime", "starttimes" };
    private static readonly HashSet<string> StopNames = new(StringComparer.OrdinalIgnoreCase) { "stop", "stops", "stoptime", "stoptimes", "end", "ends", "endtime", "endtimes" };

    /// <summary>Whether a name says that there are times of spikes.</summary>
    public static bool IsSpikeTime(string name) => SpikeTimeNames.Contains(Plain(name));

    /// <summary>Whether a name says that there are times, of spikes or anything else.</summary>
    public static bool IsTime(string name) => TimeNames.Contains(Plain(name)) || IsSpikeTime(name);

    public static bool IsUnit(string name) => UnitNames.Contains(Plain(name));

    public static bool IsStart(string name) => StartNames.Contains(Plain(name));

    public static bool IsStop(string name) => StopNames.Contains(Plain(name));

    /// <summary>The first field of a struct whose name has a meaning, those of spike times before others; -1 where there is none.</summary>
    public static int Find(MatlabStructs structs, Func<string, bool> means)
    {
        int found = -1;
        for (int field = 0; field < structs.Fields.Count; field++)
        {
            if (!means(structs.Fields[field])) continue;
            if (IsSpikeTime(structs.Fields[field])) return field;
            if (found < 0) found = field;
        }

        return found;
    }

    private static string Plain(string name) => name.Replace("_", string.Empty, StringComparison.Ordinal);
}
