using Apache.Arrow;

namespace SpikeStream.Recordings;

/// <summary>Opens the spikes of a units table as options say.</summary>
internal static class NwbSpikes
{
    /// <summary>Opens a units table.</summary>
    /// <param name="file">The file; owned by the result.</param>
    /// <param name="path">Path of the table.</param>
    public static IRecordingReader Open(NwbFile file, string path)
    {
        using Hdf5Group? table = file.Root.FindGroup(path);
        if (table is null) throw new InvalidInputException($"{file.Path}: found no units table \"{path}\", expected one such as \"units\".");
        var trains = NwbTrains.Open(file, table);
        try
        {
            return Open(file, table, trains);
        }
        catch
        {
            trains.Dispose();
            throw;
        }
    }

    private static IRecordingReader Open(NwbFile file, Hdf5Group table, NwbTrains trains)
    {
        ReadOptions options = file.Options;
        UnitTable units = NwbUnits.Read(file, table, trains.Units, out long[] ids);
        IReadOnlyList<IReadOnlyList<ObservationWindow>?>? observed = NwbObservation.OfUnits(file, table, trains.Units);
        List<ObservationWindow> invalid = NwbObservation.Invalid(file);
        bool isLatestNeeded = invalid.Count > 0 || trains.Times.Type.Size == sizeof(float);
        double latest = !isLatestNeeded ? 0 : options.Repair ? LatestOfAll(trains) : Latest(trains);
        file.WarnIfCoarse(trains.Times, latest);
        double end = Math.Max(latest, Math.Max(invalid.Count > 0 ? invalid[^1].Stop : 0, observed?.Max(unit => unit is { Count: > 0 } ? unit[^1].Stop : 0) ?? 0));
        var observation = new Observation(invalid.Count == 0 ? null : ObservationWindow.Without(invalid, 0, end), observed);
        Schema schema = SpikesSchema.Create([.. ids.Select(id => FormattableString.Invariant($"{id}"))]);
        schema = RecordingMetadata.With(
            file.WithSession(schema),
            [new(RecordingMetadata.UnitTable, units.ToJson()), .. (invalid.Count > 0 || observed is not null ? observation : null)?.ToMetadata() ?? []]);
        schema = NwbRemembered.RestoreUnits(table, schema);
        bool isChecked = observed is not null || SchemaParts.FindWindow(schema) is not null;
        var whole = new NwbSpikeReader(file, schema, trains, TimeWindow.From(new ReadOptions()), null, invalid, isChecked ? SpikeObservation.Of(schema) : null);
        if (options.Repair) return SelectedReader.Create(file.Path, RepairedSpikes.Create(file.Path, whole, options.Notice), options);

        UnitIdentity.Check(file.Path, schema);
        var window = TimeWindow.From(options);
        if (!window.IsRestricted && options.Units is null) return whole;
        UnitSelection? selection = options.Units is { } text ? UnitSelection.Create(file.Path, whole, text) : null;
        if (selection is not null) schema = SelectedSchema.Of(file.Path, RecordingKind.Spikes, schema, selection);
        SpikeObservation? checkedBy = isChecked ? SpikeObservation.Of(schema) : null;
        if (window.IsRestricted) schema = SelectedSchema.Within(file.Path, RecordingKind.Spikes, schema, window);
        return new NwbSpikeReader(file, schema, trains, window, selection?.Units, invalid, checkedBy);
    }

    // Trains are in order, or refused when they are read.
    private static double Latest(NwbTrains trains)
    {
        double latest = 0;
        for (int unit = 0; unit < trains.Units; unit++)
        {
            if (trains.Stop(unit) == trains.Start(unit)) continue;
            double last = trains.At(trains.Stop(unit) - 1);
            if (double.IsFinite(last)) latest = Math.Max(latest, last);
        }

        return latest;
    }

    private static double LatestOfAll(NwbTrains trains)
    {
        double latest = 0;
        double[] piece = new double[65_536];
        for (long entry = 0; entry < trains.Times.Rows; entry += piece.Length)
        {
            Span<double> times = piece.AsSpan(0, (int)Math.Min(piece.Length, trains.Times.Rows - entry));
            trains.Read(entry, times);
            foreach (double time in times)
            {
                if (double.IsFinite(time)) latest = Math.Max(latest, time);
            }
        }

        return latest;
    }
}
