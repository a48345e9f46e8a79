using System.Runtime.InteropServices;

namespace SpikeStream.Recordings;

/// <summary>Finds the electrodes of a recording and the clusters that they have.</summary>
internal static class OpenEphysElectrodes
{
    private const int ChunkRows = 65_536;
    private const int MostUnits = 1 << 20;

    /// <summary>The electrodes that have a folder, in the order of <c>structure.oebin</c>; their clusters are read through once.</summary>
    public static IReadOnlyList<OpenEphysElectrode> Read(OpenEphysRecording recording)
    {
        List<OpenEphysElectrode> electrodes = [];
        int missing = 0, unsorted = 0;
        foreach (OpenEphysSpikeFolder spikes in recording.Structure.Spikes)
        {
            string folder = recording.In("spikes", spikes.Folder);
            if (OpenEphysTimes.TryOpen(recording.Arrays, folder) is not { } times)
            {
                missing++;
                continue;
            }

            NpyColumn? clusters = recording.Arrays.TryOpen(folder, "clusters.npy") ?? recording.Arrays.TryOpen(folder, "spike_clusters.npy");
            if (clusters is null) unsorted++;
            NpyColumn? group = spikes.Electrodes.Count > 1 ? recording.Arrays.TryOpen(folder, "spike_electrode_indices.npy") : null;
            foreach (NpyColumn? column in (NpyColumn?[])[clusters, group])
            {
                if (column is { Header.Kind: not ('i' or 'u') }) throw new InvalidInputException($"{column.Name}: found elements that are not integers, expected one per spike.");
            }

            NpyTimes chosen = recording.Clock.Of(times, spikes.SampleRate ?? recording.MainRate);
            NpyColumn?[] together = recording.Arrays.Together(chosen.Column, clusters, group);
            electrodes.AddRange(Electrodes(spikes, chosen with { Column = together[0]! }, together[1], together[2]));
        }

        if (missing > 0) recording.Options.Notice?.Invoke($"{recording.Folder}: found no spikes of {missing} of {recording.Structure.Spikes.Count} folders that {OpenEphysFolders.Structure} lists");
        if (unsorted > 0) recording.Options.Notice?.Invoke($"{recording.Folder}: found no clusters of {unsorted} folders of spikes, and took these as unsorted");
        return electrodes;
    }

    private static IEnumerable<OpenEphysElectrode> Electrodes(OpenEphysSpikeFolder spikes, NpyTimes times, NpyColumn? clusters, NpyColumn? group)
    {
        Dictionary<int, SortedDictionary<int, long>> counts = Count(times, clusters, group);
        if (group is null)
        {
            yield return new(spikes.Stream, spikes.Electrodes.Count == 1 ? spikes.Electrodes[0] : spikes.Folder.Split('/')[^1], spikes.Channels, spikes.Folder, times, clusters, null, 0, counts.GetValueOrDefault(0, []));
            yield break;
        }

        // Numbers are from 1 on; where they are not, names would go to the wrong electrodes.
        bool areNames = counts.Keys.All(number => number >= 1 && number <= spikes.Electrodes.Count);
        foreach ((int number, SortedDictionary<int, long> own) in counts.OrderBy(entry => entry.Key))
            yield return new(spikes.Stream, areNames ? spikes.Electrodes[number - 1] : FormattableString.Invariant($"{number}"), spikes.Channels, spikes.Folder, times, clusters, group, number, own);
    }

    private static Dictionary<int, SortedDictionary<int, long>> Count(NpyTimes times, NpyColumn? clusters, NpyColumn? group)
    {
        Dictionary<(int Number, int Cluster), long> pairs = [];
        if (clusters is null && group is null && times.Rows > 0) pairs[(0, 0)] = times.Rows;
        using NpyColumn.Cursor? clusterCursor = clusters?.OpenAt(0), groupCursor = group?.OpenAt(0);
        double[] ids = new double[ChunkRows], numbers = new double[ChunkRows];
        for (long row = 0; row < times.Rows && (clusters ?? group) is not null; row += ChunkRows)
        {
            int rows = (int)Math.Min(ChunkRows, times.Rows - row);
            clusterCursor?.Read(ids.AsSpan(0, rows));
            groupCursor?.Read(numbers.AsSpan(0, rows));
            for (int i = 0; i < rows; i++)
            {
                if (!(ids[i] is >= 0 and <= ushort.MaxValue)) throw Refuse(clusters!, row + i, ids[i]);
                if (!(numbers[i] is >= 0 and <= ushort.MaxValue)) throw Refuse(group!, row + i, numbers[i]);
                CollectionsMarshal.GetValueRefOrAddDefault(pairs, ((int)numbers[i], (int)ids[i]), out _)++;
            }

            if (pairs.Count > MostUnits) throw new InvalidInputException($"{(clusters ?? group)!.Name}: found more than {MostUnits} clusters, expected the cluster of each spike.");
        }

        return pairs.GroupBy(pair => pair.Key.Number).ToDictionary(electrode => electrode.Key, electrode => new SortedDictionary<int, long>(electrode.ToDictionary(pair => pair.Key.Cluster, pair => pair.Value)));
    }

    private static InvalidInputException Refuse(NpyColumn column, long row, double found) =>
        new(FormattableString.Invariant($"{column.Name}: row {row}: found {found}, expected a number from 0 to {ushort.MaxValue}."));
}
