namespace SpikeStream.Recordings;

/// <summary>Finds what in a MATLAB file may be a recording, by shapes and usual names.</summary>
internal static class MatlabCandidates
{
    private const int MostDepth = 4;

    /// <summary>What may be spikes; null stands for vectors of times and units among the variables themselves.</summary>
    public static IEnumerable<MatlabPlace?> Spikes(MatlabFile file) => MatlabSpikes.EventFields(file.Root) is { } fields
        ? Spikes(file.Root, string.Empty, 0, [fields.Time, fields.Unit]).Prepend<MatlabPlace?>(null)
        : Spikes(file.Root, string.Empty, 0, []);

    /// <summary>What may be trials: structs with starts and stops.</summary>
    public static IEnumerable<MatlabPlace> Trials(MatlabFile file) =>
        Variables(file).Where(place => place.Value is MatlabStructs { Count: > 0 } structs && HasTrials(structs));

    /// <summary>Variables that are matrices or vectors of numbers.</summary>
    /// <param name="file">The file.</param>
    /// <param name="time">One that has the times, and is not among them.</param>
    public static IEnumerable<MatlabPlace> Matrices(MatlabFile file, string? time) =>
        Variables(file).Where(place => place.Value is MatlabNumbers { IsMatrix: true, Count: > 1 } && place.Path != time);

    public static bool HasTrials(MatlabStructs structs) => MatlabNames.Find(structs, MatlabNames.IsStart) >= 0 && MatlabNames.Find(structs, MatlabNames.IsStop) >= 0;

    private static IEnumerable<MatlabPlace> Variables(MatlabFile file) => file.Root.Fields.Select((name, field) => new MatlabPlace(name, file.Root.At(0, field), false));

    private static IEnumerable<MatlabPlace> Spikes(MatlabStructs structs, string prefix, int depth, int[] without)
    {
        for (int field = 0; field < structs.Fields.Count; field++)
        {
            if (without.Contains(field)) continue;
            MatlabPlace place = new(prefix + structs.Fields[field], structs.At(0, field), false);
            if (MayBeSpikes(place)) yield return place;
            else if (place.Value is MatlabStructs { Count: 1 } inner && depth < MostDepth)
            {
                foreach (MatlabPlace found in Spikes(inner, place.Path + ".", depth + 1, [])) yield return found;
            }
        }
    }

    private static bool MayBeSpikes(MatlabPlace place) => place.Value switch
    {
        MatlabNumbers numbers => numbers.IsVector && numbers.Count != 1 && MatlabNames.IsSpikeTime(place.Name),
        MatlabStructs { Count: 1 } structs when MatlabUnitSearch.TimeField(structs, null) is >= 0 and int time && structs.At(0, time) is MatlabNumbers times => MayBeTrain(structs, time, times),
        MatlabCells or MatlabStructs { Count: > 0 } => MatlabUnitSearch.In(place.Value, null) is { Fault: null, HasTrains: true },
        _ => false,
    };

    // Times beside other numbers, one for each, are those of a series.
    private static bool MayBeTrain(MatlabStructs structs, int time, MatlabNumbers times)
    {
        if (MatlabSpikes.EventFields(structs) is not null) return true;
        if (!times.IsVector || times.Count == 1) return false;
        return MatlabNames.IsSpikeTime(structs.Fields[time])
            || !Enumerable.Range(0, structs.Fields.Count).Any(field => field != time && structs.At(0, field) is MatlabNumbers { Count: > 0 } other && other.Extent.Contains(times.Count));
    }
}
