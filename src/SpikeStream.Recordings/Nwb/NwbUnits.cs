namespace SpikeStream.Recordings;

/// <summary>What a units table says of each unit besides its spikes.</summary>
internal static class NwbUnits
{
    private const string Electrodes = "general/extracellular_ephys/electrodes";

    // Spikes and observation are read otherwise, waveforms not at all; electrodes are rows of another table.
    private static readonly HashSet<string> Otherwise = ["spike_times", "obs_intervals", "waveforms", "waveform_mean", "waveform_sd", "electrodes"];

    /// <summary>Reads the properties of units.</summary>
    /// <param name="file">The file.</param>
    /// <param name="table">The units table.</param>
    /// <param name="units">Number of units.</param>
    /// <param name="ids">Receives their ids.</param>
    public static UnitTable Read(NwbFile file, Hdf5Group table, long units, out long[] ids)
    {
        ids = NwbColumns.Ids(file, table, units);
        List<UnitColumn> columns = [new(UnitTable.Id, [.. ids.Select(id => (object)(double)id)]), .. NwbColumns.Read(file, table, units, Otherwise)];
        foreach (UnitColumn column in OfElectrodes(file, table, units))
        {
            if (columns.All(other => other.Name != column.Name)) columns.Add(column);
        }

        return new(columns);
    }

    private static IEnumerable<UnitColumn> OfElectrodes(NwbFile file, Hdf5Group table, long units)
    {
        using Hdf5Dataset? rows = table.FindDataset("electrodes");
        using Hdf5Dataset? index = table.FindDataset("electrodes_index");
        using Hdf5Group? electrodes = file.Root.FindGroup(Electrodes);
        if (rows is not { Type.Kind: Hdf5Kind.Integer, Extent.Count: 1 } || electrodes is null) yield break;
        if (index is null) NwbColumns.CheckRows(rows, units);
        long[] chosen = rows.ReadAll<long>(), bounds = index is null ? [.. Enumerable.Range(0, (int)units + 1).Select(unit => (long)unit)] : NwbIndex.Read(index, rows, units);
        foreach (string name in (string[])["location", "group_name"])
        {
            using Hdf5Dataset? column = electrodes.FindDataset(name);
            if (column is not { Type.Kind: Hdf5Kind.Text, Extent.Count: 1 }) continue;
            string?[] texts = column.ReadTexts();
            if (chosen.Any(row => row < 0 || row >= texts.Length))
                throw new InvalidInputException($"{rows.Place}: found electrode {chosen.First(row => row < 0 || row >= texts.Length)}, expected a row from 0 to {texts.Length - 1} of /{Electrodes}.");
            yield return new(name, [.. Enumerable.Range(0, (int)units).Select(unit => Distinct(texts, chosen.AsSpan((int)bounds[unit]..(int)bounds[unit + 1])))]);
        }
    }

    private static string? Distinct(string?[] texts, ReadOnlySpan<long> rows)
    {
        List<string> distinct = [];
        foreach (long row in rows)
        {
            if (texts[row] is { } text && !distinct.Contains(text)) distinct.Add(text);
        }

        return distinct.Count == 0 ? null : string.Join(", ", distinct);
    }
}
