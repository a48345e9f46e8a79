using System.Globalization;
using Apache.Arrow;

namespace SpikeStream.Recordings;

/// <summary>Opens the spikes of a variable or of two vectors as options say.</summary>
internal static class MatlabSpikes
{
    /// <summary>Opens spikes.</summary>
    /// <param name="file">The file; owned by the result.</param>
    /// <param name="place">The variable; null for the variables of the file as fields of a struct.</param>
    /// <param name="options">How to read them.</param>
    public static IRecordingReader Open(MatlabFile file, MatlabPlace? place, ReadOptions options)
    {
        MatlabStructs? structs = place is null ? file.Root : place.Value as MatlabStructs;
        if (Events(file, place, structs, options) is { } events)
        {
            return options.Repair
                ? SelectedReader.Create(file.Path, RepairedSpikes.Create(file.Path, events, options.Notice), options)
                : SelectedReader.Create(file.Path, events, options);
        }

        if (place is null || place.IsTransposed) throw new InvalidInputException($"{file.Path}: found {file.Variables}, expected a variable with spike times: name it in the setting table (--table).");
        // Without a table the setting names the variable itself, not a field of it.
        MatlabUnitSearch search = MatlabUnitSearch.In(place.Value, options.Table is null ? null : options.ColumnFor("time"));
        if (search.Fault is { } fault) throw new InvalidInputException($"{file.Path}: {place.Path}: {fault}.");
        if (search.LeftOut > 0) options.Notice?.Invoke($"{file.Path}: {place.Path}: left out {search.LeftOut} empty cells, which hold no unit");
        Schema schema = Schema(file, MatlabUnitTable.Create(file, search, place.Label, options.Notice), options);
        IReadOnlyList<MatlabUnit> units = search.Units;
        if (options.Repair)
            return SelectedReader.Create(file.Path, RepairedSpikes.Create(file.Path, Reader(file, schema, place, units, options), options.Notice), options);

        UnitIdentity.Check(file.Path, schema);
        if (options.Units is { } text)
        {
            var unread = new MemoryRecordingReader(RecordingKind.Spikes, MatlabFormat.FormatName, SpikesSchema.Batch(schema, [], []));
            UnitSelection selection = UnitSelection.Create(file.Path, unread, text);
            schema = SelectedSchema.Of(file.Path, RecordingKind.Spikes, schema, selection);
            units = [.. selection.Units.Select(unit => units[unit])];
        }

        return SelectedReader.Create(file.Path, Reader(file, schema, place, units, options), options with { Units = null });
    }

    /// <summary>The schema of spikes of some units.</summary>
    public static Schema Schema(MatlabFile file, UnitTable table, ReadOptions options)
    {
        if (options.UnitNames is { } names && names.Count != table.Count) throw new InvalidInputException($"{file.Path}: found {names.Count} unit names, expected {table.Count}, one per unit.");
        Schema schema = SpikesSchema.Create(options.UnitNames ?? [.. table.Find(UnitTable.Id)!.Values.Select(id => Convert.ToString(id, CultureInfo.InvariantCulture)!)]);
        return RecordingMetadata.With(MatlabTables.WithSession(file, schema), [new(RecordingMetadata.UnitTable, table.ToJson())]);
    }

    /// <summary>Fields of times and of units of equal meaning: of a struct, or of the file.</summary>
    /// <returns>Indices of the fields; null where there are no two.</returns>
    public static (int Time, int Unit)? EventFields(MatlabStructs structs)
    {
        if (structs.Count != 1) return null;
        int time = MatlabNames.Find(structs, MatlabNames.IsTime), unit = MatlabNames.Find(structs, MatlabNames.IsUnit);
        return time >= 0 && unit >= 0 && structs.At(0, time) is MatlabNumbers times && structs.At(0, unit) is MatlabNumbers units && times.Count == units.Count && times.IsVector && units.IsVector
            ? (time, unit)
            : null;
    }

    private static MatlabEventReader? Events(MatlabFile file, MatlabPlace? place, MatlabStructs? structs, ReadOptions options)
    {
        string prefix = place is null ? string.Empty : place.Path + ".";
        if (options.ColumnFor("unit") is { } unit)
        {
            MatlabPlace units = MatlabTables.Role(file, place, unit, "unit");
            MatlabPlace times = options.ColumnFor("time") is { } time
                ? MatlabTables.Role(file, place, time, "time")
                : place?.Value is MatlabNumbers
                    ? place
                    : structs is not null && MatlabUnitSearch.TimeField(structs, null) is >= 0 and int at && structs.Count == 1
                        ? new(prefix + structs.Fields[at], structs.At(0, at), false)
                        : throw new InvalidInputException($"{file.Path}: found the variable \"{unit}\" for unit but none for time, expected both: name it too in the setting columns (--column time=...).");
            return MatlabEventReader.Open(file, times, units, options);
        }

        if (options.ColumnFor("time") is not null || structs is null || EventFields(structs) is not { } fields) return null;
        return MatlabEventReader.Open(
            file, new(prefix + structs.Fields[fields.Time], structs.At(0, fields.Time), false), new(prefix + structs.Fields[fields.Unit], structs.At(0, fields.Unit), false), options);
    }

    private static MatlabSpikeReader Reader(MatlabFile file, Schema schema, MatlabPlace place, IReadOnlyList<MatlabUnit> units, ReadOptions options)
    {
        MatlabTrain[] trains = [.. units.Select(unit => MatlabTrain.Create($"{file.Path}: {place.Path}{unit.Position}", unit.Times, options))];
        file.Load(units.Select(unit => unit.Times));
        return new(file, schema, trains, !options.Repair);
    }
}
