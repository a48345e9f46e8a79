using System.Globalization;
using Apache.Arrow;

namespace SpikeStream.Recordings;

/// <summary>Writes a units table: ids, spike times, when each unit was observed, and its properties.</summary>
internal static class NwbUnitsOutput
{
    private const string Times = "spike_times";
    private const string Intervals = "obs_intervals";

    /// <summary>Beyond it not every whole number is a double.</summary>
    private const double MostWhole = 9_007_199_254_740_992;

    // The schema of NWB gives these a type of their own.
    private static readonly string[] Reserved = [Times, Intervals, "electrodes", NwbElectrodeGroups.Column, "waveforms", "waveform_mean", "waveform_sd"];

    /// <summary>Writes the table.</summary>
    /// <param name="objects">The file.</param>
    /// <param name="parent">The group that it lies in.</param>
    /// <param name="name">Its name there.</param>
    /// <param name="schema">Schema of the spikes.</param>
    /// <param name="spool">The spikes.</param>
    /// <param name="cancellation">Ends the writing.</param>
    public static void Write(NwbObjects objects, Hdf5Group parent, string name, Schema schema, string spool, CancellationToken cancellation)
    {
        IReadOnlyList<string>? names = SpikesSchema.Describe(schema).UnitNames;
        UnitTable? table = UnitTable.Read(schema);
        var observed = Observation.Read(schema);
        using SpikeTrains trains = new(spool, Math.Max(Math.Max(names?.Count ?? 0, table?.Count ?? 0), observed?.Units?.Count ?? 0));
        int units = trains.Counts.Count;
        using NwbTableOutput output = new(objects, parent, name, ("Units", "core"), "units with their spikes", Reserved);
        long[] ids = Ids(table, names, units, out bool areOfTable);
        using (Hdf5Dataset column = output.Ids(units)) objects.Write<long>(column, 0, ids);
        WriteTrains(objects, output, trains, cancellation);
        if (observed is not null) WriteObservation(objects, output, observed, SchemaParts.FindWindow(schema), units, trains.Latest);
        foreach (UnitColumn column in table?.Columns ?? [])
        {
            IReadOnlyList<object?> values = Padded(column.Values, units);
            if (column.Name == NwbElectrodeGroups.Column && NwbElectrodeGroups.AreNames(values)) NwbElectrodeGroups.Write(objects, output, [.. values.Cast<string>()]);
            else if (column.Name != UnitTable.Id || !areOfTable) WriteProperty(objects, output, column.Name, values);
        }

        string? namesIn = null;
        if (names is not null && !names.SequenceEqual(ids.Select(id => id.ToString(CultureInfo.InvariantCulture))))
            namesIn = WriteProperty(objects, output, NwbRemembered.UnitNames, Padded(names, units));
        NwbRemembered.WriteUnits(objects, output.Group, schema, namesIn);
    }

    private static void WriteTrains(NwbObjects objects, NwbTableOutput output, SpikeTrains trains, CancellationToken cancellation)
    {
        ulong[] ends = new ulong[trains.Counts.Count];
        ulong end = 0;
        for (int unit = 0; unit < ends.Length; unit++) ends[unit] = end += (ulong)trains.Counts[unit];
        using Hdf5Dataset times = output.Add(output.Group.CreateDataset<double>(Times, [(long)end]), "the spike times of each unit in seconds");
        long written = 0;
        trains.Read(
            stretch =>
            {
                objects.Write(times, written, stretch.Span);
                written += stretch.Length;
            },
            cancellation);
        output.WriteIndex(Times, ends);
    }

    // A unit that nothing restricts was observed all the time: as far as the recording is known to go.
    private static void WriteObservation(NwbObjects objects, NwbTableOutput output, Observation observed, ObservationWindow? window, int units, double latest)
    {
        ObservationWindow whole = window ?? new(0, Math.Max(latest, (observed.Units ?? []).Append(observed.All).Max(stretches => stretches is { Count: > 0 } ? stretches[^1].Stop : 0)));
        List<double> pairs = [];
        ulong[] ends = new ulong[units];
        for (int unit = 0; unit < units; unit++)
        {
            foreach (ObservationWindow stretch in observed.Of(unit) ?? (whole.Duration > 0 ? [whole] : [])) pairs.AddRange([stretch.Start, stretch.Stop]);
            ends[unit] = (ulong)pairs.Count / 2;
        }

        using Hdf5Dataset intervals = output.Add(output.Group.CreateDataset<double>(Intervals, [pairs.Count / 2, 2]), "when each unit was observed, start and stop in seconds");
        objects.Write<double>(intervals, 0, pairs.ToArray());
        output.WriteIndex(Intervals, ends);
    }

    private static string WriteProperty(NwbObjects objects, NwbTableOutput output, string name, IReadOnlyList<object?> values)
    {
        string free = output.Free(name), description = $"{name} of the unit, as the recording has it";
        Hdf5Group group = output.Group;
        object?[] known = [.. values.Where(value => value is not null)];
        if (values.Count > 0 && values.All(value => value is bool))
        {
            using Hdf5Dataset truths = output.Add(group.CreateTruths(free, [values.Count]), description);
            objects.Write<sbyte>(truths, 0, [.. values.Select(value => (sbyte)((bool)value! ? 1 : 0))]);
        }
        else if (values.Count > 0 && values.All(IsWhole))
        {
            using Hdf5Dataset numbers = output.Add(group.CreateDataset<long>(free, [values.Count]), description);
            objects.Write<long>(numbers, 0, [.. values.Select(value => (long)(double)value!)]);
        }
        else if (known.All(value => value is double))
        {
            using Hdf5Dataset numbers = output.Add(group.CreateDataset<double>(free, [values.Count]), description);
            objects.Write<double>(numbers, 0, [.. values.Select(value => value is double number ? number : double.NaN)]);
        }
        else
        {
            using Hdf5Dataset texts = output.Add(group.CreateTexts(free, [values.Count]), description);
            objects.WriteTexts(texts, 0, [.. values.Select(value => value is null ? null : Convert.ToString(value, CultureInfo.InvariantCulture))]);
        }

        return free;
    }

    private static bool IsWhole(object? value) => value is double number && Math.Abs(number) <= MostWhole && number == Math.Truncate(number) && !(number == 0 && double.IsNegative(number));

    // The table's own ids; else names that are numbers; else the numbers of the rows.
    private static long[] Ids(UnitTable? table, IReadOnlyList<string>? names, int units, out bool areOfTable)
    {
        UnitColumn? column = table?.Columns.FirstOrDefault(candidate => candidate.Name == UnitTable.Id);
        areOfTable = column is not null && column.Values.Count == units && column.Values.All(IsWhole) && column.Values.Distinct().Count() == units;
        if (areOfTable)
            return [.. column!.Values.Select(value => (long)(double)value!)];
        long[] numbers = [.. (names ?? []).Select(name => long.TryParse(name, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) ? number : -1)];
        bool areNumbers = numbers.Length == units && numbers.Distinct().Count() == units
            && numbers.Zip(names ?? []).All(pair => pair.First.ToString(CultureInfo.InvariantCulture) == pair.Second);
        return areNumbers ? numbers : [.. Enumerable.Range(0, units).Select(unit => (long)unit)];
    }

    private static IReadOnlyList<object?> Padded(IReadOnlyList<object?> values, int units) =>
        values.Count == units ? values : [.. values, .. new object?[units - values.Count]];
}
