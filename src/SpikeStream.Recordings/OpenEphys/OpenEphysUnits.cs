namespace SpikeStream.Recordings;

/// <summary>The units of a recording: the clusters of each electrode.</summary>
internal sealed class OpenEphysUnits
{
    private OpenEphysUnits(IReadOnlyList<OpenEphysElectrode> electrodes, UnitTable table, IReadOnlyList<(int Electrode, int Cluster)> units)
    {
        Electrodes = electrodes;
        Table = table;
        Units = units;
    }

    public IReadOnlyList<OpenEphysElectrode> Electrodes { get; }

    /// <summary>What is known of each unit.</summary>
    public UnitTable Table { get; }

    /// <summary>Electrode and cluster of each unit, in this order.</summary>
    public IReadOnlyList<(int Electrode, int Cluster)> Units { get; }

    /// <summary>Names of the units: <c>stream/electrode#cluster</c>.</summary>
    public IReadOnlyList<string> Names => [.. Table.Find(UnitTable.Id)!.Values.Select(name => (string)name!)];

    /// <summary>Numbers the units by electrode and cluster.</summary>
    /// <param name="electrodes">The electrodes.</param>
    public static OpenEphysUnits Of(IReadOnlyList<OpenEphysElectrode> electrodes)
    {
        // Several processors may have electrodes of one name on one stream: then their folders tell them apart.
        bool areDistinct = electrodes.DistinctBy(electrode => (electrode.Stream, electrode.Name)).Count() == electrodes.Count;
        string[] keys = [.. electrodes.Select(electrode => areDistinct ? $"{electrode.Stream}/{electrode.Name}" : electrode.Group is null ? electrode.Folder : $"{electrode.Folder}/{electrode.Name}")];
        (int Electrode, int Cluster)[] units = [.. electrodes.SelectMany((electrode, i) => electrode.Counts.Keys.Select(cluster => (i, cluster)))];
        UnitTable table = new(
        [
            new(UnitTable.Id, [.. units.Select(unit => FormattableString.Invariant($"{keys[unit.Electrode]}#{unit.Cluster}"))]),
            new("stream", [.. units.Select(unit => electrodes[unit.Electrode].Stream)]),
            new("electrode", [.. units.Select(unit => electrodes[unit.Electrode].Name)]),
            new("cluster", [.. units.Select(unit => (object)(double)unit.Cluster)]),
            new("channels", [.. units.Select(unit => electrodes[unit.Electrode].Channels is { Count: > 0 } names ? string.Join(", ", names) : null)]),
        ]);
        return new(electrodes, table, units);
    }
}
