namespace SpikeStream.Recordings;

/// <summary>When the units of an NWB file were observed: their intervals of observation, without the stretches that are marked as invalid.</summary>
internal static class NwbObservation
{
    /// <summary>Path of the table of stretches to leave out.</summary>
    public const string InvalidTimes = "intervals/invalid_times";

    /// <summary>The intervals of each unit.</summary>
    /// <param name="file">The file.</param>
    /// <param name="table">The units table.</param>
    /// <param name="units">Number of units.</param>
    /// <returns>Ordered stretches per unit; null where the table has none.</returns>
    public static IReadOnlyList<IReadOnlyList<ObservationWindow>?>? OfUnits(NwbFile file, Hdf5Group table, long units)
    {
        using Hdf5Dataset? intervals = table.FindDataset("obs_intervals");
        using Hdf5Dataset? index = table.FindDataset("obs_intervals_index");
        if (intervals is null) return null;
        if (intervals.Extent.Count != 2 || intervals.Extent[1] != 2 || index is null)
            throw new InvalidInputException($"{intervals.Place}: found the extent {string.Join(" x ", intervals.Extent)}, expected rows of start and stop with an obs_intervals_index.");
        long[] bounds = NwbIndex.Read(index, intervals, units);
        double[] values = intervals.ReadAll<double>();
        int dropped = 0;
        IReadOnlyList<ObservationWindow>?[] observed =
        [
            .. Enumerable.Range(0, (int)units).Select(unit => Ordered(file, intervals, values.AsSpan((int)bounds[unit] * 2, (int)(bounds[unit + 1] - bounds[unit]) * 2), (int)bounds[unit], ref dropped)),
        ];
        if (dropped > 0) file.Notice($"{intervals.Place}: left out {dropped} intervals whose stop is not after their start");
        return observed;
    }

    /// <summary>The stretches to leave out, ordered.</summary>
    public static List<ObservationWindow> Invalid(NwbFile file)
    {
        using Hdf5Dataset? starts = file.Root.FindDataset($"{InvalidTimes}/start_time"), stops = file.Root.FindDataset($"{InvalidTimes}/stop_time");
        if (starts is null || stops is null || starts.Count == 0) return [];
        NwbColumns.CheckRows(stops, starts.Rows);
        double[] start = starts.ReadAll<double>(), stop = stops.ReadAll<double>(), pairs = new double[2 * start.Length];
        for (int i = 0; i < start.Length; i++) (pairs[2 * i], pairs[(2 * i) + 1]) = (start[i], stop[i]);
        int dropped = 0;
        List<ObservationWindow> invalid = Ordered(file, starts, pairs, 0, ref dropped);
        if (dropped > 0) file.Notice($"/{InvalidTimes}: left out {dropped} intervals whose stop is not after their start");
        if (invalid.Count > 0)
            file.Notice(FormattableString.Invariant($"{file.Path}: left out {invalid.Count} stretches, {invalid.Sum(stretch => stretch.Duration):0.###} s in all, which /{InvalidTimes} marks as invalid"));
        return invalid;
    }

    // In order of time, and joined where they overlap.
    private static List<ObservationWindow> Ordered(NwbFile file, Hdf5Dataset place, ReadOnlySpan<double> pairs, int firstRow, ref int dropped)
    {
        List<ObservationWindow> stretches = [];
        for (int row = 0; row < pairs.Length / 2; row++)
        {
            double start = pairs[2 * row], stop = pairs[(2 * row) + 1];
            if (start < stop && double.IsFinite(start) && double.IsFinite(stop)) stretches.Add(new(start, stop));
            else if (file.Options.Repair) dropped++;
            else throw new InvalidInputException(FormattableString.Invariant($"{place.Place}: row {firstRow + row}: found an interval from {start} to {stop} s, expected a stop after its start; leave such intervals out with repair."));
        }

        stretches.Sort((first, second) => first.Start.CompareTo(second.Start));
        List<ObservationWindow> joined = [];
        foreach (ObservationWindow stretch in stretches)
        {
            if (joined.Count > 0 && stretch.Start <= joined[^1].Stop) joined[^1] = new(joined[^1].Start, Math.Max(joined[^1].Stop, stretch.Stop));
            else joined.Add(stretch);
        }

        return joined;
    }
}
