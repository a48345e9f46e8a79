using Apache.Arrow;

namespace SpikeStream.Recordings;

/// <summary>What a schema says when some of its rows or units are left out.</summary>
internal static class SelectedSchema
{
    /// <summary>The schema of the rows within a window.</summary>
    /// <param name="path">The recording, for messages.</param>
    /// <param name="kind">The kind.</param>
    /// <param name="schema">Schema of the whole.</param>
    /// <param name="window">The window.</param>
    public static Schema Within(string path, RecordingKind kind, Schema schema, TimeWindow window)
    {
        if (kind is not (RecordingKind.Spikes or RecordingKind.Counts)) return schema;
        ObservationWindow? whole = SchemaParts.FindWindow(schema);
        double start = Math.Max(window.Start, whole?.Start ?? 0), stop = Math.Min(window.Stop, whole?.Stop ?? double.PositiveInfinity);
        if (whole is not null && stop <= start)
            throw new InvalidInputException(FormattableString.Invariant($"{path}: found the window from {window.Start} s to {window.Stop} s, expected one that meets the observation from {whole.Start} s to {whole.Stop} s."));
        if (double.IsFinite(stop) && stop > start) schema = RecordingMetadata.With(schema, SchemaParts.Window(new ObservationWindow(start, stop)));
        if (Observation.Read(schema) is not { } observed) return schema;
        return RecordingMetadata.With(
            schema,
            new Observation(
                observed.All is null ? null : Cut(observed.All, window),
                observed.Units is null ? null : [.. observed.Units.Select(unit => unit is null ? null : Cut(unit, window))]).ToMetadata());
    }

    /// <summary>The schema of some of the units.</summary>
    /// <param name="path">The recording, for messages.</param>
    /// <param name="kind">Spikes or counts.</param>
    /// <param name="schema">Schema of the whole.</param>
    /// <param name="selection">The units.</param>
    public static Schema Of(string path, RecordingKind kind, Schema schema, UnitSelection selection)
    {
        IReadOnlyList<int> units = selection.Units;
        Observation? observed = Observation.Read(schema);
        if (observed?.Units is not null)
            observed = observed with { Units = [.. units.Select(unit => unit < observed.Units.Count ? observed.Units[unit] : null)] };
        KeyValuePair<string, string?>[] entries =
        [
            new(RecordingMetadata.UnitNames, RecordingMetadata.Json(Select(RecordingMetadata.FindNames(schema, RecordingMetadata.UnitNames), units) ?? selection.Names)),
            new(RecordingMetadata.UnitTable, UnitTable.Read(schema)?.Select(units).ToJson()),
            .. observed?.ToMetadata() ?? [],
        ];
        if (kind == RecordingKind.Spikes) return RecordingMetadata.With(schema, entries);

        if (RecordingMetadata.Find(schema, RecordingMetadata.Runs) is not null)
            throw new InvalidInputException($"{path}: found counts of several runs, expected one for a choice of units; choose columns in a stage instead.");
        CountsSchema.Description counts = CountsSchema.Describe(schema);
        Schema narrow = CountsSchema.Create(units.Count, counts.BinWidth, isInteger: counts.IsInteger);
        return RecordingMetadata.With(
            new Schema(narrow.FieldsList, schema.Metadata),
            [.. entries, new(RecordingMetadata.PopulationSizes, RecordingMetadata.Json(Select(counts.PopulationSizes, units)))]);
    }

    private static IReadOnlyList<T>? Select<T>(IReadOnlyList<T>? values, IReadOnlyList<int> units) => values is null ? null : [.. units.Select(unit => values[unit])];

    private static IReadOnlyList<ObservationWindow> Cut(IReadOnlyList<ObservationWindow> stretches, TimeWindow window) =>
    [
        .. stretches
            .Select(stretch => new ObservationWindow(Math.Max(stretch.Start, window.Start), Math.Min(stretch.Stop, window.Stop)))
            .Where(stretch => stretch.Start < stretch.Stop),
    ];
}
